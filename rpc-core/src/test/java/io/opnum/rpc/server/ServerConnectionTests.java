package io.opnum.rpc.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.ContextResult;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.pdu.Response;
import io.opnum.rpc.testing.CapturedLog;
import io.opnum.rpc.testing.HexDumps;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

@ExtendWith(NoBufferLeaks.class)
class ServerConnectionTests {

	private final ManualTransport transport = new ManualTransport();

	private final QueuedExecutor executor = new QueuedExecutor();

	private RpcServer server = TestServer.start(this.transport, (builder) -> {
	});

	@AfterEach
	void close() {
		this.server.close();
	}

	private void restart(Consumer<RpcServerBuilder> customizer) {
		this.server.close();
		this.server = TestServer.start(this.transport, customizer);
	}

	private RawPeer bound() {
		return this.transport.connect().bound(Calculator.ID);
	}

	private RawPeer multiplexed() {
		return this.transport.connect().bound(PacketFlag.CONC_MPX, Calculator.ID);
	}

	private static String hex(Response response) {
		return ByteBufUtil.hexDump(response.stub());
	}

	// Binding

	@Test
	void bindIsAcknowledged() {
		BindAck ack = this.transport.connect()
			.send(RawPeer.bind(PacketFlag.CONC_MPX, 0, RawPeer.context(3, Calculator.ID)))
			.next(BindAck.class);
		assertThat(ack.flags()).isEqualTo(PacketFlag.WHOLE | PacketFlag.CONC_MPX);
		assertThat(ack.secondaryAddress()).isEqualTo("9135");
		assertThat(ack.assocGroupId()).isNotZero();
		assertThat(ack.maxXmitFrag()).isEqualTo(5840);
		assertThat(ack.results()).singleElement().matches(ContextResult::isAccepted);
	}

