package io.opnum.rpc.transport;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.testing.Certificates;
import io.opnum.rpc.transport.Transport.TransportServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every transport does, over TLS.
 */
class TlsTransportTests extends AbstractTransportTests {

	private static final Certificates AUTHORITY = new Certificates("Opnum Tests");

	private static final TransportSecurity SERVER = AUTHORITY.forServer().build();

	private static final TransportSecurity CLIENT = AUTHORITY.forClient().build();

	@Override
	Transport create(TransportOptions options) {
		return new SecuredTransport(new TcpTransport(options), CLIENT, SERVER);
	}

	@Override
	Endpoint dynamicEndpoint() {
		return new Endpoint(ProtocolSequence.NCACN_IP_TCP, "127.0.0.1", "");
	}

	@Override
	@Test
	void listenerThatCannotBeMadeCostsTheConnection() {
		assertThatExceptionOfType(RpcCommunicationException.class).isThrownBy(() -> connect(listen((connection) -> {
			throw new IllegalStateException("no listener");
		}))).withMessageContaining("the server ended the connection during the handshake");
	}

	@Override
	@Test
	void connectionMayBeRefusedWhenItIsMade() throws Exception {
		TransportServer server = listen((connection) -> {
			connection.close();
			return Peer.reading(connection);
		});
		assertThatExceptionOfType(RpcCommunicationException.class).isThrownBy(() -> connect(server))
			.withMessageContaining("the server ended the connection during the handshake");
		accept().awaitClosed();
	}

	/**
	 * A transport that has TLS on all its connections.
	 */
	record SecuredTransport(Transport transport, TransportSecurity client,
			TransportSecurity server) implements Transport {

		@Override
		public ProtocolSequence protocolSequence() {
			return this.transport.protocolSequence();
		}

		@Override
		public CompletionStage<TransportConnection> connect(Endpoint endpoint, Duration timeout,
				Function<TransportConnection, TransportListener> listener) {
			return this.transport.connect(endpoint, timeout, this.client, listener);
		}

		@Override
		public CompletionStage<TransportServer> listen(Endpoint endpoint,
				Function<TransportConnection, TransportListener> listener) {
			return this.transport.listen(endpoint, this.server, listener);
		}

		@Override
		public void close() {
			this.transport.close();
		}

	}

}
