package io.opnum.rpc.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.pdu.Response;
import io.opnum.rpc.pdu.Shutdown;
import io.opnum.rpc.testing.CapturedLog;
import io.opnum.rpc.transport.TcpTransport;
import io.opnum.rpc.transport.TransportOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class TcpServerTests {

	private final RpcServer server = RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").build();

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void callOverTcpIsAnswered() throws IOException {
		this.server.register(Calculator.class, new SimpleCalculator());
		this.server.start();
		try (Socket socket = connect()) {
			send(socket, RawPeer.bind(0, 0, RawPeer.context(0, Calculator.ID)));
			BindAck ack = (BindAck) receive(socket);
			assertThat(ack.secondaryAddress()).isEqualTo(Integer.toString(socket.getPort()));
			send(socket, RawPeer.request(2, 0, 0, Calculator.stub(2, 3)));
			Response response = (Response) receive(socket);
			assertThat(ByteBufUtil.hexDump(response.stub())).isEqualTo("05000000");
		}
	}

	@Test
	void clientIsToldThatTheServerStops() throws Exception {
		this.server.register(Calculator.class, new SimpleCalculator());
		this.server.start();
		try (Socket socket = connect()) {
			send(socket, RawPeer.bind(0, 0, RawPeer.context(0, Calculator.ID)));
			receive(socket);
			this.server.stopListening();
			assertThat(receive(socket)).isInstanceOf(Shutdown.class);
			assertThat(this.server.awaitStop(Duration.ofSeconds(10))).isTrue();
			this.server.close();
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
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
			try (Socket socket = connect(closing)) {
				send(socket, RawPeer.bind(0, 0, RawPeer.context(0, Calculator.ID)));
				receive(socket);
				send(socket, RawPeer.request(2, 0, 0, Calculator.stub(2, 3)));
				assertThat(receive(socket)).isInstanceOf(Response.class);
				assertThat(receive(socket)).isInstanceOf(Shutdown.class);
				assertThat(socket.getInputStream().read()).isEqualTo(-1);
			}
		}
	}

	@Test
	void peerThatSpeaksAnotherProtocolIsCountedAndLogged() throws IOException {
		this.server.start();
		try (CapturedLog log = CapturedLog.of("io.opnum.rpc.server"); Socket socket = connect()) {
			socket.getOutputStream().write(new byte[16]);
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
			this.server.close();
			assertThat(this.server.statistics().protocolErrors()).isOne();
			assertThat(log.lines()).singleElement().asString().contains("frag_length 0");
		}
	}

	private Socket connect() throws IOException {
		return connect(this.server);
	}

	private static Socket connect(RpcServer server) throws IOException {
		StringBinding binding = server.bindings().get(0);
		Socket socket = new Socket();
		socket.connect(new InetSocketAddress(binding.networkAddress(), Integer.parseInt(binding.endpoint())));
		return socket;
	}

	private static void send(Socket socket, Pdu pdu) throws IOException {
		ByteBuf octets = Unpooled.buffer();
		PduCodec.encode(pdu, octets);
		socket.getOutputStream().write(ByteBufUtil.getBytes(octets));
	}

	private static Pdu receive(Socket socket) throws IOException {
		InputStream in = socket.getInputStream();
		ByteBuf pdu = Unpooled.buffer();
		pdu.writeBytes(in.readNBytes(16));
		pdu.writeBytes(in.readNBytes(pdu.getUnsignedShortLE(8) - 16));
		return PduCodec.decode(pdu);
	}

}
