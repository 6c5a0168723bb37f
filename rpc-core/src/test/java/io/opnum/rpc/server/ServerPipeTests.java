package io.opnum.rpc.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.netty.buffer.ByteBufUtil;
import io.opnum.rpc.PipeException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.Response;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pipes of a server, and clients that make their PDUs by hand.
 */
@ExtendWith(NoBufferLeaks.class)
@Timeout(60)
class ServerPipeTests {

	private static final InterfaceId ID = InterfaceStub.of(Counter.class).interfaceId();

	private static final int FIRST = PacketFlag.FIRST_FRAG;

	private static final int LAST = PacketFlag.LAST_FRAG;

	private static final int COUNT = 0;

	private static final int FAIL_EARLY = 1;

	private static final int READ_ONE = 2;

	private static final int NUMBERS = 3;

	private static final int WRITE_FIRST = 4;

	private static final int TALLY = 5;

	private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> gate = new LinkedBlockingQueue<>();

	private RpcServer server;

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void operationReadsWhileItsRequestArrives() throws Exception {
		try (SocketPeer peer = connect()) {
			peer.send(RawPeer.request(FIRST, 2, 0, COUNT, "07000000 03000000 616263"));
			assertThat(this.seen.poll(20, TimeUnit.SECONDS)).isEqualTo("began 7");
			peer.send(RawPeer.request(0, 2, 0, COUNT, "00 0200"));
			peer.send(RawPeer.request(0, 2, 0, COUNT, ""));
			peer.send(RawPeer.request(LAST, 2, 0, COUNT, "0000 6465 0000 00000000"));
			assertThat(ByteBufUtil.hexDump(peer.receive(Response.class).stub())).isEqualTo("0c000000");
		}
	}

	@Test
	void parametersAheadOfPipeMayComeInPieces() throws Exception {
		try (SocketPeer peer = connect()) {
			peer.send(RawPeer.request(FIRST, 2, 0, COUNT, "07"));
			peer.send(RawPeer.request(0, 2, 0, COUNT, "0000"));
			peer.send(RawPeer.request(LAST, 2, 0, COUNT, "00 00000000"));
			assertThat(ByteBufUtil.hexDump(peer.receive(Response.class).stub())).isEqualTo("07000000");
		}
	}

	@Test
	void requestOfOneFragmentHasItsPipesInIt() throws Exception {
		try (SocketPeer peer = connect()) {
			peer.send(RawPeer.request(2, 0, COUNT, "07000000 01000000 61 000000 00000000"));
			assertThat(ByteBufUtil.hexDump(peer.receive(Response.class).stub())).isEqualTo("08000000");
		}
	}

	@Test
	void faultMayComeBeforeTheRequestHasEnded() throws Exception {
		try (SocketPeer peer = connect()) {
			peer.send(RawPeer.request(FIRST, 2, 0, FAIL_EARLY, "01000000 61"));
			Fault fault = peer.receive(Fault.class);
			assertThat(RpcStatus.of(fault.status())).isEqualTo(RpcStatus.INVALID_TAG);
			// What still comes of it is dropped
			peer.send(RawPeer.request(0, 2, 0, FAIL_EARLY, "00".repeat(1000)));
			peer.send(RawPeer.request(LAST, 2, 0, FAIL_EARLY, "00000000"));
			peer.send(RawPeer.request(3, 0, COUNT, "07000000 00000000"));
			assertThat(peer.receive(Response.class).callId()).isEqualTo(3);
			// A client may also just go on
			peer.send(RawPeer.request(FIRST, 4, 0, FAIL_EARLY, "01000000 61"));
			assertThat(peer.receive(Fault.class).callId()).isEqualTo(4);
			peer.send(RawPeer.request(5, 0, COUNT, "07000000 00000000"));
			assertThat(peer.receive(Response.class).callId()).isEqualTo(5);
		}
	}

	@Test
	void requestThatWasGivenUpIsNotAwaitedBehindTheNextOne() {
		ManualTransport transport = new ManualTransport();
		RawPeer peer = start(transport, Runnable::run);
		peer.send(RawPeer.request(FIRST, 2, 0, FAIL_EARLY, "01000000 61")).expectFault(RpcStatus.INVALID_TAG, false);
		peer.send(RawPeer.request(3, 0, COUNT, "07000000 00000000")).expectResponse(3);
		transport.advance(RpcServerLimits.DEFAULT.fragmentTimeout().multipliedBy(3));
		peer.send(RawPeer.request(4, 0, COUNT, "07000000 00000000")).expectResponse(4);
	}

