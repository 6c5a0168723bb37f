package io.opnum.rpc.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.netty.buffer.ByteBufUtil;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.Operation;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcServerStatistics;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Response;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Peers over TCP that begin all kinds of things and end few of them, while the server
 * goes on or ends: nothing is left of them, and what they held is given back.
 */
@ExtendWith(NoBufferLeaks.class)
@Timeout(120)
class RpcServerTurmoilTests {

	private static final InterfaceId ID = InterfaceStub.of(Workshop.class).interfaceId();

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int PEERS = 6;

	private static final int ADD = 0;

	private static final int LATER = 1;

	private static final int NEVER = 2;

	private static final int OCTETS = 3;

	private static final int COUNT = 4;

	private static final int NUMBERS = 5;

	private static final int OPEN = 6;

	private static final int USE = 7;

	private static final int LENGTH = 8;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicInteger entered = new AtomicInteger();

	private final AtomicInteger opened = new AtomicInteger();

	private final AtomicInteger runDown = new AtomicInteger();

	private final RpcServer server = RpcServer.builder()
		.endpoint("ncacn_ip_tcp:127.0.0.1")
		.maxConcurrentCalls(64)
		.limits(RpcServerLimits.DEFAULT.withMaxBufferedSize(512 * 1024)
			.withMaxCallSize(256 * 1024)
			.withFragmentTimeout(Duration.ofMillis(200))
			.withWriteTimeout(Duration.ofMillis(500)))
		.build();

	private RpcServer.Registration registration;

	private volatile boolean ended;

