package io.opnum.rpc.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.pdu.Response;
import io.opnum.rpc.testing.HexDumps;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Context handles as peers see them that send what they like.
 */
@ExtendWith(NoBufferLeaks.class)
@Timeout(60)
class ServerContextHandleTests {

	private static final InterfaceId LEDGERS = InterfaceStub.of(Ledgers.class).interfaceId();

	private static final InterfaceId OTHERS = InterfaceStub.of(OtherLedgers.class).interfaceId();

	private static final String NIL = "00".repeat(20);

	private final ManualTransport transport = new ManualTransport();

	private final LedgerService service = new LedgerService();

	private RpcServer server;

	@AfterEach
	void close() {
		if (this.server != null) {
			this.server.close();
		}
	}

	@Test
	void handleIsTwentyOctetsThatCannotBeGuessed() {
		RawPeer peer = start().bound(LEDGERS);
		Set<String> handles = new HashSet<>();
		for (int i = 0; i < 200; i++) {
			String handle = open(peer);
			assertThat(handle).hasSize(40).startsWith("00000000").isNotEqualTo(NIL);
			UUID uuid = UUID.fromString(handle.replaceFirst("00000000(..)(..)(..)(..)(..)(..)(..)(..)(....)(.{12})",
					"$4$3$2$1-$6$5-$8$7-$9-$10"));
			assertThat(uuid.version()).isEqualTo(4);
			assertThat(uuid.variant()).isEqualTo(2);
			handles.add(handle);
		}
		assertThat(handles).hasSize(200);
	}

	@Test
	void handleIsKnownOnAllConnectionsOfItsAssociation() {
		RawPeer first = start().bound(LEDGERS);
		String handle = open(first);
		RawPeer second = join(first);
		expectNumber(second, handle, 1);
		first.disconnect();
		expectNumber(second, handle, 2);
		assertThat(this.service.closed).isEmpty();
	}

	@Test
	void handleIsUnknownInAnotherAssociation() {
		RawPeer first = start().bound(LEDGERS);
		String handle = open(first);
		RawPeer stranger = this.transport.connect().bound(LEDGERS);
		stranger.send(RawPeer.request(2, 0, 1, handle)).expectFault(RpcStatus.CONTEXT_MISMATCH, false);
		expectNumber(first, handle, 1);
		stranger.expectSilence();
	}

	@Test
	void handleIsUnknownToAnotherInterfaceAndAsAnotherType() {
		RawPeer peer = start();
		peer.send(RawPeer.bind(0, 0, RawPeer.context(0, LEDGERS))).next(BindAck.class);
		peer.send(RawPeer.alter(RawPeer.context(1, OTHERS))).next();
		String handle = open(peer);
		peer.send(RawPeer.request(3, 1, 0, handle)).expectFault(RpcStatus.CONTEXT_MISMATCH, false);
		peer.send(RawPeer.request(4, 0, 3, handle)).expectFault(RpcStatus.CONTEXT_MISMATCH, false);
		expectNumber(peer, handle, 1);
	}

	@Test
	void allTwentyOctetsCount() {
		RawPeer peer = start().bound(LEDGERS);
		String handle = open(peer);
		for (int i = 0; i < 20; i++) {
			byte[] octets = ByteBufUtil.decodeHexDump(handle);
			octets[i] ^= 1;
			peer.send(RawPeer.request(i, 0, 1, ByteBufUtil.hexDump(octets)))
				.expectFault(RpcStatus.CONTEXT_MISMATCH, false);
		}
		expectNumber(peer, handle, 1);
	}

	@Test
	void nullHandleAndTornHandleAreRefused() {
		RawPeer peer = start().bound(LEDGERS);
		String handle = open(peer);
		peer.send(RawPeer.request(2, 0, 1, NIL)).expectFault(RpcStatus.SS_IN_NULL_CONTEXT, false);
		for (int length = 0; length < 20; length++) {
			peer.send(RawPeer.request(3 + length, 0, 1, handle.substring(0, 2 * length)))
				.expectFault(RpcStatus.BAD_STUB_DATA, false);
		}
		expectNumber(peer, handle, 1);
	}

