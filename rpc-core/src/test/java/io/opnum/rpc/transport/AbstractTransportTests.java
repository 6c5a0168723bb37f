package io.opnum.rpc.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.transport.Transport.TransportServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every transport does.
 */
abstract class AbstractTransportTests {

	static final TransportOptions OPTIONS = TransportOptions.DEFAULT.withThreadName("opnum-test");

	private static final long PATIENCE_SECONDS = 20;

	final BlockingQueue<Peer> accepted = new LinkedBlockingQueue<>();

	final List<Peer> peers = new ArrayList<>();

	final List<Transport> others = new ArrayList<>();

	Transport transport;

	abstract Transport create(TransportOptions options);

	/** An endpoint that the transport chooses the name of. */
	abstract Endpoint dynamicEndpoint();

	@BeforeEach
	void create() {
		this.transport = create(OPTIONS);
	}

	@AfterEach
	void close() throws Exception {
		this.transport.close();
		this.others.forEach(Transport::close);
		for (Peer peer : this.peers) {
			peer.awaitClosed();
			assertThat(peer.violations).isEmpty();
		}
	}

	@Test
	void framesAreEchoed() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		for (int length : new int[] { 16, 17, 24, 5840, 65535 }) {
			client.connection.send(Frames.frame(length, length));
			assertThat(client.nextFrame()).isEqualTo(bytes(Frames.frame(length, length)));
		}
	}

	@Test
	void framesKeepTheirOrder() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		for (int i = 0; i < 20_000; i++) {
			client.connection.send(Frames.frame(i, 16 + i % 300));
		}
		for (int i = 0; i < 20_000; i++) {
			assertThat(client.nextFrame()).isEqualTo(bytes(Frames.frame(i, 16 + i % 300)));
		}
	}

	@Test
	void framesOfOneSendComeApart() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		client.connection.send(join(Frames.frame(1, 20), Frames.frame(2, 5840), Frames.frame(3, 16)));
		assertThat(client.nextFrame()).isEqualTo(bytes(Frames.frame(1, 20)));
		assertThat(client.nextFrame()).isEqualTo(bytes(Frames.frame(2, 5840)));
		assertThat(client.nextFrame()).isEqualTo(bytes(Frames.frame(3, 16)));
	}

	@Test
	void frameMayBeSplitAtEveryOctet() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		byte[] frame = bytes(Frames.frame(1, 40));
		for (int split = 1; split < frame.length; split++) {
			client.connection.send(Unpooled.copiedBuffer(frame, 0, split));
			client.connection.send(Unpooled.copiedBuffer(frame, split, frame.length - split));
			assertThat(client.nextFrame()).isEqualTo(frame);
		}
	}

	@Test
	void bigEndianHeaderIsUnderstood() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		client.connection.send(join(Frames.bigEndianFrame(1, 300), Frames.frame(2, 20)));
		assertThat(client.nextFrame()).isEqualTo(bytes(Frames.bigEndianFrame(1, 300)));
		assertThat(client.nextFrame()).isEqualTo(bytes(Frames.frame(2, 20)));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 15 })
	void fragLengthBelowTheHeaderClosesWithoutAnswer(int fragLength) throws Exception {
		TransportServer server = listen(Peer::echoing);
		Peer bystander = connect(server);
		accept();
		Peer client = connect(server);
		client.connection.send(Frames.header(1, fragLength, 40));
		assertThat(accept().awaitClosed()).isInstanceOf(RpcProtocolException.class).hasMessageContaining("frag_length");
		client.awaitClosed();
		assertThat(client.frames).isEmpty();
		bystander.connection.send(Frames.frame(1, 20));
		assertThat(bystander.nextFrame()).hasSize(20);
	}

	@Test
	void serverMayBeClosedAfterItsTransport() throws Exception {
		TransportServer server = listen(Peer::echoing);
		this.transport.close();
		server.close().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

	@Test
	void frameThatNeverComesWhollyIsNotTold() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		client.connection.sendAndClose(Frames.header(1, 65535, 1000));
		Peer server = accept();
		assertThat(server.awaitClosed()).isNull();
		assertThat(server.frames).isEmpty();
	}

	@Test
	void closeOfTheClientIsToldToBoth() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		Peer server = accept();
		client.connection.close();
		assertThat(client.awaitClosed()).isNull();
		assertThat(server.awaitClosed()).isNull();
	}

	@Test
	void closeOfTheServerIsToldToBoth() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		Peer server = accept();
		server.connection.close();
		assertThat(client.awaitClosed()).isNull();
		assertThat(server.awaitClosed()).isNull();
	}

	@Test
	void nothingIsReceivedAfterClose() throws Exception {
		Peer client = connect(listen((connection) -> new Peer(connection, (received) -> {
			received.frame().release();
			received.peer().connection.close();
		})));
		client.connection.send(join(Frames.frame(1, 20), Frames.frame(2, 20), Frames.frame(3, 20)));
		Peer server = accept();
		server.awaitClosed();
		assertThat(server.frames).hasSize(1);
	}

	@Test
	void whatIsSentAfterCloseIsReleased() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		client.connection.close();
		client.awaitClosed();
		ByteBuf late = Frames.frame(1, 20);
		client.connection.send(late);
		ByteBuf last = Frames.frame(2, 20);
		client.connection.sendAndClose(last);
		ByteBuf onEventLoop = Frames.frame(3, 20);
		client.connection.execute(() -> client.connection.send(onEventLoop));
		awaitUntil(() -> late.refCnt() == 0 && last.refCnt() == 0 && onEventLoop.refCnt() == 0);
	}

	@Test
	void whatWaitsIsReleasedWithTheConnection() throws Exception {
		Peer client = connect(listen(Peer::reading));
		Peer server = accept();
		stopReading(server);
		List<ByteBuf> sent = new ArrayList<>();
		while (client.connection.isWritable()) {
			sent.add(send(client, Frames.frame(sent.size(), 60_000)));
		}
		client.connection.close();
		server.connection.close();
		server.awaitClosed();
		awaitUntil(() -> sent.stream().allMatch((frame) -> frame.refCnt() == 0));
	}

	@Test
	void sendersOnManyThreadsKeepTheirPdusTogetherAndInOrder() throws Exception {
		int threads = 8;
		int calls = 500;
		Peer client = connect(listen(Peer::reading));
		Peer server = accept();
		ExecutorService senders = Executors.newFixedThreadPool(threads);
		try {
			for (int thread = 0; thread < threads; thread++) {
				int first = thread * calls;
				senders.execute(() -> {
					for (int call = first; call < first + calls; call++) {
						client.connection
							.send(join(Frames.frame(call, 16), Frames.frame(call, 200), Frames.frame(call, 30)));
					}
				});
			}
			int[] next = new int[threads];
			for (int i = 0; i < threads * calls; i++) {
				byte[] first = server.nextFrame();
				int call = Frames.number(Unpooled.wrappedBuffer(first));
				assertThat(first).isEqualTo(bytes(Frames.frame(call, 16)));
				assertThat(server.nextFrame()).isEqualTo(bytes(Frames.frame(call, 200)));
				assertThat(server.nextFrame()).isEqualTo(bytes(Frames.frame(call, 30)));
				assertThat(call % calls).isEqualTo(next[call / calls]++);
			}
		}
		finally {
			senders.shutdownNow();
		}
	}

	@Test
	void eventLoopMaySendWithinACallbackAndWithout() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		client.connection.execute(() -> {
			client.connection.send(Frames.frame(1, 20));
			client.connection.send(Frames.frame(2, 20));
		});
		assertThat(client.nextFrame()).isEqualTo(bytes(Frames.frame(1, 20)));
		assertThat(client.nextFrame()).isEqualTo(bytes(Frames.frame(2, 20)));
	}

	@Test
	void peerThatDoesNotReadMakesTheConnectionUnwritableUntilItDoes() throws Exception {
		Peer client = connect(listen(Peer::reading));
		Peer server = accept();
		stopReading(server);
		int sent = 0;
		while (client.connection.isWritable()) {
			client.connection.send(Frames.frame(sent++, 60_000));
		}
		server.connection.setAutoRead(true);
		for (int i = 0; i < sent; i++) {
			assertThat(server.nextFrame()).isEqualTo(bytes(Frames.frame(i, 60_000)));
		}
		awaitUntil(client.connection::isWritable);
		boolean writable = false;
		while (!writable) {
			writable = client.nextWritability();
		}
	}

	@Test
	void eventLoopSeesBackpressureToo() throws Exception {
		Peer client = connect(listen(Peer::reading));
		Peer server = accept();
		stopReading(server);
		int sent = 0;
		while (get(onEventLoop(client, client.connection::isWritable))) {
			int number = sent++;
			client.connection.execute(() -> client.connection.send(Frames.frame(number, 60_000)));
		}
		assertThat(client.nextWritability()).isFalse();
		server.connection.setAutoRead(true);
		for (int i = 0; i < sent; i++) {
			assertThat(server.nextFrame()).isEqualTo(bytes(Frames.frame(i, 60_000)));
		}
		assertThat(client.nextWritability()).isTrue();
	}

	@Test
	void nothingIsReceivedWhileReadingIsOff() throws Exception {
		Peer client = connect(listen((connection) -> new Peer(connection, (received) -> {
			received.frame().release();
			received.peer().connection.setAutoRead(false);
		})));
		client.connection.send(join(Frames.frame(1, 20), Frames.frame(2, 20), Frames.frame(3, 20)));
		client.connection.send(Frames.frame(4, 20));
		Peer server = accept();
		for (int i = 1; i <= 4; i++) {
			assertThat(server.nextFrame()).isEqualTo(bytes(Frames.frame(i, 20)));
			assertThat(get(onEventLoop(server, server.frames::size))).isZero();
			server.connection.setAutoRead(true);
		}
	}

	@Test
	void endOfTheReadBurstIsTold() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		client.connection.send(Frames.frame(1, 20));
		Peer server = accept();
		assertThat(server.readBursts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
	}

	@Test
	void lastPdusArriveBeforeTheConnectionEnds() throws Exception {
		Peer client = connect(listen((connection) -> new Peer(connection, (received) -> {
			received.frame().release();
			received.peer().connection.send(Frames.frame(1, 20));
			received.peer().connection.sendAndClose(Frames.frame(2, 60_000));
			received.peer().connection.send(Frames.frame(3, 20));
		})));
		for (int i = 0; i < 100; i++) {
			client.connection.send(Frames.frame(i, 5840));
		}
		assertThat(client.nextFrame()).isEqualTo(bytes(Frames.frame(1, 20)));
		assertThat(client.nextFrame()).isEqualTo(bytes(Frames.frame(2, 60_000)));
		client.awaitClosed();
		assertThat(client.frames).isEmpty();
		Peer server = accept();
		server.awaitClosed();
		assertThat(server.frames).hasSize(1);
	}

	@Test
	void lastPdusFollowThoseOfTheSameThread() throws Exception {
		Peer client = connect(listen(Peer::reading));
		for (int i = 0; i < 1000; i++) {
			client.connection.send(Frames.frame(i, 20));
		}
		client.connection.sendAndClose(Frames.frame(1000, 20));
		Peer server = accept();
		for (int i = 0; i <= 1000; i++) {
			assertThat(server.nextFrame()).isEqualTo(bytes(Frames.frame(i, 20)));
		}
		server.awaitClosed();
	}

	@Test
	void peerThatDoesNotReadTheLastPdusIsNotWaitedForLong() throws Exception {
		Peer client = connect(create(OPTIONS.withLinger(Duration.ofMillis(50))), listen(Peer::reading).endpoint());
		stopReading(accept());
		client.connection.sendAndClose(Frames.frames(20 * 1024 * 1024));
		client.awaitClosed();
	}

	@Test
	void peerThatNeverReadsIsGivenUp() throws Exception {
		Peer client = connect(create(OPTIONS.withWriteTimeout(Duration.ofMillis(100))),
				listen(Peer::reading).endpoint());
		stopReading(accept());
		for (int i = 0; i < 20; i++) {
			client.connection.send(Frames.frames(1024 * 1024));
		}
		assertThat(client.awaitClosed()).isInstanceOf(RpcCommunicationException.class)
			.hasMessageContaining("does not read")
			.hasMessageContaining("writeTimeout of PT0.1S");
	}

	@Test
	void onlySoMuchWaitsForAPeer() throws Exception {
		Peer client = connect(create(OPTIONS.withMaxOutboundBytes(1024 * 1024)), listen(Peer::reading).endpoint());
		Peer server = accept();
		stopReading(server);
		List<ByteBuf> sent = new ArrayList<>();
		while (!client.closed.isDone()) {
			sent.add(send(client, Frames.frame(sent.size(), 60_000)));
		}
		assertThat(client.awaitClosed()).isInstanceOf(RpcCommunicationException.class)
			.hasMessageContaining("maxOutboundBytes");
		server.connection.close();
		awaitUntil(() -> sent.stream().allMatch((frame) -> frame.refCnt() == 0));
	}

	@Test
	void dynamicEndpointIsPublishedAndTakesConnections() throws Exception {
		TransportServer first = listen(Peer::echoing);
		TransportServer second = listen(Peer::echoing);
		assertThat(first.endpoint().isDynamic()).isFalse();
		assertThat(first.endpoint()).isNotEqualTo(second.endpoint());
		assertThat(first.endpoint().toStringBinding().isFullyBound()).isTrue();
		Peer client = connect(second);
		assertThat(client.connection.endpoint()).isEqualTo(second.endpoint());
		assertThat(accept().connection.endpoint()).isEqualTo(second.endpoint());
		assertThat(client.connection.remoteAddress()).isNotNull();
	}

	@Test
	void endpointInUseIsRefused() throws Exception {
		Endpoint taken = listen(Peer::echoing).endpoint();
		assertThatExceptionOfType(ListenException.class).isThrownBy(() -> listen(taken, Peer::echoing))
			.withMessageContaining(taken.toString())
			.withMessageContaining("another server listens there")
			.satisfies((failure) -> {
				assertThat(failure.reason()).isEqualTo(ListenException.Reason.IN_USE);
				assertThat(failure.endpoint()).isEqualTo(taken);
				assertThat(failure.status()).isEqualTo(RpcStatus.DUPLICATE_ENDPOINT);
			});
	}

	@Test
	void endpointIsFreeAgainAfterClose() throws Exception {
		TransportServer server = listen(Peer::echoing);
		Peer client = connect(server);
		accept();
		get(server.close());
		Endpoint endpoint = server.endpoint();
		assertThatExceptionOfType(RpcCommunicationException.class).isThrownBy(() -> connect(endpoint));
		client.connection.send(Frames.frame(1, 20));
		assertThat(client.nextFrame()).as("a connection that was open").hasSize(20);
		listen(endpoint, Peer::echoing);
		connect(endpoint);
	}

	@Test
	void connectionToNobodyFails() throws Exception {
		TransportServer server = listen(Peer::echoing);
		get(server.close());
		assertThatExceptionOfType(RpcCommunicationException.class).isThrownBy(() -> connect(server))
			.withMessageStartingWith("Can't connect to " + server.endpoint() + ": ")
			.withMessageContaining("Check that the server")
			.satisfies((failure) -> {
				assertThat(failure.status()).isEqualTo(RpcStatus.SERVER_UNAVAILABLE);
				assertThat(failure.didNotExecute()).isTrue();
				assertThat(failure).hasCauseInstanceOf(IOException.class);
			});
	}

	@Test
	void listenerThatCannotBeMadeCostsTheConnection() throws Exception {
		Peer client = connect(listen((connection) -> {
			throw new IllegalStateException("no listener");
		}));
		client.awaitClosed();
		TransportServer server = listen(Peer::echoing);
		CompletionStage<TransportConnection> failed = this.transport.connect(server.endpoint(), Duration.ofSeconds(10),
				(connection) -> {
					throw new IllegalStateException("no listener");
				});
		assertThatExceptionOfType(RpcCommunicationException.class).isThrownBy(() -> get(failed));
	}

	@Test
	void listenerThatFailsCostsTheConnection() throws Exception {
		Peer client = connect(listen((connection) -> new Peer(connection, (received) -> {
			received.frame().release();
			throw new IllegalStateException("a bug");
		})));
		client.connection.send(join(Frames.frame(1, 20), Frames.frame(2, 20)));
		Peer server = accept();
		assertThat(server.awaitClosed()).hasMessage("a bug");
		assertThat(server.frames).hasSize(1);
		client.awaitClosed();
	}

	@Test
	void connectionMayBeRefusedWhenItIsMade() throws Exception {
		Peer client = connect(listen((connection) -> {
			connection.close();
			return Peer.reading(connection);
		}));
		client.awaitClosed();
		accept().awaitClosed();
	}

	@Test
	void tasksRunOnTheEventLoop() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		assertThat(client.connection.inEventLoop()).isFalse();
		assertThat(get(onEventLoop(client, client.connection::inEventLoop))).isTrue();
		CompletableFuture<Boolean> nested = new CompletableFuture<>();
		client.connection.execute(() -> {
			boolean[] ran = new boolean[1];
			client.connection.execute(() -> ran[0] = true);
			nested.complete(ran[0]);
		});
		assertThat(get(nested)).as("runs at once on the event loop").isTrue();
		CompletableFuture<Boolean> scheduled = new CompletableFuture<>();
		client.connection.schedule(() -> scheduled.complete(client.connection.inEventLoop()), Duration.ofMillis(1));
		assertThat(get(scheduled)).isTrue();
	}

	@Test
	void scheduledTaskCanBeCancelled() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		List<String> ran = new ArrayList<>();
		CompletableFuture<Void> later = new CompletableFuture<>();
		TransportConnection.Cancellable cancelled = client.connection.schedule(() -> ran.add("cancelled"),
				Duration.ofMillis(20));
		cancelled.cancel();
		client.connection.schedule(() -> later.complete(null), Duration.ofMillis(40));
		get(later);
		assertThat(ran).isEmpty();
	}

	@Test
	void closeOfTheTransportEndsItsConnections() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		Peer server = accept();
		this.transport.close();
		assertThat(client.awaitClosed()).isNull();
		assertThat(server.awaitClosed()).isNull();
	}

	@Test
	void closedTransportRefuses() throws Exception {
		TransportServer server = listen(Peer::echoing);
		this.transport.close();
		assertThatExceptionOfType(RpcCommunicationException.class).isThrownBy(() -> connect(server));
		assertThatExceptionOfType(ListenException.class).isThrownBy(() -> listen(Peer::echoing));
		this.transport.close();
	}

	@Test
	void closeEndsTheThreads() throws Exception {
		TransportOptions options = OPTIONS.withThreadName("opnum-ending");
		Transport ending = create(options);
		this.transport.close();
		this.transport = ending;
		for (int i = 0; i < 4; i++) {
			Peer client = connect(listen(Peer::echoing));
			client.connection.send(Frames.frame(i, 20));
			client.nextFrame();
		}
		assertThat(threads("opnum-ending")).isNotEmpty().allMatch(Thread::isDaemon);
		ending.close();
		awaitUntil(() -> threads("opnum-ending").isEmpty());
	}

	@Test
	void transportMayBeClosedOnItsEventLoop() throws Exception {
		Peer client = connect(listen(Peer::echoing));
		client.connection.execute(this.transport::close);
		client.awaitClosed();
	}

	// Helpers

	TransportServer listen(Function<TransportConnection, Peer> peer) throws Exception {
		return listen(dynamicEndpoint(), peer);
	}

	TransportServer listen(Endpoint endpoint, Function<TransportConnection, Peer> peer) throws Exception {
		return get(this.transport.listen(endpoint, (connection) -> {
			Peer made = peer.apply(connection);
			this.accepted.add(made);
			return made;
		}));
	}

	Peer connect(TransportServer server) throws Exception {
		return connect(server.endpoint());
	}

	Peer connect(Endpoint endpoint) throws Exception {
		return connect(this.transport, endpoint);
	}

	Peer connect(Transport from, Endpoint endpoint) throws Exception {
		if (from != this.transport) {
			this.others.add(from);
		}
		BlockingQueue<Peer> made = new LinkedBlockingQueue<>();
		get(from.connect(endpoint, Duration.ofSeconds(PATIENCE_SECONDS), (connection) -> {
			Peer peer = Peer.reading(connection);
			made.add(peer);
			return peer;
		}));
		Peer peer = made.remove();
		this.peers.add(peer);
		return peer;
	}

	Peer accept() throws InterruptedException {
		Peer peer = this.accepted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
		assertThat(peer).as("a connection that comes in time").isNotNull();
		this.peers.add(peer);
		return peer;
	}

	static void stopReading(Peer peer) throws Exception {
		get(CompletableFuture.runAsync(() -> peer.connection.setAutoRead(false), peer.connection));
	}

	static ByteBuf send(Peer peer, ByteBuf frame) {
		peer.connection.send(frame);
		return frame;
	}

	static <T> CompletionStage<T> onEventLoop(Peer peer, Supplier<T> task) {
		return CompletableFuture.supplyAsync(task, peer.connection);
	}

	static List<Thread> threads(String name) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith(name))
			.toList();
	}

	static void awaitUntil(BooleanSupplier condition) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("the deadline").isLessThan(deadline);
			TimeUnit.MILLISECONDS.sleep(2);
		}
	}

	static <T> T get(CompletionStage<T> stage) throws Exception {
		try {
			return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Exception cause) {
				throw cause;
			}
			throw ex;
		}
	}

	static byte[] bytes(ByteBuf buffer) {
		try {
			return ByteBufUtil.getBytes(buffer);
		}
		finally {
			buffer.release();
		}
	}

	static ByteBuf join(ByteBuf... frames) {
		return Unpooled.wrappedBuffer(frames);
	}

}