	@Test
	void requestThatWasGivenUpIsNotAwaited() {
		ManualTransport transport = new ManualTransport();
		RawPeer peer = start(transport, Runnable::run);
		peer.send(RawPeer.request(FIRST, 2, 0, FAIL_EARLY, "01000000 61")).expectFault(RpcStatus.INVALID_TAG, false);
		transport.advance(RpcServerLimits.DEFAULT.fragmentTimeout().multipliedBy(3));
		// The client may still send the rest, or leave it
		peer.send(RawPeer.request(0, 2, 0, FAIL_EARLY, "00".repeat(1000))).expectSilence();
		transport.advance(RpcServerLimits.DEFAULT.fragmentTimeout().multipliedBy(3));
		peer.send(RawPeer.request(3, 0, COUNT, "07000000 00000000")).expectResponse(3);
	}

	@Test
	void requestThatIsRefusedIsReadToItsEndAndHeldNowhere() {
		QueuedExecutor executor = new QueuedExecutor();
		ManualTransport transport = new ManualTransport();
		RawPeer peer = startWith(transport, (builder) -> builder.executor(executor).securityCallback((call) -> {
			if (call.callId() < 5) {
				throw new SecurityException("not this one");
			}
		}));
		// Refused while it comes
		peer.send(RawPeer.request(FIRST, 2, 0, COUNT, "07000000 03000000 616263"));
		executor.runAll();
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		peer.send(RawPeer.request(0, 2, 0, COUNT, "00".repeat(1000)));
		peer.send(RawPeer.request(LAST, 2, 0, COUNT, "00000000")).expectSilence();
		// Whole, and without the wish for an answer
		peer.send(RawPeer.request(3, 0, COUNT, "07000000 01000000 61 000000 00000000"));
		executor.runAll();
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		peer.send(RawPeer.request(FIRST | PacketFlag.MAYBE, 4, 0, COUNT, "07000000 03000000 616263"));
		executor.runAll();
		peer.expectSilence();
		peer.send(RawPeer.request(5, 0, COUNT, "07000000 00000000"));
		executor.runAll();
		peer.expectResponse(5);
		assertThat(this.server.statistics().callsInFlight()).isZero();
		peer.disconnect().assertAllReleased();
	}

	@Test
	void parametersAheadOfPipeAreReadFewTimesHoweverSmallTheirPiecesAre() {
		QueuedExecutor executor = new QueuedExecutor();
		RawPeer peer = start(new ManualTransport(), executor);
		int before = Mark.made.get();
		peer.send(RawPeer.request(FIRST, 2, 0, TALLY, "01000000 400d0300 00000200 400d0300"));
		for (int i = 0; i < 200; i++) {
			peer.send(RawPeer.request(0, 2, 0, TALLY, "61".repeat(1000)));
		}
		peer.send(RawPeer.request(LAST, 2, 0, TALLY, "00000000"));
		executor.runAll();
		assertThat(peer.expectResponse(2).stub().readIntLE()).isEqualTo(200_000);
		assertThat(Mark.made.get() - before).isBetween(1, 20);
		peer.assertAllReleased();
	}

	@Test
	void pipeThatIsNotReadToItsEndIsAgainstTheDiscipline() throws Exception {
		try (SocketPeer peer = connect()) {
			peer.send(RawPeer.request(2, 0, READ_ONE, "00000000 02000000 6162 0000 00000000"));
			assertThat(RpcStatus.of(peer.receive(Fault.class).status())).isEqualTo(RpcStatus.PIPE_DISCIPLINE);
			// Closed by the operation: the rest is not wanted, but awaited
			peer.send(RawPeer.request(FIRST, 3, 0, READ_ONE, "01000000 02000000 6162 0000"));
			peer.send(RawPeer.request(LAST, 3, 0, READ_ONE, "04000000 63636363 00000000"));
			assertThat(ByteBufUtil.hexDump(peer.receive(Response.class).stub())).isEqualTo("61000000");
		}
	}

	@Test
	void pipesFlowInBeforeTheyFlowOut() throws Exception {
		try (SocketPeer peer = connect()) {
			peer.send(RawPeer.request(2, 0, WRITE_FIRST, "01000000 61 000000 00000000"));
			assertThat(RpcStatus.of(peer.receive(Fault.class).status())).isEqualTo(RpcStatus.PIPE_ORDER);
		}
	}

