package io.opnum.rpc.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.util.internal.ThreadExecutorMap;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.transport.Transport.TransportServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BlockingTransport}, over plain sockets that block, against
 * {@link TcpTransport} as server.
 */
class BlockingTransportTests extends AbstractTransportTests {

	private final BlockingQueue<byte[]> written = new LinkedBlockingQueue<>();

	@Override
	Transport create(TransportOptions options) {
		return new Both(new SocketTransport(options), new TcpTransport(options));
	}

	@Override
	Endpoint dynamicEndpoint() {
		return new Endpoint(ProtocolSequence.NCACN_IP_TCP, "127.0.0.1", "");
	}

	@Test
	void eachPduIsWrittenByItself() throws Exception {
		Peer client = connect(listen(Peer::reading));
		client.connection.send(join(Frames.frame(1, 20), Frames.bigEndianFrame(2, 300), Frames.frame(3, 16)));
		client.connection.send(Frames.frame(4, 40));
		assertThat(this.written.poll(10, TimeUnit.SECONDS)).isEqualTo(bytes(Frames.frame(1, 20)));
		assertThat(this.written.poll(10, TimeUnit.SECONDS)).isEqualTo(bytes(Frames.bigEndianFrame(2, 300)));
		assertThat(this.written.poll(10, TimeUnit.SECONDS)).isEqualTo(bytes(Frames.frame(3, 16)));
		assertThat(this.written.poll(10, TimeUnit.SECONDS)).isEqualTo(bytes(Frames.frame(4, 40)));
	}

	@Test
	void whatIsSentIsReleasedWhereTheEventLoopHasEndedBeforeTheConnection() throws Exception {
		try (StubTransport ending = new StubTransport((endpoint) -> new SilentConnection())) {
			BlockingQueue<Peer> made = new LinkedBlockingQueue<>();
			get(ending.connect(dynamicEndpoint(), Duration.ofSeconds(10), (connection) -> {
				Peer peer = Peer.reading(connection);
				made.add(peer);
				return peer;
			}));
			TransportConnection connection = made.remove().connection;
			ending.eventLoops().close();
			ByteBuf first = Frames.frame(1, 20);
			ByteBuf second = Frames.frame(2, 20);
			ByteBuf last = Frames.frame(3, 20);
			connection.send(first);
			connection.send(second);
			connection.sendAndClose(last);
			assertThat(first.refCnt()).isZero();
			assertThat(second.refCnt()).isZero();
			assertThat(last.refCnt()).isZero();
			assertThat(connection.isWritable()).isTrue();
		}
	}

	@Test
	void connectionThatComesTooLateIsToldAndClosed() throws Exception {
		CountDownLatch late = new CountDownLatch(1);
		CompletableFuture<Boolean> closed = new CompletableFuture<>();
		try (Transport slow = new StubTransport((endpoint) -> {
			await(late);
			return new StubConnection(closed);
		})) {
			assertThatExceptionOfType(RpcCommunicationException.class)
				.isThrownBy(() -> get(slow.connect(dynamicEndpoint(), Duration.ofMillis(50), Peer::reading)))
				.withMessageContaining("no answer within PT0.05S")
				.satisfies((failure) -> assertThat(failure.didNotExecute()).isTrue());
			late.countDown();
			assertThat(get(closed)).isTrue();
		}
	}

	@Test
	void connectionIsClosedOnAThreadThatMayBlockAlsoWithItsTransport() throws Exception {
		BlockingQueue<Boolean> onEventLoop = new LinkedBlockingQueue<>();
		// For the first connection, the timer of the second, and the second
		StubTransport transport = new StubTransport((endpoint) -> new SilentConnection() {

			@Override
			public void close() {
				super.close();
				onEventLoop.add(ThreadExecutorMap.currentExecutor() != null);
			}

		}, OPTIONS.withEventLoopThreads(3));
		TransportConnection first = get(transport.connect(dynamicEndpoint(), Duration.ofSeconds(10), Peer::reading));
		TransportConnection second = get(transport.connect(dynamicEndpoint(), Duration.ofSeconds(10), Peer::reading));
		CountDownLatch closed = new CountDownLatch(1);
		second.execute(() -> await(closed));
		first.execute(() -> {
			transport.close();
			closed.countDown();
		});
		assertThat(onEventLoop.poll(20, TimeUnit.SECONDS)).isFalse();
		assertThat(onEventLoop.poll(20, TimeUnit.SECONDS)).isFalse();
	}