	@Test
	void errorAheadOfLateHandleIsAnsweredAndCounted() {
		RawPeer peer = start().bound(LEDGERS);
		String handle = open(peer);
		String name = "02000000 00000000 02000000 61000000";
		peer.send(RawPeer.request(2, 0, 8, name + "0d000000" + handle)).expectFault(RpcStatus.FAULT_UNSPEC, true);
		assertThat(this.server.statistics().callsInFlight()).isZero();
		peer.send(RawPeer.request(3, 0, 8, name + "0c000000" + handle)).expectResponse(3);
	}

	@Test
	void closedHandleComesBackAsZerosAndIsUnknownThen() {
		RawPeer peer = start().bound(LEDGERS);
		String handle = open(peer);
		Response response = peer.send(RawPeer.request(2, 0, 2, handle)).expectResponse(2);
		assertThat(ByteBufUtil.hexDump(response.stub())).isEqualTo(NIL);
		assertThat(this.service.closed).containsExactly(1);
		peer.send(RawPeer.request(3, 0, 2, handle)).expectFault(RpcStatus.CONTEXT_MISMATCH, false);
		assertThat(this.service.closed).containsExactly(1);
		assertThat(this.server.statistics().contextHandles()).isZero();
	}

	@Test
	void peerOfTheOtherByteOrderNamesTheSameHandle() {
		RawPeer peer = start().bound(LEDGERS);
		ByteBuf little = HexDumps.parse(open(peer));
		ByteBuf big = Unpooled.buffer();
		big.writeInt(little.readIntLE());
		big.writeInt(little.readIntLE()).writeShort(little.readShortLE()).writeShort(little.readShortLE());
		big.writeBytes(little);
		peer.send(new Request(PacketFlag.WHOLE, DataRepresentation.BIG_ENDIAN, 2, 20, 0, 1, null, big, null));
		assertThat(peer.expectResponse(2).stub().readIntLE()).isEqualTo(1);
	}

	@Test
	void handlesAreRunDownOnceWhenTheLastConnectionEnds() {
		RawPeer first = start().bound(LEDGERS);
		open(first);
		open(first);
		RawPeer second = join(first);
		first.disconnect();
		assertThat(this.service.closed).isEmpty();
		second.disconnect();
		await(() -> this.service.closed.size() == 2);
		assertThat(this.service.closed).containsExactlyInAnyOrder(1, 2);
		assertThat(this.server.statistics().contextHandles()).isZero();
		await(() -> this.server.statistics().contextRundowns() == 2);
	}

	@Test
	void handleIsNotRunDownWhileCallUsesIt() {
		RawPeer peer = start().bound(LEDGERS);
		String handle = open(peer);
		peer.send(RawPeer.request(2, 0, 4, handle));
		peer.disconnect();
		assertThat(this.service.closed).isEmpty();
		assertThat(this.server.statistics().contextHandles()).isEqualTo(1);
		this.service.gate.complete(7);
		await(() -> this.service.closed.size() == 1);
		assertThat(this.server.statistics().associations()).isZero();
	}

	@Test
	void handleIsRunDownWhenTheFutureOfItsLastCallIsCancelledThoughItsWorkGoesOn() {
		RawPeer peer = start().bound(LEDGERS);
		String handle = open(peer);
		peer.send(RawPeer.request(2, 0, 9, handle));
		peer.disconnect();
		await(() -> this.service.closed.size() == 1);
		assertThat(this.service.work).singleElement().satisfies((work) -> assertThat(work).isNotDone());
		assertThat(this.server.statistics().contextHandles()).isZero();
		this.service.work.get(0).complete(7);
		assertThat(this.service.closed).containsExactly(1);
	}

