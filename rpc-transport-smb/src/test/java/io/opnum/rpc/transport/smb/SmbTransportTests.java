package io.opnum.rpc.transport.smb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.transport.TransportConnection;
import io.opnum.rpc.transport.TransportListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SmbTransport} where there is no SMB server.
 */
class SmbTransportTests {

	private @Nullable SmbTransport transport;

	@AfterEach
	void close() {
		if (this.transport != null) {
			this.transport.close();
		}
	}

	@Test
	void nobodyOnThePortIsTold() throws IOException {
		int port;
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = free.getLocalPort();
		}
		assertThatExceptionOfType(RpcCommunicationException.class)
			.isThrownBy(() -> connect("127.0.0.1", "\\pipe\\srvsvc", port))
			.withMessageStartingWith("Can't connect to ncacn_np:127.0.0.1[\\\\pipe\\\\srvsvc]: ")
			.withMessageContaining("no SMB server answers on TCP port " + port)
			.satisfies((failure) -> {
				assertThat(failure.status()).isEqualTo(RpcStatus.SERVER_UNAVAILABLE);
				assertThat(failure.didNotExecute()).isTrue();
			});
	}

	@Test
	void unknownHostIsToldByName() {
		assertThatExceptionOfType(RpcCommunicationException.class)
			.isThrownBy(() -> connect("\\\\no-such-host.invalid", "\\pipe\\srvsvc", 445))
			.withMessageContaining("no-such-host.invalid' is unknown");
	}

	@Test
	void serverThatIsSilentIsNotWaitedForLongerThanTold() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThatExceptionOfType(RpcCommunicationException.class)
				.isThrownBy(() -> connect("127.0.0.1", "\\pipe\\srvsvc", silent.getLocalPort(), Duration.ofMillis(200)))
				.withMessageContaining("no answer within PT0.2S");
		}
	}

	@Test
	void serverThatIsSilentIsLeftAfterTheConnectTimeout() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			SmbTransport transport = new SmbTransport(
					SmbOptions.DEFAULT.withPort(silent.getLocalPort()).withRequestTimeout(Duration.ofHours(1)));
			this.transport = transport;
			transport.connect(new Endpoint(ProtocolSequence.NCACN_NP, "127.0.0.1", "\\pipe\\srvsvc"),
					Duration.ofMillis(300), (connection) -> new Ignoring());
			try (Socket accepted = silent.accept()) {
				accepted.setSoTimeout(20_000);
				// the negotiation, then the end
				assertThat(accepted.getInputStream().readAllBytes()).isNotEmpty();
			}
		}
	}

	@Test
	void emptyPipeIsRefused() {
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(() -> connect("127.0.0.1", "\\pipe\\", 445))
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(RpcStatus.INVALID_ENDPOINT_FORMAT));
	}

	private void connect(String host, String pipe, int port) throws Exception {
		connect(host, pipe, port, Duration.ofSeconds(20));
	}

	private void connect(String host, String pipe, int port, Duration timeout) throws Exception {
		this.transport = new SmbTransport(SmbOptions.DEFAULT.withPort(port).withRequestTimeout(Duration.ofSeconds(2)));
		CompletionStage<TransportConnection> connecting = this.transport
			.connect(new Endpoint(ProtocolSequence.NCACN_NP, host, pipe), timeout, (connection) -> new Ignoring());
		try {
			connecting.toCompletableFuture().get(30, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw (Exception) ex.getCause();
		}
	}

	private static final class Ignoring implements TransportListener {

		@Override
		public void received(ByteBuf frame) {
			frame.release();
		}

		@Override
		public void closed(@Nullable Throwable cause) {
		}

	}

}
