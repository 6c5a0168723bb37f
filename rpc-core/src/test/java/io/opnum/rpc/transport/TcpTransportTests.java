package io.opnum.rpc.transport;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.transport.Transport.TransportServer;
import io.opnum.rpc.transport.TransportOptions.PortRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests for {@link TcpTransport}, with epoll where it is there.
 */
class TcpTransportTests extends AbstractTransportTests {

	@Override
	Transport create(TransportOptions options) {
		return new TcpTransport(options);
	}

	@Override
	Endpoint dynamicEndpoint() {
		return tcp("127.0.0.1", "");
	}

	@Test
	void portZeroIsDynamicToo() throws Exception {
		Endpoint endpoint = listen(tcp("127.0.0.1", "0"), Peer::echoing).endpoint();
		assertThat(Integer.parseInt(endpoint.endpoint())).isPositive();
		connect(endpoint);
	}

	@Test
	void serverWithoutAnAddressListensOnAllOfThem() throws Exception {
		Endpoint endpoint = listen(tcp("", ""), Peer::echoing).endpoint();
		assertThat(endpoint.networkAddress()).isEmpty();
		connect(tcp("127.0.0.1", endpoint.endpoint()));
		connect(tcp("127.0.0.2", endpoint.endpoint()));
		if (hasIpv6()) {
			connect(tcp("::1", endpoint.endpoint()));
		}
	}

	@Test
	void clientWithoutAnAddressCallsThisHost() throws Exception {
		connect(tcp("", listen(tcp("127.0.0.1", ""), Peer::echoing).endpoint().endpoint()));
	}

	@Test
	void clientTriesAllAddressesOfThisHost() throws Exception {
		assumeTrue(hasIpv6(), "there is no IPv6 loopback");
		connect(tcp("", listen(tcp("::1", ""), Peer::echoing).endpoint().endpoint()));
	}

	@Test
	void ipv6() throws Exception {
		assumeTrue(hasIpv6(), "there is no IPv6 loopback");
		TransportServer server = listen(tcp("::1", ""), Peer::echoing);
		assertThat(server.endpoint()).hasToString("ncacn_ip_tcp:::1[" + server.endpoint().endpoint() + "]");
		Peer client = connect(server);
		client.connection.send(Frames.frame(1, 20));
		assertThat(client.nextFrame()).hasSize(20);
	}

	@Test
	void hostNamesAreResolved() throws Exception {
		Peer client = connect(listen(tcp("localhost", ""), Peer::echoing));
		client.connection.send(Frames.frame(1, 20));
		assertThat(client.nextFrame()).hasSize(20);
		assertThat(client.connection.endpoint().networkAddress()).isEqualTo("localhost");
		assertThat(((InetSocketAddress) client.connection.remoteAddress()).getAddress().isLoopbackAddress()).isTrue();
	}

	@Test
	void unknownHostIsToldByName() {
		assertThatExceptionOfType(RpcCommunicationException.class)
			.isThrownBy(() -> connect(tcp("no-such-host.invalid", "135")))
			.withMessageContaining("no-such-host.invalid[135]")
			.withMessageContaining("the host name 'no-such-host.invalid' is unknown")
			.satisfies((failure) -> {
				assertThat(failure.status()).isEqualTo(RpcStatus.SERVER_UNAVAILABLE);
				assertThat(failure.didNotExecute()).isTrue();
			});
	}

	@Test
	void refusedConnectionIsExplained() throws Exception {
		TransportServer server = listen(Peer::echoing);
		get(server.close());
		assertThatExceptionOfType(RpcCommunicationException.class).isThrownBy(() -> connect(server))
			.withMessageContaining("ncacn_ip_tcp:127.0.0.1[" + server.endpoint().endpoint() + "]")
			.withMessageContaining("the connection was refused");
	}

