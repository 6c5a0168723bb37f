package io.opnum.rpc.transport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import org.jspecify.annotations.Nullable;

/**
 * A protocol sequence: makes connections to endpoints and listens on them. Thread-safe;
 * nothing blocks but {@link #close()}.
 *
 * @since 0.1.0
 */
public interface Transport extends AutoCloseable {

	/**
	 * Return the protocol sequence.
	 * @return the protocol sequence
	 */
	ProtocolSequence protocolSequence();

	/**
	 * Connect to an endpoint.
	 * @param endpoint where to
	 * @param timeout how long to try
	 * @param listener makes the listener of the connection, called on its event loop
	 * before anything is received
	 * @return the connection; fails with {@link io.opnum.rpc.RpcCommunicationException}
	 */
	CompletionStage<TransportConnection> connect(Endpoint endpoint, Duration timeout,
			Function<TransportConnection, TransportListener> listener);

	/**
	 * Listen on an endpoint.
	 * @param endpoint where; an empty endpoint, or port 0, asks for a dynamic one
	 * @param listener makes the listener of an accepted connection, called on its event
	 * loop before anything is received
	 * @return what listens; fails with {@link ListenException}
	 */
	CompletionStage<TransportServer> listen(Endpoint endpoint,
			Function<TransportConnection, TransportListener> listener);

	/**
	 * Connect to an endpoint, with TLS or without.
	 * @param endpoint where to
	 * @param timeout how long to try
	 * @param security the TLS, or {@code null} for none
	 * @param listener makes the listener of the connection
	 * @return the connection; fails with {@link io.opnum.rpc.RpcCommunicationException},
	 * {@link io.opnum.rpc.RpcAccessDeniedException} where a certificate is refused,
	 * {@link InvalidBindingException} where this transport has no TLS
	 */
	default CompletionStage<TransportConnection> connect(Endpoint endpoint, Duration timeout,
			@Nullable TransportSecurity security, Function<TransportConnection, TransportListener> listener) {
		return (security == null) ? connect(endpoint, timeout, listener)
				: CompletableFuture.failedStage(withoutSecurity(endpoint));
	}

	/**
	 * Listen on an endpoint, with TLS or without.
	 * @param endpoint where; an empty endpoint, or port 0, asks for a dynamic one
	 * @param security the TLS, or {@code null} for none
	 * @param listener makes the listener of an accepted connection, before its handshake
	 * @return what listens; fails with {@link ListenException}, or with
	 * {@link InvalidBindingException} where this transport has no TLS
	 */
	default CompletionStage<TransportServer> listen(Endpoint endpoint, @Nullable TransportSecurity security,
			Function<TransportConnection, TransportListener> listener) {
		return (security == null) ? listen(endpoint, listener)
				: CompletableFuture.failedStage(withoutSecurity(endpoint));
	}

	private static InvalidBindingException withoutSecurity(Endpoint endpoint) {
		return new InvalidBindingException(
				"There is no TLS for %s: only ncacn_ip_tcp has it. Leave TLS out, or use that".formatted(endpoint),
				RpcStatus.CANNOT_SUPPORT, true, null);
	}

	/**
	 * Close what was opened with this transport, and end its threads. Waits for that,
	 * unless it is called on one of them.
	 */
	@Override
	void close();

	/**
	 * Something that listens.
	 */
	interface TransportServer {

		/**
		 * Return where it listens, with the endpoint it got.
		 * @return the endpoint
		 */
		Endpoint endpoint();

		/**
		 * Stop accepting connections; those that are open stay.
		 * @return done
		 */
		CompletionStage<Void> close();

	}

}
