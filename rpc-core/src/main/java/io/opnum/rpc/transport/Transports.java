package io.opnum.rpc.transport;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.ProtocolSequence;
import org.jspecify.annotations.Nullable;

/**
 * The transports of a server or a client: those it was given, and the default ones of
 * this library for the other protocol sequences, made when they are asked for.
 * <p>
 * Thread-safe. What was made here is closed here, with its threads; what was given is
 * left alone.
 *
 * @since 0.1.0
 */
public final class Transports implements AutoCloseable {

	private final Map<ProtocolSequence, Transport> given = new HashMap<>();

	private final Map<ProtocolSequence, Transport> made = new HashMap<>();

	private final TransportOptions options;

	private boolean closed;

	private Transports(TransportOptions options, Collection<Transport> given) {
		this.options = options;
		given.forEach((transport) -> this.given.put(transport.protocolSequence(), transport));
	}

	/**
	 * Start with the default transports.
	 * @param options how they work
	 * @return the transports
	 */
	public static Transports of(TransportOptions options) {
		return of(options, List.of());
	}

	/**
	 * Start with transports that are used instead of the default ones of their protocol
	 * sequences.
	 * @param options how the default ones work
	 * @param given the transports
	 * @return the transports
	 */
	public static Transports of(TransportOptions options, Collection<Transport> given) {
		return new Transports(options, given);
	}

	/**
	 * Return the transport of a protocol sequence.
	 * @param protocolSequence the protocol sequence
	 * @return the transport
	 * @throws InvalidBindingException if there is none
	 * ({@code RPC_S_PROTSEQ_NOT_SUPPORTED})
	 * @throws IllegalStateException if these were closed
	 */
	public synchronized Transport get(ProtocolSequence protocolSequence) {
		if (this.closed) {
			throw new IllegalStateException("The transports are closed");
		}
		Transport transport = this.given.get(protocolSequence);
		if (transport == null) {
			transport = this.made.computeIfAbsent(protocolSequence, this::make);
		}
		return transport;
	}

	private Transport make(ProtocolSequence protocolSequence) {
		Transport transport = null;
		if (protocolSequence == ProtocolSequence.NCACN_IP_TCP) {
			transport = new TcpTransport(this.options);
		}
		else if (protocolSequence == ProtocolSequence.NCALRPC) {
			transport = new LocalTransport(this.options);
		}
		else if (protocolSequence == ProtocolSequence.IN_PROCESS) {
			transport = new InProcessTransport(this.options);
		}
		return requireTransport(protocolSequence, transport);
	}

	private Transport requireTransport(ProtocolSequence protocolSequence, @Nullable Transport transport) {
		if (transport == null) {
			TreeSet<String> supported = new TreeSet<>(List.of(ProtocolSequence.NCACN_IP_TCP.name(),
					ProtocolSequence.NCALRPC.name(), ProtocolSequence.IN_PROCESS.name()));
			this.given.keySet().forEach((known) -> supported.add(known.name()));
			String given = (protocolSequence == ProtocolSequence.NCACN_NP)
					? "give the client the SmbTransport of the module rpc-transport-smb" : "give a transport for it";
			throw new InvalidBindingException(
					"There is no transport for the protocol sequence '%s': use one of %s, or %s"
						.formatted(protocolSequence, supported, given),
					RpcStatus.PROTSEQ_NOT_SUPPORTED, true, null);
		}
		return transport;
	}

	/**
	 * Close the transports that were made here. Waits for their threads to end, unless
	 * called on one of them.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		this.made.values().forEach(Transport::close);
		this.made.clear();
	}

}
