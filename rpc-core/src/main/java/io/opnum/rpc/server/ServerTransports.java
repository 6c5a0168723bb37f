package io.opnum.rpc.server;

import java.util.HashMap;
import java.util.Map;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.transport.Transport;

/**
 * The transports of a server by their protocol sequence: those it was given, and those it
 * makes for itself and closes. Thread-safe.
 */
final class ServerTransports {

	private final Map<ProtocolSequence, Transport> given;

	private final Map<ProtocolSequence, Transport> own = new HashMap<>();

	ServerTransports(Map<ProtocolSequence, Transport> given) {
		this.given = Map.copyOf(given);
	}

	/**
	 * Return the transport of a protocol sequence.
	 * @param protocolSequence the protocol sequence
	 * @return the transport
	 * @throws InvalidBindingException if there is none
	 */
	synchronized Transport get(ProtocolSequence protocolSequence) {
		Transport transport = this.given.get(protocolSequence);
		if (transport == null) {
			transport = this.own.get(protocolSequence);
		}
		if (transport == null) {
			throw new InvalidBindingException("There is no transport for %s: use ncacn_ip_tcp, or give the server one"
				.formatted(protocolSequence), RpcStatus.PROTSEQ_NOT_SUPPORTED, true, null);
		}
		return transport;
	}

	/** Close the transports that were made here. */
	synchronized void close() {
		this.own.values().forEach(Transport::close);
		this.own.clear();
	}

}