	@Test
	void clientOfAnOlderMinorVersionIsServed() {
		RawPeer peer = this.transport.connect()
			.bound(new InterfaceId(Calculator.ID.uuid(), Calculator.ID.majorVersion(), 0));
		assertThat(hex(peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1))).expectResponse(1)))
			.isEqualTo("02000000");
	}

	@Test
	void clientOfANewerVersionIsNot() {
		for (InterfaceId newer : List.of(new InterfaceId(Calculator.ID.uuid(), 1, 3),
				new InterfaceId(Calculator.ID.uuid(), 2, 0))) {
			BindAck ack = this.transport.connect()
				.send(RawPeer.bind(0, 0, RawPeer.context(0, newer)))
				.next(BindAck.class);
			assertThat(ack.results())
				.containsExactly(ContextResult.rejected(ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED));
		}
	}

	@Test
	void interfaceConfinedToAnotherEndpointIsUnknown() {
		this.server.close();
		this.server = TestServer.build(this.transport, (builder) -> builder.endpoint("ncacn_ip_tcp:[9136]"));
		this.server.register(Calculator.class, new SimpleCalculator(),
				RegistrationOptions.DEFAULT.withEndpoints(StringBinding.parse("ncacn_ip_tcp:[9136]")));
		this.server.start();
		BindAck ack = this.transport.connect("9135")
			.send(RawPeer.bind(0, 0, RawPeer.context(0, Calculator.ID)))
			.next(BindAck.class);
		assertThat(ack.results()).containsExactly(ContextResult.rejected(ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED));
		this.transport.connect("9136").bound(Calculator.ID);
	}

	@Test
	void interfaceThatIsConfinedElsewhereMeanwhileIsUnknownToItsOldContexts() {
		this.server.close();
		this.server = TestServer.build(this.transport, (builder) -> builder.endpoint("ncacn_ip_tcp:[9136]"));
		RpcServer.Registration everywhere = this.server.register(Calculator.class, new SimpleCalculator());
		this.server.start();
		RawPeer here = this.transport.connect("9135").bound(Calculator.ID);
		RawPeer there = this.transport.connect("9136").bound(Calculator.ID);
		everywhere.close();
		this.server.register(Calculator.class, new SimpleCalculator(),
				RegistrationOptions.DEFAULT.withEndpoints(StringBinding.parse("ncacn_ip_tcp:[9136]")));
		here.send(RawPeer.request(1, 0, 0, Calculator.stub(2, 3))).expectFault(RpcStatus.UNKNOWN_IF, true);
		assertThat(hex(there.send(RawPeer.request(1, 0, 0, Calculator.stub(2, 3))).expectResponse(1)))
			.isEqualTo("05000000");
	}

	@Test
	void associationIsGoneWhereTheBindAckCannotBeSent() {
		RawPeer peer = this.transport.connect().refusingToSend();
		peer.send(RawPeer.bind(0, 0, RawPeer.context(0, Calculator.ID)));
		assertThat(peer.isClosed()).isTrue();
		assertThat(this.server.statistics().associations()).isZero();
		assertThat(this.server.statistics().connections()).isZero();
	}

	@Test
	void answersThatAreTooLargeAreLoggedOncePerConnection() {
		restart((builder) -> builder.limits(RpcServerLimits.DEFAULT.withMaxResponseSize(64)));
		RawPeer peer = bound();
		try (CapturedLog log = CapturedLog.of(ResponseMarshaller.class.getName())) {
			for (int callId = 1; callId < 4; callId++) {
				peer.send(RawPeer.request(callId, 0, 2, "ff000000")).expectFault(RpcStatus.OUT_ARGS_TOO_BIG, false);
			}
			assertThat(log.lines()).hasSize(1);
		}
	}

	@Test
	void callWhoseAnswerCannotBeSentEndsOnce() throws InterruptedException {
		RawPeer peer = bound();
		peer.refusingToSend();
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(2, 3)));
		assertThat(peer.isClosed()).isTrue();
		peer.assertAllReleased();
		assertThat(this.server.statistics().associations()).isZero();
		assertThat(this.server.statistics().callsInFlight()).isZero();
		this.server.stopListening();
		assertThat(this.server.awaitStop(Duration.ofSeconds(20))).isTrue();
	}

	@Test
	void applicationsInterfacesAreNotOnTheEndpointOfTheMapper() {
		restart((builder) -> builder.endpointMapper(StringBinding.parse("ncacn_ip_tcp:[135]")));
		BindAck ack = this.transport.connect("135")
			.send(RawPeer.bind(0, 0, RawPeer.context(0, Calculator.ID)))
			.next(BindAck.class);
		assertThat(ack.results()).containsExactly(ContextResult.rejected(ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED));
	}

	@Test
	void contextsAreLimited() {
		restart((builder) -> builder.limits(RpcServerLimits.DEFAULT.withMaxContexts(2)));
		RawPeer peer = bound();
		peer.send(RawPeer.alter(RawPeer.context(1, Calculator.ID)));
		assertThat(peer.next().toString()).contains("result=0");
		peer.send(RawPeer.alter(RawPeer.context(2, Calculator.ID)));
		assertThat(peer.next().toString()).contains("result=2, reason=3");
		peer.send(RawPeer.request(1, 1, 0, Calculator.stub(1, 1))).expectResponse(1);
		peer.send(RawPeer.request(2, 2, 0, Calculator.stub(1, 1))).expectFault(RpcStatus.UNKNOWN_IF, true);
	}

	// Calls

	@Test
	void requestIsAnswered() {
		RawPeer peer = bound();
		Response response = peer.send(RawPeer.request(7, 0, 0, Calculator.stub(2, 3))).expectResponse(7);
		assertThat(hex(response)).isEqualTo("05000000");
		peer.assertAllReleased();
	}

	@Test
	void bigEndianRequestIsAnsweredInLittleEndian() {
		RawPeer peer = bound();
		peer.send(new Request(PacketFlag.WHOLE, DataRepresentation.BIG_ENDIAN, 7, 8, 0, 0, null,
				HexDumps.parse("0000000200000003"), null));
		assertThat(hex(peer.expectResponse(7))).isEqualTo("05000000");
	}

	@Test
	void fragmentsAreJoined() {
		RawPeer peer = bound();
		peer.send(RawPeer.request(PacketFlag.FIRST_FRAG, 7, 0, 0, "0200"))
			.send(RawPeer.request(0, 7, 0, 0, "00000300"))
			.expectSilence()
			.send(RawPeer.request(PacketFlag.LAST_FRAG, 7, 0, 0, "0000"));
		assertThat(hex(peer.expectResponse(7))).isEqualTo("05000000");
		peer.assertAllReleased();
	}

	@Test
	void fragmentOfAnotherByteOrderEndsTheConnection() {
		RawPeer peer = bound();
		peer.send(RawPeer.request(PacketFlag.FIRST_FRAG, 7, 0, 0, "0200"));
		peer.send(new Request(0, DataRepresentation.BIG_ENDIAN, 7, 0, 0, 0, null, HexDumps.parse("00"), null));
		peer.expectFault(RpcStatus.PROTO_ERROR, false);
		peer.expectClosed();
	}

	@Test
	void firstFragmentAloneSaysWhatIsCalled() {
		RawPeer peer = bound();
		peer.send(RawPeer.request(PacketFlag.FIRST_FRAG, 7, 0, 0, "02000000"));
		peer.send(RawPeer.request(PacketFlag.LAST_FRAG, 7, 111, 111, "03000000"));
		assertThat(peer.expectResponse(7).stub().getIntLE(0)).isEqualTo(5);
	}

	@Test
	void fragmentOfAnUnknownContextHarmsNoMultiplexedConnection() {
		RawPeer peer = multiplexed();
		peer.send(RawPeer.request(PacketFlag.LAST_FRAG, 7, 9, 0, "00")).expectFault(RpcStatus.UNKNOWN_IF, true);
		peer.send(RawPeer.request(PacketFlag.FIRST_FRAG, 8, 9, 0, "00")).expectFault(RpcStatus.UNKNOWN_IF, true);
		peer.send(RawPeer.request(9, 0, 0, Calculator.stub(2, 3))).expectResponse(9);
		peer.send(RawPeer.request(PacketFlag.LAST_FRAG, 7, 0, 0, "00")).expectFault(RpcStatus.PROTO_ERROR, false);
		peer.expectClosed();
	}

	@Test
	void requestsAreLimitedThoughTheyComeInOneFragment() {
		restart((builder) -> builder.limits(RpcServerLimits.DEFAULT.withMaxCallSize(4)));
		RawPeer peer = bound();
		peer.send(RawPeer.request(7, 0, 0, Calculator.stub(2, 3))).expectFault(RpcStatus.ACCESS_DENIED, false);
		peer.expectClosed();
		RawPeer other = bound();
		other.send(RawPeer.request(PacketFlag.FIRST_FRAG, 7, 0, 0, "0200"),
				RawPeer.request(PacketFlag.LAST_FRAG, 7, 0, 0, "020000"));
		other.expectFault(RpcStatus.ACCESS_DENIED, false);
		other.expectClosed();
	}

	@Test
	void longResponseIsCutToWhatWasNegotiated() {
		RawPeer peer = bound();
		peer.send(RawPeer.request(7, 0, 2, "10270000"));
		int length = 0;
		Response response;
		do {
			response = peer.next(Response.class);
			length += response.stub().readableBytes();
			assertThat(response.stub().readableBytes()).isLessThanOrEqualTo(5840 - 24);
		}
		while (!PacketFlag.isSet(response.flags(), PacketFlag.LAST_FRAG));
		assertThat(length).isGreaterThan(10_000);
		assertThat(this.server.statistics().packetsOut()).isEqualTo(1 + 2);
	}

	@Test
	void unknownOpnumIsFaultedAndTheConnectionLives() {
		RawPeer peer = bound();
		assertThat(peer.send(RawPeer.request(7, 0, 99, "")).expectFault(RpcStatus.OP_RNG_ERROR, true).contextId())
			.isZero();
		peer.send(RawPeer.request(8, 0, 0, Calculator.stub(2, 3))).expectResponse(8);
	}

	@Test
	void shortStubIsFaultedAndTheConnectionLives() {
		RawPeer peer = bound();
		peer.send(RawPeer.request(7, 0, 0, "0200")).expectFault(RpcStatus.BAD_STUB_DATA, false);
		peer.send(RawPeer.request(8, 0, 0, Calculator.stub(2, 3))).expectResponse(8);
		peer.assertAllReleased();
	}

	@Test
	void callForAnObjectGoesToItsImplementation() {
		UUID object = UUID.randomUUID();
		this.server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				return 42;
			}

		}, RegistrationOptions.DEFAULT.withObjects(object));
		RawPeer peer = bound();
		assertThat(hex(peer.send(RawPeer.request(object, 1, 0, 0, Calculator.stub(1, 1))).expectResponse(1)))
			.isEqualTo("2a000000");
		assertThat(hex(peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1))).expectResponse(1)))
			.isEqualTo("02000000");
		this.server.setObjectType(object, UUID.randomUUID());
		assertThat(hex(peer.send(RawPeer.request(object, 1, 0, 0, Calculator.stub(1, 1))).expectResponse(1)))
			.isEqualTo("2a000000");
		UUID typed = UUID.randomUUID();
		this.server.setObjectType(typed, UUID.randomUUID());
		peer.send(RawPeer.request(typed, 1, 0, 0, Calculator.stub(1, 1))).expectFault(RpcStatus.UNSUPPORTED_TYPE, true);
	}

	@Test
	void registrationsComeAndGoWhileBound() {
		RawPeer peer = bound();
		RpcServer.Registration registration = this.server.registrations().get(0);
		registration.close();
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1))).expectFault(RpcStatus.UNKNOWN_IF, true);
		BindAck ack = this.transport.connect()
			.send(RawPeer.bind(0, 0, RawPeer.context(0, Calculator.ID)))
			.next(BindAck.class);
		assertThat(ack.results()).noneMatch(ContextResult::isAccepted);
		this.server.register(Calculator.class, new SimpleCalculator());
		peer.send(RawPeer.request(2, 0, 0, Calculator.stub(1, 1))).expectResponse(2);
	}

	@Test
	void contextOfACallTellsWhoCalls() {
		List<Object> seen = new ArrayList<>();
		this.server.registrations().get(0).close();
		this.server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				RpcCallContext context = RpcCallContext.current();
				seen.addAll(List.of(context.localEndpoint().endpoint(), context.callerAddress().toString(),
						context.isCallerLocal(), context.isCancelled(), context.association().id()));
				return 0;
			}

		});
		RawPeer peer = this.transport.connect("9135", "192.0.2.1");
		BindAck ack = peer.send(RawPeer.bind(0, 0, RawPeer.context(0, Calculator.ID))).next(BindAck.class);
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1))).expectResponse(1);
		assertThat(seen).containsExactly("9135", "/192.0.2.1:50000", false, false, ack.assocGroupId());
		bound().send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1))).expectResponse(1);
		assertThat(seen).element(7).isEqualTo(true);
	}

	@Test
	void contextOfACallTellsWhatIsCalledAndHow() {
		List<RpcCallContext> seen = new ArrayList<>();
		this.server.registrations().get(0).close();
		this.server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				seen.add(RpcCallContext.current());
				return 0;
			}

		});
		UUID object = UUID.randomUUID();
		RawPeer peer = this.transport.connect("9135", "192.0.2.1");
		peer.send(RawPeer.bind(0, 0, RawPeer.context(0, Calculator.ID))).next();
		peer.send(RawPeer.request(object, 7, 0, 0, Calculator.stub(1, 1))).expectResponse(7);
		assertThat(seen).singleElement().satisfies((context) -> {
			assertThat(context.interfaceId()).isEqualTo(Calculator.ID);
			assertThat(context.opnum()).isZero();
			assertThat(context.callId()).isEqualTo(7);
			assertThat(context.transferSyntax()).isEqualTo(TransferSyntax.NDR);
			assertThat(context.protocolSequence()).isEqualTo(ProtocolSequence.NCACN_IP_TCP);
			assertThat(context.callerBinding()).hasToString(object + "@ncacn_ip_tcp:192.0.2.1");
			assertThat(context.authentication()).isNull();
			assertThat(context.isDisconnected()).isFalse();
		});
	}

	@Test
	void bindingOfACallerInIpv6HasNoScope() {
		List<String> seen = new ArrayList<>();
		this.server.registrations().get(0).close();
		this.server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				seen.add(RpcCallContext.current().callerBinding().networkAddress());
				return 0;
			}

		});
		RawPeer peer = this.transport.connect("9135", "fe80::1%1");
		peer.send(RawPeer.bind(0, 0, RawPeer.context(0, Calculator.ID))).next();
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1))).expectResponse(1);
		assertThat(seen).containsExactly("fe80:0:0:0:0:0:0:1");
	}

	// Order and concurrency

	@Test
	void withoutMultiplexingAnswersKeepTheOrderOfTheRequests() {
		restart((builder) -> builder.executor(this.executor));
		RawPeer peer = bound();
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1)), RawPeer.request(2, 0, 99, ""),
				RawPeer.request(3, 77, 0, ""), RawPeer.request(4, 0, 0, Calculator.stub(2, 2)));
		assertThat(this.executor.size()).isEqualTo(1);
		peer.expectSilence();
		this.executor.runNext();
		peer.expectResponse(1);
		assertThat(peer.expectFault(RpcStatus.OP_RNG_ERROR, true).callId()).isEqualTo(2);
		assertThat(peer.expectFault(RpcStatus.UNKNOWN_IF, true).callId()).isEqualTo(3);
		assertThat(this.executor.size()).isEqualTo(1);
		this.executor.runNext();
		peer.expectResponse(4);
	}

	@Test
	void withMultiplexingAnswersComeAsTheyAreReady() {
		restart((builder) -> builder.executor(this.executor));
		RawPeer peer = multiplexed();
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1)), RawPeer.request(2, 0, 0, Calculator.stub(2, 2)),
				RawPeer.request(3, 0, 99, ""));
		assertThat(peer.expectFault(RpcStatus.OP_RNG_ERROR, true).callId()).isEqualTo(3);
		assertThat(this.executor.size()).isEqualTo(2);
		this.executor.runLast();
		peer.expectResponse(2);
		this.executor.runNext();
		peer.expectResponse(1);
	}

	@Test
	void thousandsOfCallsInOneBurstDoNotGrowTheStack() {
		RawPeer peer = bound();
		Request[] requests = new Request[20_000];
		for (int i = 0; i < requests.length; i++) {
			requests[i] = RawPeer.request(i, 0, 0, Calculator.stub(i, 1));
		}
		peer.send(requests);
		for (int i = 0; i < requests.length; i++) {
			peer.expectResponse(i);
		}
	}

	@Test
	void logHasOneLineWhenTheServerIsTooBusy() {
		restart((builder) -> builder.executor(this.executor).maxConcurrentCalls(2));
		RawPeer peer = multiplexed();
		try (CapturedLog log = CapturedLog.of(CallDispatcher.class.getName())) {
			for (int round = 1; round <= 2; round++) {
				for (int i = 0; i < 10; i++) {
					peer.send(RawPeer.request(i, 0, 0, Calculator.stub(1, 1)));
				}
				this.executor.runAll();
				assertThat(log.lines()).hasSize(round);
			}
			assertThat(log.lines()).first().asString().contains("nca_s_server_too_busy");
		}
	}

	@Test
	void serverThatIsTooBusySaysSo() {
		restart((builder) -> builder.executor(this.executor).maxConcurrentCalls(2));
		RawPeer peer = multiplexed();
		RawPeer other = bound();
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1)), RawPeer.request(2, 0, 0, Calculator.stub(2, 2)));
		other.send(RawPeer.request(3, 0, 0, Calculator.stub(1, 1))).expectFault(RpcStatus.SERVER_TOO_BUSY, true);
		assertThat(this.server.statistics().callsInFlight()).isEqualTo(2);
		assertThat(this.server.statistics().rejectedCalls()).isEqualTo(1);
		this.executor.runAll();
		other.send(RawPeer.request(4, 0, 0, Calculator.stub(1, 1)));
		this.executor.runAll();
		other.expectResponse(4);
		assertThat(this.server.statistics().callsInFlight()).isZero();
	}

	@Test
	void asynchronousOperationIsAnsweredWhenItsStageCompletes() {
		CompletableFuture<Integer> result = new CompletableFuture<>();
		this.server.registrations().get(0).close();
		this.server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public CompletableFuture<Integer> negate(int value) {
				return result;
			}

		});
		RawPeer peer = multiplexed();
		peer.send(RawPeer.request(1, 0, 1, "05000000")).expectSilence();
		peer.send(RawPeer.request(2, 0, 0, Calculator.stub(1, 1))).expectResponse(2);
		assertThat(this.server.statistics().callsInFlight()).isEqualTo(1);
		result.complete(-5);
		assertThat(hex(peer.expectResponse(1))).isEqualTo("fbffffff");
		assertThat(this.server.statistics().callsInFlight()).isZero();
	}

	@Test
	void asynchronousOperationWithoutStageIsFaulted() {
		this.server.registrations().get(0).close();
		this.server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public CompletableFuture<Integer> negate(int value) {
				return null;
			}

		});
		bound().send(RawPeer.request(1, 0, 1, "05000000")).expectFault(RpcStatus.FAULT_UNSPEC, false);
	}

	@Test
	void failedStageIsFaulted() {
		this.server.registrations().get(0).close();
		this.server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public CompletableFuture<Integer> negate(int value) {
				return CompletableFuture.<Integer>failedFuture(new UnsupportedOperationException())
					.thenApply((result) -> result);
			}

		});
		bound().send(RawPeer.request(1, 0, 1, "05000000")).expectFault(RpcStatus.CANNOT_SUPPORT, false);
	}

	// Cancellation

	@Test
	void cancelledAndOrphanedCallsSeeIt() {
		List<RpcCallContext> contexts = new ArrayList<>();
		List<CompletableFuture<Integer>> results = new ArrayList<>();
		this.server.registrations().get(0).close();
		this.server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public CompletableFuture<Integer> negate(int value) {
				contexts.add(RpcCallContext.current());
				CompletableFuture<Integer> result = new CompletableFuture<>();
				results.add(result);
				return result;
			}

		});
		RawPeer peer = multiplexed();
		peer.send(RawPeer.request(1, 0, 1, "05000000"), RawPeer.request(2, 0, 1, "05000000"),
				RawPeer.request(3, 0, 1, "05000000"));
		peer.send(RawPeer.cancel(1), RawPeer.orphaned(2), RawPeer.cancel(99));
		assertThat(contexts).extracting(RpcCallContext::isCancelled).containsExactly(true, true, false);
		peer.disconnect();
		assertThat(contexts).extracting(RpcCallContext::isCancelled).containsExactly(true, true, true);
		assertThat(results).allSatisfy((result) -> assertThat(catchThrowable(() -> result.get(20, TimeUnit.SECONDS)))
			.isInstanceOf(CancellationException.class));
	}

	@Test
	void callsThatDidNotBeginWhenTheConnectionEndsDoNotRun() {
		restart((builder) -> builder.executor(this.executor).interceptor((call, chain) -> {
			throw new AssertionError("The call began");
		}));
		RawPeer peer = bound();
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1)), RawPeer.request(2, 0, 0, Calculator.stub(1, 1)));
		peer.disconnect();
		assertThat(this.executor.size()).isEqualTo(1);
		this.executor.runAll();
		assertThat(this.server.statistics().faults()).isZero();
		assertThat(this.server.statistics().callsInFlight()).isZero();
		peer.assertAllReleased();
		assertThat(this.server.statistics().associations()).isZero();
	}

	// Flow control

	@Test
	void connectionWithTooManyCallsIsNotRead() {
		restart((builder) -> builder.executor(this.executor)
			.limits(RpcServerLimits.DEFAULT.withMaxCallsPerConnection(4)));
		RawPeer peer = multiplexed();
		Request[] requests = new Request[10];
		for (int i = 0; i < requests.length; i++) {
			requests[i] = RawPeer.request(i, 0, 0, Calculator.stub(1, 1));
		}
		peer.send(requests);
		assertThat(peer.isReading()).isFalse();
		assertThat(peer.unread()).isEqualTo(6);
		this.executor.runNext();
		assertThat(peer.isReading()).isFalse();
		this.executor.runNext();
		assertThat(peer.unread()).isEqualTo(4);
		this.executor.runAll();
		assertThat(peer.isReading()).isTrue();
		assertThat(peer.unread()).isZero();
		for (int i = 0; i < requests.length; i++) {
			peer.next(Response.class);
		}
	}

	@Test
	void connectionWhoseRequestsHoldTooManyOctetsIsNotRead() {
		restart((builder) -> builder.executor(this.executor).limits(RpcServerLimits.DEFAULT.withMaxCallSize(8000)));
		RawPeer peer = multiplexed();
		Request large = new Request(PacketFlag.WHOLE, RawPeer.LE, 1, 0, 0, 0, null,
				Unpooled.wrappedBuffer(new byte[5000]), null);
		peer.send(large, large, large);
		assertThat(peer.isReading()).isFalse();
		assertThat(peer.unread()).isEqualTo(1);
		this.executor.runAll();
		assertThat(peer.isReading()).isTrue();
		assertThat(peer.answers()).isEqualTo(3);
	}

	@Test
	void peerThatDoesNotReadIsNotReadAndNotServed() {
		restart((builder) -> builder.executor(this.executor));
		RawPeer peer = bound();
		peer.setWritable(false);
		assertThat(peer.isReading()).isFalse();
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1)));
		assertThat(this.executor.size()).isZero();
		peer.setWritable(true);
		assertThat(peer.isReading()).isTrue();
		assertThat(this.executor.size()).isEqualTo(1);
	}

	// Deadlines

	@Test
	void connectionWithoutBindIsClosed() {
		RawPeer peer = this.transport.connect();
		this.transport.advance(Duration.ofSeconds(29));
		peer.expectSilence();
		this.transport.advance(Duration.ofSeconds(1));
		peer.expectClosed();
		RawPeer bound = bound();
		this.transport.advance(Duration.ofHours(1));
		bound.expectSilence();
	}

	@Test
	void requestThatStaysIncompleteEndsTheConnection() {
		RawPeer peer = bound();
		peer.send(RawPeer.request(PacketFlag.FIRST_FRAG, 7, 0, 0, "0200"));
		this.transport.advance(Duration.ofSeconds(59));
		peer.send(RawPeer.request(0, 7, 0, 0, "00"));
		this.transport.advance(Duration.ofSeconds(1));
		peer.expectClosed();
	}

	@Test
	void pduThatStaysIncompleteEndsTheConnection() {
		RawPeer peer = bound();
		peer.sendPartial();
		this.transport.advance(Duration.ofSeconds(59));
		peer.sendPartial();
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1))).expectResponse(1);
		this.transport.advance(Duration.ofSeconds(59));
		peer.expectSilence().sendPartial();
		this.transport.advance(Duration.ofSeconds(60));
		peer.expectClosed();
	}

	@Test
	void idleConnectionIsClosedIfItShallBe() {
		restart((builder) -> builder.executor(this.executor)
			.limits(RpcServerLimits.DEFAULT.withIdleTimeout(Duration.ofMinutes(5))));
		RawPeer peer = bound();
		this.transport.advance(Duration.ofMinutes(4));
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1)));
		this.transport.advance(Duration.ofMinutes(10));
		this.executor.runAll();
		peer.expectResponse(1);
		this.transport.advance(Duration.ofMinutes(4));
		peer.expectSilence();
		this.transport.advance(Duration.ofMinutes(1));
		peer.expectClosed();
	}

	// Results that can't be sent

	@Test
	void responseThatIsTooLargeIsFaulted() {
		restart((builder) -> builder.limits(RpcServerLimits.DEFAULT.withMaxResponseSize(1000)));
		RawPeer peer = bound();
		peer.send(RawPeer.request(1, 0, 2, "e8030000")).expectFault(RpcStatus.OUT_ARGS_TOO_BIG, false);
		peer.send(RawPeer.request(2, 0, 2, "20030000")).expectResponse(2);
	}

	@Test
	void resultThatCanNotBeMarshalledIsFaulted() {
		this.server.registrations().get(0).close();
		this.server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public byte[] octets(int count) {
				return null;
			}

		});
		RawPeer peer = bound();
		peer.send(RawPeer.request(1, 0, 2, "e8030000")).expectFault(RpcStatus.FAULT_UNSPEC, false);
	}

	@Test
	void secondBindIsRefused() {
		bound().send(RawPeer.bind(0, 0, RawPeer.context(0, Calculator.ID))).expectBindNak(BindNak.NOT_SPECIFIED);
	}

}
