package io.opnum.rpc.server;

import java.util.Objects;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.transport.TransportSecurity;

/**
 * An endpoint to listen on with TLS.
 *
 * @param binding the endpoint
 * @param security the TLS of its connections
 */
record SecureEndpoint(StringBinding binding, TransportSecurity security) {

	/**
	 * Create it of what an application says.
	 * @param binding the endpoint
	 * @param security the TLS of its connections
	 * @return the endpoint
	 * @throws InvalidBindingException if its protocol sequence has no TLS
	 * @throws IllegalArgumentException if the TLS is that of a client
	 */
	static SecureEndpoint of(StringBinding binding, TransportSecurity security) {
		if (binding.protocolSequence() != ProtocolSequence.NCACN_IP_TCP) {
			throw new InvalidBindingException(
					"There is no TLS for %s: only ncacn_ip_tcp has it. Leave TLS out, or use that".formatted(binding),
					RpcStatus.CANNOT_SUPPORT, true, null);
		}
		if (Objects.requireNonNull(security, "security").isClient()) {
			throw new IllegalArgumentException(
					"%s can't be listened on with the TLS of a client: make it with TransportSecurity.forServer"
						.formatted(binding));
		}
		return new SecureEndpoint(binding, security);
	}

	/** The endpoint of a server. */
	ListeningEndpoint toListeningEndpoint() {
		return new ListeningEndpoint(this.binding, true, false, this.security);
	}

}