	@Test
	void badChunksAreBadStubData() throws Exception {
		try (SocketPeer peer = connect()) {
			peer.send(RawPeer.request(2, 0, COUNT, "07000000 ffffffff 616263"));
			assertThat(RpcStatus.of(peer.receive(Fault.class).status())).isEqualTo(RpcStatus.BAD_STUB_DATA);
			peer.send(RawPeer.request(3, 0, COUNT, "07000000 01000000 61"));
			assertThat(RpcStatus.of(peer.receive(Fault.class).status())).isEqualTo(RpcStatus.BAD_STUB_DATA);
			peer.send(RawPeer.request(4, 0, COUNT, "0700"));
			assertThat(RpcStatus.of(peer.receive(Fault.class).status())).isEqualTo(RpcStatus.BAD_STUB_DATA);
			peer.send(RawPeer.request(5, 0, COUNT, "07000000 00000000"));
			assertThat(peer.receive(Response.class).callId()).isEqualTo(5);
		}
	}

	@Test
	void responseFlowsWhileTheOperationWrites() throws Exception {
		try (SocketPeer peer = connect()) {
			peer.send(RawPeer.request(2, 0, NUMBERS, "a0860100"));
			int octets = 0;
			Response fragment;
			boolean first = true;
			do {
				fragment = peer.receive(Response.class);
				assertThat(PacketFlag.isSet(fragment.flags(), FIRST)).isEqualTo(first);
				first = false;
				octets += fragment.stub().readableBytes();
			}
			while (!PacketFlag.isSet(fragment.flags(), LAST));
			// Two parts, a count in front of each, the last chunk and the result
			assertThat(octets).isBetween(100_000 + 12, 100_000 + 24);
		}
	}

	@Test
	void faultMayComeInPlaceOfTheRestOfResponse() throws Exception {
		try (SocketPeer peer = connect()) {
			peer.send(RawPeer.request(2, 0, NUMBERS, "ffffffff"));
			Pdu pdu;
			do {
				pdu = peer.receive();
			}
			while (pdu instanceof Response);
			assertThat(RpcStatus.of(((Fault) pdu).status())).isEqualTo(RpcStatus.FAULT_UNSPEC);
			peer.send(RawPeer.request(3, 0, COUNT, "07000000 00000000"));
			assertThat(peer.receive(Response.class).callId()).isEqualTo(3);
		}
	}

	@Test
	void operationWhosePeerVanishesEnds() throws Exception {
		try (SocketPeer peer = connect()) {
			peer.send(RawPeer.request(FIRST, 2, 0, COUNT, "07000000 03000000 616263"));
			assertThat(this.seen.poll(20, TimeUnit.SECONDS)).isEqualTo("began 7");
		}
		assertThat(this.seen.poll(20, TimeUnit.SECONDS)).isEqualTo(RpcStatus.PIPE_COMM_ERROR);
	}

	@Test
	void operationWhoseCallerOrphansItEnds() throws Exception {
		try (SocketPeer peer = connect()) {
			peer.send(RawPeer.request(FIRST, 2, 0, COUNT, "07000000 03000000 616263"));
			assertThat(this.seen.poll(20, TimeUnit.SECONDS)).isEqualTo("began 7");
			peer.send(RawPeer.orphaned(2));
			assertThat(this.seen.poll(20, TimeUnit.SECONDS)).isEqualTo(RpcStatus.FAULT_CANCEL);
			assertThat(RpcStatus.of(peer.receive(Fault.class).status())).isEqualTo(RpcStatus.FAULT_CANCEL);
		}
	}

	@Test
	void silentPipeTimesOut() throws Exception {
		try (SocketPeer peer = connect((limits) -> limits.withFragmentTimeout(Duration.ofMillis(200)))) {
			peer.send(RawPeer.request(FIRST, 2, 0, COUNT, "07000000 03000000 616263"));
			assertThat(RpcStatus.of(peer.receive(Fault.class).status())).isEqualTo(RpcStatus.PIPE_COMM_ERROR);
			// And who stays silent is disconnected
			peer.expectEnd();
		}
	}

	@Test
	void pipesAreLimited() throws Exception {
		try (SocketPeer peer = connect((limits) -> limits.withMaxPipeSize(100))) {
			peer.send(RawPeer.request(FIRST, 2, 0, COUNT, "07000000 e8030000" + "61".repeat(92)));
			peer.send(RawPeer.request(0, 2, 0, COUNT, "61"));
			assertThat(RpcStatus.of(peer.receive(Fault.class).status())).isEqualTo(RpcStatus.ACCESS_DENIED);
			peer.expectEnd();
		}
	}

