package io.opnum.rpc.server;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.ByteBufUtil;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.Response;
import io.opnum.rpc.pdu.Shutdown;
import io.opnum.rpc.testing.CapturedLog;
import io.opnum.rpc.testing.NoBufferLeaks;
import io.opnum.rpc.transport.TcpTransport;
import io.opnum.rpc.transport.TransportOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
@ExtendWith(NoBufferLeaks.class)
class TcpServerTests {

	private final RpcServer server = RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").build();

	@BeforeEach
	void start() {
		this.server.register(Calculator.class, new SimpleCalculator());
		this.server.start();
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void callOverTcpIsAnswered() throws IOException {
		try (SocketPeer peer = SocketPeer.connect(this.server)) {
			BindAck ack = peer.send(RawPeer.bind(0, 0, RawPeer.context(0, Calculator.ID))).receive(BindAck.class);
			assertThat(ack.secondaryAddress()).isEqualTo(Integer.toString(peer.port()));
			Response response = peer.send(RawPeer.request(2, 0, 0, Calculator.stub(2, 3))).receive(Response.class);
			assertThat(ByteBufUtil.hexDump(response.stub())).isEqualTo("05000000");
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void operationsMayRunOnVirtualThreads() throws Exception {
		ExecutorService virtualThreads = (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor")
			.invoke(null);
		try (RpcServer virtual = RpcServer.builder()
			.endpoint("ncacn_ip_tcp:127.0.0.1")
			.executor(virtualThreads)
			.build()) {
			AtomicReference<String> thread = new AtomicReference<>();
			virtual.register(Calculator.class, new SimpleCalculator() {

				@Override
				public int add(int left, int right) {
					thread.set(Thread.currentThread().toString());
					return super.add(left, right);
				}

			});
			virtual.start();
			try (SocketPeer peer = SocketPeer.connect(virtual).bound(Calculator.ID)) {
				peer.send(RawPeer.request(2, 0, 0, Calculator.stub(2, 3))).receive(Response.class);
			}
			assertThat(thread.get()).startsWith("VirtualThread");
		}
		virtualThreads.shutdown();
	}

	@Test
	void answerToTheLastCallArrivesThoughTheServerIsClosed() throws Exception {
		try (SocketPeer peer = SocketPeer.connect(this.server).bound(Calculator.ID)) {
			peer.send(RawPeer.request(2, 0, 2, "00001000"));
			Response first = peer.receive(Response.class);
			assertThat(first.allocHint()).isGreaterThan(1 << 20);
			this.server.stopListening();
			assertThat(this.server.awaitStop(Duration.ofSeconds(20))).isTrue();
			Thread close = new Thread(this.server::close);
			close.start();
			int left = first.allocHint() - first.stub().readableBytes();
			while (left > 0) {
				left -= peer.receive(Response.class).stub().readableBytes();
			}
			peer.receive(Shutdown.class);
			peer.expectEnd();
			close.join();
		}
	}

	@Test
	void clientIsToldThatTheServerStops() throws Exception {
		try (SocketPeer peer = SocketPeer.connect(this.server).bound(Calculator.ID)) {
			this.server.stopListening();
			peer.receive(Shutdown.class);
			assertThat(this.server.awaitStop(Duration.ofSeconds(20))).isTrue();
			this.server.close();
			peer.expectEnd();
		}
	}

	@Test
	void operationOnTheEventLoopMayCloseTheServer() throws IOException {
		TransportOptions options = TransportOptions.DEFAULT.withNativeTransport(false).withEventLoopThreads(1);
		try (TcpTransport transport = new TcpTransport(options);
				RpcServer closing = RpcServer.builder()
					.endpoint("ncacn_ip_tcp:127.0.0.1")
					.transport(transport)
					.executor(Runnable::run)
					.build()) {
			closing.register(Calculator.class, new SimpleCalculator() {

				@Override
				public int add(int left, int right) {
					closing.close();
					return super.add(left, right);
				}

			});
			closing.start();
			try (SocketPeer peer = SocketPeer.connect(closing).bound(Calculator.ID)) {
				peer.send(RawPeer.request(2, 0, 0, Calculator.stub(2, 3))).receive(Response.class);
				peer.receive(Shutdown.class);
				peer.expectEnd();
			}
		}
	}

	@Test
	void peerThatSpeaksAnotherProtocolIsCountedAndLogged() throws IOException {
		try (CapturedLog log = CapturedLog.of("io.opnum.rpc.server");
				SocketPeer peer = SocketPeer.connect(this.server)) {
			peer.send(new byte[16]).expectEnd();
			this.server.close();
			assertThat(this.server.statistics().protocolErrors()).isOne();
			assertThat(log.lines()).singleElement().asString().contains("frag_length 0");
		}
	}

}