	@Test
	void hostThatDoesNotAnswerIsNotWaitedForLongerThanTold() throws Exception {
		// A full backlog: the operating system drops further connections
		try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Endpoint endpoint = tcp("127.0.0.1", Integer.toString(full.getLocalPort()));
			RpcCommunicationException failure = null;
			for (int i = 0; i < 10 && failure == null; i++) {
				try {
					get(this.transport.connect(endpoint, Duration.ofMillis(200), Peer::reading));
				}
				catch (RpcCommunicationException ex) {
					failure = ex;
				}
			}
			assertThat(failure).hasMessageContaining("no answer within PT0.2S");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "65536", "-1", "epmap", "99999999999" })
	void impossiblePortIsRefused(String port) {
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(() -> connect(tcp("127.0.0.1", port)))
			.withMessageContaining("'" + port + "'")
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(RpcStatus.INVALID_ENDPOINT_FORMAT));
		assertThatExceptionOfType(InvalidBindingException.class)
			.isThrownBy(() -> listen(tcp("127.0.0.1", port), Peer::echoing));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0" })
	void clientNeedsAPort(String port) {
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(() -> connect(tcp("127.0.0.1", port)));
	}

	@Test
	void addressOfAnotherHostCannotBeListenedOn() {
		assertThatExceptionOfType(ListenException.class).isThrownBy(() -> listen(tcp("192.0.2.1", ""), Peer::echoing))
			.withMessageContaining("'192.0.2.1' is no address of this host")
			.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(ListenException.Reason.NO_SUCH_ADDRESS));
		assertThatExceptionOfType(ListenException.class)
			.isThrownBy(() -> listen(tcp("no-such-host.invalid", ""), Peer::echoing))
			.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(ListenException.Reason.NO_SUCH_ADDRESS));
	}

	@Test
	void portOfAnotherProgramIsInUse() throws Exception {
		try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Endpoint taken = tcp("127.0.0.1", Integer.toString(other.getLocalPort()));
			assertThatExceptionOfType(ListenException.class).isThrownBy(() -> listen(taken, Peer::echoing))
				.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(ListenException.Reason.IN_USE));
		}
	}

	@Test
	void dynamicPortsComeFromTheirRange() throws Exception {
		PortRange range = freeRange();
		Transport ranged = create(OPTIONS.withDynamicPorts(range));
		this.transport.close();
		this.transport = ranged;
		Set<Integer> ports = new TreeSet<>();
		for (int i = 0; i < 3; i++) {
			ports.add(Integer.parseInt(listen(Peer::echoing).endpoint().endpoint()));
		}
		assertThat(ports).containsExactly(range.first(), range.first() + 1, range.last());
		assertThatExceptionOfType(ListenException.class).isThrownBy(() -> listen(Peer::echoing))
			.satisfies((failure) -> assertThat(failure.reason()).isEqualTo(ListenException.Reason.IN_USE));
	}

	@Test
	void textIsGarbage() throws Exception {
		TransportServer server = listen(Peer::echoing);
		try (Socket socket = socket(server)) {
			socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			// "1." as a big-endian number: more than ever comes
			socket.shutdownOutput();
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
		Peer peer = accept();
		assertThat(peer.awaitClosed()).isNull();
		assertThat(peer.frames).isEmpty();
	}

	@Test
	void impossibleHeaderIsAnsweredWithTheEndOfTheConnection() throws Exception {
		TransportServer server = listen(Peer::echoing);
		try (Socket socket = socket(server)) {
			socket.getOutputStream().write(bytes(Frames.header(1, 3, 16)));
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
		assertThat(accept().awaitClosed()).isInstanceOf(RpcProtocolException.class);
	}

	@Test
	void singleOctetsBecomeFrames() throws Exception {
		TransportServer server = listen(Peer::echoing);
		byte[] frame = bytes(Frames.frame(1, 40));
		try (Socket socket = socket(server)) {
			OutputStream out = socket.getOutputStream();
			for (byte octet : frame) {
				out.write(octet);
			}
			assertThat(socket.getInputStream().readNBytes(frame.length)).isEqualTo(frame);
		}
	}

	@Test
	void lastPduSurvivesOctetsThatNobodyReads() throws Exception {
		TransportServer server = listen((connection) -> new Peer(connection, (received) -> {
			received.frame().release();
			received.peer().connection.sendAndClose(Frames.frame(2, 24));
		}));
		try (Socket socket = socket(server)) {
			socket.getOutputStream().write(bytes(Frames.frame(1, 16)));
			InputStream in = socket.getInputStream();
			assertThat(in.readNBytes(24)).isEqualTo(bytes(Frames.frame(2, 24)));
			// What the server does not want to read must not reset the connection
			socket.getOutputStream().write(new byte[100_000]);
			assertThat(in.read()).isEqualTo(-1);
		}
		assertThat(accept().awaitClosed()).isNull();
	}

	@Test
	void resetIsToldWithItsCause() throws Exception {
		TransportServer server = listen(Peer::echoing);
		Socket socket = socket(server);
		Peer peer = accept();
		socket.setSoLinger(true, 0);
		socket.close();
		peer.awaitClosed();
	}

	@Test
	void eventLoopsOfOneTransportAreShared() throws Exception {
		Transport single = create(OPTIONS.withEventLoopThreads(1));
		this.transport.close();
		this.transport = single;
		TransportServer server = listen(Peer::echoing);
		Peer first = connect(server);
		Peer second = connect(server);
		assertThat(get(onEventLoop(first, Thread::currentThread)))
			.isSameAs(get(onEventLoop(second, Thread::currentThread)));
	}

	@Test
	void connectionsSpreadOverTheEventLoops() throws Exception {
		Transport two = create(OPTIONS.withEventLoopThreads(2));
		this.others.add(two);
		TransportServer server = listen(Peer::echoing);
		Set<String> threads = new TreeSet<>();
		for (int i = 0; i < 4; i++) {
			threads.add(get(onEventLoop(connect(two, server.endpoint()), () -> Thread.currentThread().getName())));
		}
		assertThat(threads).hasSize(2);
	}

	private static Endpoint tcp(String host, String port) {
		return new Endpoint(ProtocolSequence.NCACN_IP_TCP, host, port);
	}

	private static Socket socket(TransportServer server) throws Exception {
		Socket socket = new Socket("127.0.0.1", Integer.parseInt(server.endpoint().endpoint()));
		socket.setTcpNoDelay(true);
		socket.setSoTimeout(20_000);
		return socket;
	}

	private static boolean hasIpv6() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
			return socket.isBound();
		}
		catch (Exception ex) {
			return false;
		}
	}

	/** Three free ports in a row. */
	private static PortRange freeRange() throws Exception {
		for (int first = 20_000; first < 30_000; first += 3) {
			try (ServerSocket a = new ServerSocket(first);
					ServerSocket b = new ServerSocket(first + 1);
					ServerSocket c = new ServerSocket(first + 2)) {
				return new PortRange(first, first + 2);
			}
			catch (BindException ex) {
				// The next three
			}
		}
		throw new IllegalStateException("No three ports in a row are free");
	}

}