	/**
	 * MS-RPCE 2.2.5: the same twenty octets, aligned to 4; what is around them is not.
	 */
	@Test
	void handlesOfNdr64AreThoseOfNdr() {
		RawPeer peer = start();
		ContextElement ndr64 = new ContextElement(0, SyntaxId.of(LEDGERS), List.of(SyntaxId.NDR64));
		peer.send(RawPeer.bind(0, 0, ndr64)).next(BindAck.class);
		String handle = open(peer);
		assertThat(handle).hasSize(40).startsWith("00000000").isNotEqualTo(NIL);
		expectNumber(peer, handle, 1);
		String name = "0200000000000000 0000000000000000 0200000000000000 61000000";
		Response named = peer.send(RawPeer.request(3, 0, 8, name + "0c000000" + handle)).expectResponse(3);
		assertThat(ByteBufUtil.hexDump(named.stub())).isEqualTo("02000000");
		peer.send(RawPeer.alter(RawPeer.context(1, LEDGERS))).next();
		Response inNdr = peer.send(RawPeer.request(4, 1, 1, handle)).expectResponse(4);
		assertThat(ByteBufUtil.hexDump(inNdr.stub())).isEqualTo("03000000");
		peer.send(RawPeer.request(5, 0, 1, NIL)).expectFault(RpcStatus.SS_IN_NULL_CONTEXT, false);
		peer.send(RawPeer.request(6, 0, 3, handle)).expectFault(RpcStatus.CONTEXT_MISMATCH, false);
		Response closed = peer.send(RawPeer.request(7, 0, 2, handle)).expectResponse(7);
		assertThat(ByteBufUtil.hexDump(closed.stub())).isEqualTo(NIL);
		peer.send(RawPeer.request(8, 1, 1, handle)).expectFault(RpcStatus.CONTEXT_MISMATCH, false);
	}

	@Test
	void handleWhoseAnswerNobodyGotIsRunDownThoughItsAssociationLives() {
		RawPeer first = start().bound(LEDGERS);
		RawPeer second = join(first);
		second.send(RawPeer.request(2, 0, 5, ""));
		second.disconnect();
		this.service.gate.complete(0);
		await(() -> this.service.closed.size() == 1);
		assertThat(this.server.statistics().contextHandles()).isZero();
		expectNumber(first, open(first), 1);
	}

	@Test
	void callsThatWaitForHandleAreForgottenWithTheirConnection() {
		RawPeer first = start().bound(LEDGERS);
		String handle = open(first);
		RawPeer second = join(first);
		first.send(RawPeer.request(2, 0, 4, handle));
		second.send(RawPeer.request(2, 0, 1, handle));
		second.expectSilence();
		second.disconnect();
		this.service.gate.complete(7);
		assertThat(first.expectResponse(2).stub().readIntLE()).isEqualTo(7);
		expectNumber(first, handle, 1);
	}

