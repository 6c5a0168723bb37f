package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.channel.epoll.Epoll;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.ContextMismatchException;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.transport.TcpTransport;
import io.opnum.rpc.transport.TransportOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A network that is lost while context handles are open: no host says that it is gone,
 * only nothing arrives any more.
 */
@RequiresPeer(Peer.NETWORK)
class LostNetworkIntegrationTests {

	/** Noticed after seconds, as the defaults notice it after minutes. */
	private static final TransportOptions IMPATIENT = TransportOptions.DEFAULT.withKeepAlive(Duration.ofSeconds(1))
		.withWriteTimeout(Duration.ofSeconds(2));

	/** Less than the defaults take, and much less than TCP itself. */
	private static final Duration NOTICED = Duration.ofSeconds(30);

	private Network network;

	@BeforeEach
	void lay() throws IOException {
		this.network = Network.create();
	}

	@AfterEach
	void takeUp() throws IOException {
		this.network.close();
	}

	/**
	 * Netty's NIO, and epoll where it is on the class path: {@code mvn verify} runs with
	 * NIO, {@code -Dmaven.test.additionalClasspath} can add epoll.
	 */
	static List<Boolean> nativeTransports() {
		return Epoll.isAvailable() ? List.of(false, true) : List.of(false);
	}

	@ParameterizedTest
	@MethodSource("nativeTransports")
	void serverRunsDownWhatTheLostClientHadOpenOnce(boolean nativeTransport) throws IOException {
		Sessions.Service sessions = new Sessions.Service();
		try (TcpTransport transport = new TcpTransport(IMPATIENT.withNativeTransport(nativeTransport));
				RpcServer server = RpcServer.builder()
					.transport(transport)
					.endpoint("ncacn_ip_tcp:" + this.network.hostAddress())
					.build()) {
			server.register(Sessions.class, sessions);
			server.start();
			String binding = server.bindings().get(0).toString();
			try (PeerProcess client = this.network.start(SessionsPeer.class, "open", binding, "3")) {
				await().untilAsserted(() -> assertThat(sessions.waiting()).hasSize(1));
				assertThat(server.statistics().contextHandles()).isEqualTo(3);
				this.network.cut();
				await().atMost(NOTICED).until(() -> server.statistics().contextHandles() == 0);
				await().untilAsserted(() -> assertThat(sessions.rundowns()).containsExactlyInAnyOrder("session 0",
						"session 1", "session 2"));
				assertThat(sessions.waiting()).allMatch(CompletableFuture::isCancelled);
				assertThat(server.statistics().connections()).isZero();
				// The client, which is still there, closes what it believes to have
				this.network.mend();
			}
			assertThat(sessions.rundowns()).hasSize(3);
			assertThat(server.statistics().contextRundowns()).isEqualTo(3);
			assertThat(server.statistics().associations()).isZero();
		}
	}

	@ParameterizedTest
	@MethodSource("nativeTransports")
	void clientTellsItsCallsAndReachesTheServerAgainLater(boolean nativeTransport) throws IOException {
		String binding = "ncacn_ip_tcp:%s[9135]".formatted(this.network.peerAddress());
		try (PeerProcess server = this.network.start(SessionsPeer.class, "serve", binding);
				TcpTransport transport = new TcpTransport(IMPATIENT.withNativeTransport(nativeTransport));
				RpcClient client = RpcClient.builder().transport(transport).timeout(Duration.ofMinutes(5)).build()) {
			Sessions sessions = client.proxy(Sessions.class, BindingHandle.of(binding));
			ContextHandle<Sessions.Session> session = sessions.open("lost");
			CompletableFuture<String> waiting = sessions.waitWith(session);
			// So the server has what was sent before
			ContextHandle<Sessions.Session> another = sessions.open("another");
			this.network.cut();
			if (nativeTransport) {
				// Keep-alive alone does not ask while something is not acknowledged
				assertLost(sessions.waitWith(another));
			}
			assertLost(waiting);
			await().until(session::isClosed);
			assertThatExceptionOfType(ContextMismatchException.class).isThrownBy(() -> sessions.name(session));
			session.close();
			this.network.mend();
			// The operating system may hold that there is no such host for a while
			ContextHandle<Sessions.Session> found = await().ignoreException(RpcCommunicationException.class)
				.until(() -> sessions.open("found again"), Objects::nonNull);
			assertThat(sessions.name(found)).isEqualTo("found again");
			found.close();
		}
	}

	@Test
	void interruptionThatIsShorterIsNotNoticed() throws IOException {
		String binding = "ncacn_ip_tcp:%s[9135]".formatted(this.network.peerAddress());
		try (PeerProcess server = this.network.start(SessionsPeer.class, "serve", binding);
				RpcClient client = RpcClient.builder().timeout(Duration.ofMinutes(1)).build()) {
			Sessions sessions = client.proxy(Sessions.class, BindingHandle.of(binding));
			ContextHandle<Sessions.Session> session = sessions.open("kept");
			this.network.cut();
			CompletableFuture<String> name = CompletableFuture.supplyAsync(() -> sessions.name(session));
			await().until(() -> client.statistics().callsInFlight() > 0);
			this.network.mend();
			assertThat(name).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo("kept");
			session.close();
		}
	}

	private static void assertLost(CompletableFuture<?> call) {
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> call.get(NOTICED.toSeconds(), TimeUnit.SECONDS))
			.withCauseInstanceOf(RpcCommunicationException.class)
			.satisfies((failure) -> assertThat(((RpcException) failure.getCause()).didNotExecute()).isFalse());
	}

}