	@Test
	void failureToOpenIsToldAsItIsWhereItIsOneOfRpc() {
		RpcAccessDeniedException refusal = new RpcAccessDeniedException("Who are you?", RpcStatus.ACCESS_DENIED, true,
				null);
		try (Transport refusing = new StubTransport((endpoint) -> {
			throw refusal;
		})) {
			assertThatExceptionOfType(RpcAccessDeniedException.class)
				.isThrownBy(() -> get(refusing.connect(dynamicEndpoint(), Duration.ofSeconds(10), Peer::reading)))
				.isSameAs(refusal);
		}
	}

	@Test
	void itIsForClientsAlone() {
		try (Transport transport = new SocketTransport(OPTIONS)) {
			assertThatExceptionOfType(InvalidBindingException.class)
				.isThrownBy(() -> get(transport.listen(dynamicEndpoint(), Peer::reading)))
				.satisfies((failure) -> assertThat(failure.status()).isEqualTo(RpcStatus.CANNOT_SUPPORT));
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Connects with one transport and listens with another.
	 *
	 * @param client connects
	 * @param server listens
	 */
	private record Both(Transport client, Transport server) implements Transport {

		@Override
		public ProtocolSequence protocolSequence() {
			return this.server.protocolSequence();
		}

		@Override
		public CompletionStage<TransportConnection> connect(Endpoint endpoint, Duration timeout,
				Function<TransportConnection, TransportListener> listener) {
			return this.client.connect(endpoint, timeout, listener);
		}

		@Override
		public CompletionStage<TransportServer> listen(Endpoint endpoint,
				Function<TransportConnection, TransportListener> listener) {
			return this.server.listen(endpoint, listener);
		}

		@Override
		public void close() {
			this.client.close();
			this.server.close();
		}

	}

	private final class SocketTransport extends BlockingTransport {

		SocketTransport(TransportOptions options) {
			super(ProtocolSequence.NCACN_IP_TCP, options);
		}

		@Override
		protected BlockingConnection open(Endpoint endpoint, Duration timeout) throws IOException {
			Socket socket = new Socket();
			try {
				socket.connect(new InetSocketAddress(endpoint.networkAddress(), Integer.parseInt(endpoint.endpoint())));
			}
			catch (IOException ex) {
				socket.close();
				throw new IOException("refused. Check that the server runs", ex);
			}
			return new SocketConnection(socket);
		}

	}

	private final class SocketConnection implements BlockingConnection {

		private final Socket socket;

		SocketConnection(Socket socket) {
			this.socket = socket;
		}

		@Override
		public int read(byte[] buffer) throws IOException {
			return this.socket.getInputStream().read(buffer);
		}

		@Override
		public void write(byte[] pdu) throws IOException {
			BlockingTransportTests.this.written.add(pdu);
			this.socket.getOutputStream().write(pdu);
		}

		@Override
		public SocketAddress remoteAddress() {
			return this.socket.getRemoteSocketAddress();
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

	private static final class StubTransport extends BlockingTransport {

		private final Function<Endpoint, BlockingConnection> opener;

		StubTransport(Function<Endpoint, BlockingConnection> opener) {
			this(opener, OPTIONS);
		}

		StubTransport(Function<Endpoint, BlockingConnection> opener, TransportOptions options) {
			super(ProtocolSequence.NCACN_IP_TCP, options);
			this.opener = opener;
		}

		@Override
		protected BlockingConnection open(Endpoint endpoint, Duration timeout) {
			return this.opener.apply(endpoint);
		}

	}

	/** Says nothing, and has nothing to say. */
	private static class SilentConnection implements BlockingConnection {

		private final CountDownLatch closed = new CountDownLatch(1);

		@Override
		public int read(byte[] buffer) {
			await(this.closed);
			return -1;
		}

		@Override
		public void write(byte[] pdu) {
		}

		@Override
		public SocketAddress remoteAddress() {
			return new InetSocketAddress(0);
		}

		@Override
		public void close() {
			this.closed.countDown();
		}

	}

	private record StubConnection(CompletableFuture<Boolean> closed) implements BlockingConnection {

		@Override
		public int read(byte[] buffer) {
			return -1;
		}

		@Override
		public void write(byte[] pdu) {
		}

		@Override
		public SocketAddress remoteAddress() {
			return new InetSocketAddress(0);
		}

		@Override
		public void close() {
			this.closed.complete(true);
		}

	}

}