	@Test
	void connectionIsNotReadWhileItsOperationIsBehind() throws Exception {
		try (SocketPeer peer = connect()) {
			peer.send(RawPeer.request(FIRST, 2, 0, COUNT, "ffffffff"));
			assertThat(this.seen.poll(20, TimeUnit.SECONDS)).isEqualTo("began -1");
			String chunk = "00100000" + "00".repeat(4096);
			Thread sender = new Thread(() -> {
				try {
					for (int i = 0; i < 16_384; i++) {
						peer.send(RawPeer.request(0, 2, 0, COUNT, chunk));
					}
					peer.send(RawPeer.request(LAST, 2, 0, COUNT, "00000000"));
				}
				catch (IOException ex) {
					this.seen.add(ex);
				}
			});
			sender.start();
			// 64 MiB don't fit in what the two hosts buffer
			sender.join(300);
			assertThat(sender.isAlive()).isTrue();
			this.gate.add("go");
			sender.join();
			assertThat(ByteBufUtil.hexDump(peer.receive(Response.class).stub())).isEqualTo("ffffff03");
		}
	}

	private RawPeer start(ManualTransport transport, Executor executor) {
		return startWith(transport, (builder) -> builder.executor(executor));
	}

	private RawPeer startWith(ManualTransport transport, Consumer<RpcServerBuilder> customizer) {
		this.server = TestServer.build(transport, customizer);
		this.server.register(Counter.class, new DefaultCounter());
		this.server.start();
		return transport.connect().bound(ID);
	}

	private SocketPeer connect() throws IOException {
		return connect(UnaryOperator.identity());
	}

	private SocketPeer connect(UnaryOperator<RpcServerLimits> limits) throws IOException {
		this.server = RpcServer.builder()
			.limits(limits.apply(RpcServerLimits.DEFAULT))
			.endpoint("ncacn_ip_tcp:127.0.0.1")
			.build();
		this.server.register(Counter.class, new DefaultCounter());
		this.server.start();
		return SocketPeer.connect(this.server).bound(ID);
	}

	/**
	 * Counts how often it is unmarshalled.
	 */
	record Mark(int value) {

		private static final AtomicInteger made = new AtomicInteger();

		Mark {
			made.incrementAndGet();
		}

	}

	@RpcInterface(uuid = "b0a2c1f6-8d57-4e0c-9a66-1f2a4f8d5e03", version = "1.0")
	interface Counter {

		int count(int start, InputStream octets) throws IOException;

		void failEarly(InputStream octets) throws IOException;

		int readOne(int close, InputStream octets) throws IOException;

		void numbers(int count, OutputStream octets) throws IOException;

		void writeFirst(InputStream in, OutputStream out) throws IOException;

		int tally(Mark mark, byte[] ahead, InputStream octets) throws IOException;

	}

	private final class DefaultCounter implements Counter {

		@Override
		public int count(int start, InputStream octets) throws IOException {
			ServerPipeTests.this.seen.add("began " + start);
			try {
				if (start < 0) {
					ServerPipeTests.this.gate.take();
				}
				byte[] buffer = new byte[8192];
				int count = start;
				int read;
				while ((read = octets.read(buffer)) >= 0) {
					count += read;
				}
				return count;
			}
			catch (PipeException ex) {
				ServerPipeTests.this.seen.add(ex.status());
				throw ex;
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
		}

		@Override
		public void failEarly(InputStream octets) throws IOException {
			octets.read();
			throw new RpcFaultException(RpcStatus.INVALID_TAG);
		}

		@Override
		public int tally(Mark mark, byte[] ahead, InputStream octets) throws IOException {
			return ahead.length + octets.readAllBytes().length;
		}

		@Override
		public int readOne(int close, InputStream octets) throws IOException {
			int octet = octets.read();
			if (close != 0) {
				octets.close();
			}
			return octet;
		}

		@Override
		public void numbers(int count, OutputStream octets) throws IOException {
			if (count < 0) {
				octets.write(new byte[200_000]);
				throw new IllegalStateException("told to");
			}
			octets.write(new byte[count]);
		}

		@Override
		public void writeFirst(InputStream in, OutputStream out) throws IOException {
			out.write(1);
		}

	}

}