	@AfterEach
	void close() {
		this.server.close();
		this.threads.shutdownNow();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void nothingIsLeftOfPeersThatAreGone(long seed) throws Exception {
		List<Future<?>> peers = begin(seed);
		for (int i = 0; i < 50; i++) {
			try (SocketPeer modest = SocketPeer.connect(this.server).bound(ID)) {
				modest.send(RawPeer.request(2, 0, ADD, Calculator.stub(i, 1)));
				assertThat(modest.receive(Response.class).stub().readIntLE()).isEqualTo(i + 1);
			}
		}
		await(() -> this.entered.get() > 300);
		this.ended = true;
		end(peers);
		await(this::isNothingLeft);
		assertThat(this.server.isListening()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(longs = { 11, 12, 13, 14 })
	void nothingIsLeftOfServerThatIsClosed(long seed) throws Exception {
		List<Future<?>> peers = begin(seed);
		Random random = new Random(seed);
		int calls = random.nextInt(300);
		await(() -> this.entered.get() > calls);
		if (random.nextBoolean()) {
			this.registration.close();
		}
		if (random.nextBoolean()) {
			this.server.stopListening();
		}
		if (random.nextBoolean()) {
			await(() -> this.server.statistics().connections() < PEERS);
		}
		this.server.close();
		this.ended = true;
		end(peers);
		await(this::isNothingLeft);
	}

	private List<Future<?>> begin(long seed) {
		this.registration = this.server.register(Workshop.class, new DefaultWorkshop());
		this.server.start();
		List<Future<?>> peers = new ArrayList<>();
		for (int i = 0; i < PEERS; i++) {
			Random random = new Random(seed * PEERS + i);
			peers.add(this.threads.submit(() -> {
				while (!this.ended) {
					misbehave(random);
				}
			}));
		}
		return peers;
	}

	private static void end(List<Future<?>> peers) throws Exception {
		for (Future<?> peer : peers) {
			peer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
	}

	private static void await(BooleanSupplier condition) throws InterruptedException {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
			Thread.sleep(1);
		}
		assertThat(condition.getAsBoolean()).as("patience").isTrue();
	}

	private boolean isNothingLeft() {
		RpcServerStatistics statistics = this.server.statistics();
		return statistics.connections() == 0 && statistics.associations() == 0 && statistics.callsInFlight() == 0
				&& statistics.bufferedOctets() == 0 && statistics.contextHandles() == 0
				&& this.runDown.get() == this.opened.get();
	}

	/** On one connection, which may end at any time: by the peer or by the server. */
	private void misbehave(Random random) {
		int receiveBufferSize = random.nextBoolean() ? 4096 : 0;
		try (SocketPeer peer = SocketPeer.connect(this.server, receiveBufferSize)) {
			int flags = random.nextBoolean() ? PacketFlag.CONC_MPX : 0;
			peer.send(RawPeer.bind(flags, 0, RawPeer.context(0, ID)));
			if (random.nextInt(10) == 0) {
				return;
			}
			peer.receive();
			for (int callId = 2; callId < 2 + random.nextInt(20); callId++) {
				call(peer, callId, random);
				if (random.nextInt(4) == 0) {
					peer.send(random.nextBoolean() ? RawPeer.cancel(callId) : RawPeer.orphaned(callId));
				}
				if (random.nextInt(3) == 0) {
					peer.receive();
				}
			}
		}
		catch (IOException | IndexOutOfBoundsException ex) {
			// The server has had enough, or is not there any more
		}
	}

	private static void call(SocketPeer peer, int callId, Random random) throws IOException {
		switch (random.nextInt(11)) {
			case 0 -> peer.send(RawPeer.request(callId, 0, ADD, Calculator.stub(callId, 1)));
			case 1 -> peer.send(RawPeer.request(callId, 0, LATER, "01000000"));
			case 2 -> peer.send(RawPeer.request(callId, 0, NEVER, ""), RawPeer.orphaned(callId));
			case 3 -> peer.send(RawPeer.request(callId, 0, OCTETS, int32(random.nextInt(200_000))));
			case 4 -> sendInPieces(peer, callId, COUNT, "a0860100" + "61".repeat(100_000) + "00000000", random);
			case 5 -> peer.send(RawPeer.request(callId, 0, NUMBERS, int32(random.nextInt(500_000))));
			case 6 -> open(peer, callId, random);
			case 7 -> sendInPieces(peer, callId, LENGTH,
					"a0860100 00000200 a0860100".replace(" ", "") + "61".repeat(100_000), random);
			case 8 -> peer.send(RawPeer.request(callId, 0, LENGTH, "ffffff7f 00"));
			case 9 -> peer.send(RawPeer.request(callId, 0, 99, "00"));
			default -> peer.send(RawPeer.request(callId, 7, ADD, Calculator.stub(callId, 1)));
		}
	}

	private static void open(SocketPeer peer, int callId, Random random) throws IOException {
		peer.send(RawPeer.request(callId, 0, OPEN, ""));
		if (random.nextBoolean() && peer.receive() instanceof Response response && response.callId() == callId) {
			String handle = ByteBufUtil.hexDump(response.stub());
			for (int i = 0; i < 3; i++) {
				peer.send(RawPeer.request(callId, 0, USE, handle));
			}
		}
	}

	/** Perhaps not all of them. */
	private static void sendInPieces(SocketPeer peer, int callId, int opnum, String stub, Random random)
			throws IOException {
		int piece = 2 * (500 + random.nextInt(2000));
		int end = random.nextBoolean() ? stub.length() : random.nextInt(stub.length());
		for (int from = 0; from < end; from += piece) {
			int to = Math.min(from + piece, stub.length());
			int flags = ((from == 0) ? PacketFlag.FIRST_FRAG : 0) | ((to == stub.length()) ? PacketFlag.LAST_FRAG : 0);
			peer.send(RawPeer.request(flags, callId, 0, opnum, stub.substring(from, to)));
		}
	}

	private static String int32(int value) {
		return "%08x".formatted(Integer.reverseBytes(value));
	}

	@RpcInterface(uuid = "4d1b7a52-9f0e-4b3c-8a6d-52c1e07f9b11", version = "1.0")
	interface Workshop {

		@Operation(ADD)
		int add(int left, int right);

		@Operation(LATER)
		CompletableFuture<Integer> later(int value);

		@Operation(NEVER)
		CompletableFuture<Integer> never();

		@Operation(OCTETS)
		byte[] octets(int count);

		@Operation(COUNT)
		int count(InputStream octets) throws IOException;

		@Operation(NUMBERS)
		void numbers(int count, OutputStream octets) throws IOException;

		@Operation(OPEN)
		ContextHandle<Bench> open();

		@Operation(USE)
		void use(ContextHandle<Bench> bench);

		@Operation(LENGTH)
		int length(byte[] octets);

	}

	/**
	 * The state of a context handle.
	 */
	static final class Bench {

		private final AtomicInteger ends = new AtomicInteger();

	}

	private final class DefaultWorkshop implements Workshop {

		private void enter() {
			RpcServerTurmoilTests.this.entered.incrementAndGet();
		}

		@Override
		public int add(int left, int right) {
			enter();
			return left + right;
		}

		@Override
		public CompletableFuture<Integer> later(int value) {
			enter();
			return CompletableFuture.supplyAsync(() -> value);
		}

		@Override
		public CompletableFuture<Integer> never() {
			enter();
			return new CompletableFuture<>();
		}

		@Override
		public byte[] octets(int count) {
			enter();
			return new byte[count];
		}

		@Override
		public int count(InputStream octets) throws IOException {
			enter();
			return octets.readAllBytes().length;
		}

		@Override
		public void numbers(int count, OutputStream octets) throws IOException {
			enter();
			octets.write(new byte[count]);
		}

		@Override
		public ContextHandle<Bench> open() {
			enter();
			RpcServerTurmoilTests.this.opened.incrementAndGet();
			return ContextHandle.of(new Bench(), (bench) -> {
				assertThat(bench.ends.incrementAndGet()).isOne();
				RpcServerTurmoilTests.this.runDown.incrementAndGet();
			});
		}

		@Override
		public void use(ContextHandle<Bench> bench) {
			enter();
		}

		@Override
		public int length(byte[] octets) {
			enter();
			return octets.length;
		}

	}

}