	@Test
	void callsThatUseTwoHandlesInDifferentOrderDoNotWaitForEachOther() {
		RawPeer first = start().bound(PacketFlag.CONC_MPX, LEDGERS);
		String one = open(first);
		String other = open(first);
		first.send(RawPeer.request(2, 0, 4, one), RawPeer.request(3, 0, 6, one + other),
				RawPeer.request(4, 0, 6, other + one), RawPeer.request(5, 0, 1, other));
		first.expectSilence();
		this.service.gate.complete(7);
		List<Integer> answered = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			answered.add(first.next(Response.class).callId());
		}
		assertThat(answered).containsExactlyInAnyOrder(2, 3, 4, 5);
	}

	@Test
	void numberOfHandlesIsLimitedForAllAssociationsTogether() {
		RawPeer first = start((builder) -> builder.limits(RpcServerLimits.DEFAULT.withMaxContextHandles(3)))
			.bound(LEDGERS);
		open(first);
		String handle = open(first);
		RawPeer second = this.transport.connect().bound(LEDGERS);
		open(second);
		second.send(RawPeer.request(9, 0, 0, "")).expectFault(RpcStatus.OUT_OF_RESOURCES, true);
		first.send(RawPeer.request(9, 0, 2, handle)).expectResponse(9);
		open(second);
		assertThat(this.server.statistics().contextHandles()).isEqualTo(3);
	}

	@Test
	void handleThatTheApplicationClosesIsUnknownAtOnce() {
		RawPeer peer = start().bound(LEDGERS);
		String handle = open(peer);
		this.service.handles.get(0).close();
		this.service.handles.get(0).close();
		assertThat(this.service.closed).containsExactly(1);
		peer.send(RawPeer.request(2, 0, 1, handle)).expectFault(RpcStatus.CONTEXT_MISMATCH, false);
		assertThat(this.server.statistics().contextRundowns()).isZero();
	}

	@Test
	void handleThatTheApplicationClosesUnderCallIsClosedAfterIt() {
		RawPeer peer = start().bound(LEDGERS);
		String handle = open(peer);
		peer.send(RawPeer.request(2, 0, 4, handle));
		this.service.handles.get(0).close();
		assertThat(this.service.closed).isEmpty();
		this.service.gate.complete(1);
		assertThat(this.service.closed).containsExactly(1);
	}

	@Test
	void stateIsNotClosedOnTheEventLoopWhereItsCallDoesNotRun() {
		AtomicBoolean busy = new AtomicBoolean();
		RawPeer peer = start((builder) -> builder.executor((task) -> {
			if (busy.get()) {
				this.service.handles.get(0).close();
				throw new RejectedExecutionException("no thread to spare");
			}
			task.run();
		})).bound(LEDGERS);
		String handle = open(peer);
		busy.set(true);
		peer.send(RawPeer.request(2, 0, 1, handle)).expectFault(RpcStatus.SERVER_TOO_BUSY, true);
		await(() -> this.service.closed.size() == 1);
		assertThat(this.service.closers).isNotEmpty().doesNotContain(Thread.currentThread());
		assertThat(this.server.statistics().contextRundowns()).isZero();
	}

	@Test
	void stateIsNotRunDownOnTheEventLoopOnceTheServerIsClosed() {
		QueuedExecutor executor = new QueuedExecutor();
		RawPeer peer = start((builder) -> builder.executor(executor)).bound(LEDGERS);
		peer.send(RawPeer.request(1, 0, 0, ""));
		executor.runAll();
		String handle = ByteBufUtil.hexDump(peer.expectResponse(1).stub());
		peer.send(RawPeer.request(2, 0, 1, handle));
		this.server.close();
		assertThat(this.service.closed).isEmpty();
		this.transport.onEventLoop(executor::runAll);
		await(() -> this.service.closed.size() == 1);
		assertThat(this.service.closers).isNotEmpty().doesNotContain(Thread.currentThread());
	}

	@Test
	void handleThatWasNotGivenOutIsClosedByHand() {
		List<String> closed = new ArrayList<>();
		ContextHandle<AutoCloseable> handle = ContextHandle.of(() -> closed.add("closed"));
		assertThat(handle.isClosed()).isFalse();
		handle.close();
		handle.destroy();
		assertThat(closed).containsExactly("closed");
		assertThat(handle.isClosed()).isTrue();
		assertThatNullPointerException().isThrownBy(() -> ContextHandle.of(null));
	}

	@Test
	void openHandleCannotBeGivenOutAgain() {
		RawPeer peer = start().bound(LEDGERS);
		String handle = open(peer);
		peer.send(RawPeer.request(2, 0, 7, "")).expectFault(RpcStatus.FAULT_UNSPEC, false);
		expectNumber(peer, handle, 1);
	}

	private RawPeer start() {
		return start((builder) -> {
		});
	}

	private RawPeer start(Consumer<RpcServerBuilder> customizer) {
		this.server = TestServer.build(this.transport, customizer);
		this.server.register(Ledgers.class, this.service);
		this.server.register(OtherLedgers.class, this.service::numberOf);
		this.server.start();
		return this.transport.connect();
	}

	private RawPeer join(RawPeer member) {
		// What the group's id is, an alter_context tells
		int group = member.send(RawPeer.alter(RawPeer.context(9, LEDGERS)))
			.next(io.opnum.rpc.pdu.AlterContextResponse.class)
			.assocGroupId();
		RawPeer peer = this.transport.connect();
		peer.send(RawPeer.bind(0, group, RawPeer.context(0, LEDGERS))).next(BindAck.class);
		return peer;
	}

	private static String open(RawPeer peer) {
		return ByteBufUtil.hexDump(peer.send(RawPeer.request(77, 0, 0, "")).expectResponse(77).stub());
	}

	private static void expectNumber(RawPeer peer, String handle, int uses) {
		assertThat(peer.send(RawPeer.request(78, 0, 1, handle)).expectResponse(78).stub().readIntLE()).isEqualTo(uses);
	}

	private static void await(BooleanSupplier condition) {
		Instant deadline = Instant.now().plusSeconds(20);
		while (!condition.getAsBoolean()) {
			assertThat(Instant.now()).as("the condition never came true").isBefore(deadline);
			Thread.onSpinWait();
		}
	}

	/**
	 * The interface.
	 */
	@RpcInterface
	interface Ledgers {

		ContextHandle<Ledger> open();

		int use(ContextHandle<Ledger> ledger);

		void close(InOut<ContextHandle<Ledger>> ledger);

		int useAsPage(ContextHandle<Page> page);

		CompletableFuture<Integer> hold(ContextHandle<Ledger> ledger);

		CompletableFuture<ContextHandle<Ledger>> openLater();

		int useBoth(ContextHandle<Ledger> one, ContextHandle<Ledger> other);

		ContextHandle<Ledger> openAgain();

		int useNamed(String name, Fragile fragile, ContextHandle<Ledger> ledger);

		CompletableFuture<Integer> work(ContextHandle<Ledger> ledger);

	}

	/**
	 * What can't be made of everything.
	 */
	record Fragile(int value) {

		Fragile {
			if (value == 13) {
				throw new AssertionError("told to");
			}
		}

	}

	/**
	 * Another interface with the same type of handle.
	 */
	@RpcInterface
	interface OtherLedgers {

		int use(ContextHandle<Ledger> ledger);

	}

	/**
	 * A type of handle.
	 */
	static final class Ledger implements AutoCloseable {

		private final int number;

		private final LedgerService service;

		private int uses;

		Ledger(int number, LedgerService service) {
			this.number = number;
			this.service = service;
		}

		@Override
		public void close() {
			this.service.closers.add(Thread.currentThread());
			this.service.closed.add(this.number);
		}

	}

	/**
	 * Another type of handle.
	 */
	interface Page {

	}

	/**
	 * The future of work that goes on although its caller is gone.
	 */
	private static final class Unheeding<T> extends CompletableFuture<T> {

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			return false;
		}

		@Override
		public <U> CompletableFuture<U> newIncompleteFuture() {
			return new Unheeding<>();
		}

	}

	/**
	 * The implementation.
	 */
	private static final class LedgerService implements Ledgers {

		private final List<Integer> closed = new CopyOnWriteArrayList<>();

		private final List<Thread> closers = new CopyOnWriteArrayList<>();

		private final List<ContextHandle<Ledger>> handles = new CopyOnWriteArrayList<>();

		private final List<CompletableFuture<Integer>> work = new CopyOnWriteArrayList<>();

		private final CompletableFuture<Integer> gate = new Unheeding<>();

		int numberOf(ContextHandle<Ledger> ledger) {
			return ledger.state().number;
		}

		@Override
		public ContextHandle<Ledger> open() {
			ContextHandle<Ledger> handle = ContextHandle.of(new Ledger(this.handles.size() + 1, this));
			this.handles.add(handle);
			return handle;
		}

		@Override
		public int use(ContextHandle<Ledger> ledger) {
			return ++ledger.state().uses;
		}

		@Override
		public void close(InOut<ContextHandle<Ledger>> ledger) {
			ledger.set(null);
		}

		@Override
		public int useAsPage(ContextHandle<Page> page) {
			return 0;
		}

		@Override
		public CompletableFuture<Integer> hold(ContextHandle<Ledger> ledger) {
			return this.gate;
		}

		@Override
		public CompletableFuture<ContextHandle<Ledger>> openLater() {
			return this.gate.thenApply((done) -> open());
		}

		@Override
		public int useBoth(ContextHandle<Ledger> one, ContextHandle<Ledger> other) {
			return 0;
		}

		@Override
		public ContextHandle<Ledger> openAgain() {
			return this.handles.get(0);
		}

		@Override
		public int useNamed(String name, Fragile fragile, ContextHandle<Ledger> ledger) {
			return use(ledger);
		}

		@Override
		public CompletableFuture<Integer> work(ContextHandle<Ledger> ledger) {
			CompletableFuture<Integer> result = new CompletableFuture<>();
			this.work.add(result);
			return result.thenApply((value) -> value);
		}

	}

}
