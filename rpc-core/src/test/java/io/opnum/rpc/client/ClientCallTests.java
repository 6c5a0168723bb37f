package io.opnum.rpc.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.client.ScriptedServer.Peer;
import io.opnum.rpc.pdu.CoCancel;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.Orphaned;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.pdu.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests, and what may come back (C706 12.6.4.7, 12.6.4.9, 12.6.4.10, MS-RPCE 3.3.2.4).
 */
class ClientCallTests extends AbstractClientTests {

	@Test
	void requestNamesContextOpnumAndObject() throws Exception {
		List<Request> requests = new CopyOnWriteArrayList<>();
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			for (int i = 0; i < 2; i++) {
				requests.add(peer.request());
				peer.respond(requests.get(i), 5);
			}
			peer.expectClose();
		});
		UUID object = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
		assertThat(calculator(server).addOne(4)).isEqualTo(5);
		assertThat(client().proxy(Calculator.class, server.handle().withObject(object)).length("")).isEqualTo(5);
		assertThat(requests).hasSize(2);
		assertThat(requests.get(0)).satisfies((request) -> {
			assertThat(request.flags()).isEqualTo(PacketFlag.WHOLE);
			assertThat(request.callId()).isEqualTo(2);
			assertThat(request.contextId()).isZero();
			assertThat(request.opnum()).isZero();
			assertThat(request.objectUuid()).isNull();
			assertThat(request.stub().getIntLE(0)).isEqualTo(4);
			assertThat(request.auth()).isNull();
		});
		assertThat(requests.get(1)).satisfies((request) -> {
			assertThat(request.callId()).isEqualTo(3);
			assertThat(request.opnum()).isEqualTo(3);
			assertThat(request.objectUuid()).isEqualTo(object);
		});
	}

	@Test
	void answersOfMultiplexedCallsMayComeInAnyOrderAndInterleaved() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			List<Request> requests = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				requests.add(peer.request());
			}
			for (int half = 0; half < 2; half++) {
				for (int i = 2; i >= 0; i--) {
					Request request = requests.get(i);
					ByteBuf stub = peer.number(request.stub().getIntLE(0) + 1).readerIndex(2 * half);
					peer.send(peer.response(request.callId(), (half == 0) ? 1 : 2, stub.slice(2 * half, 2)));
				}
			}
			peer.expectClose();
		});
		Calculator calculator = calculator(server);
		List<CompletableFuture<Integer>> calls = List.of(calculator.addOneLater(0x10000), calculator.addOneLater(20),
				calculator.addOneLater(-1));
		assertThat(calls).map(CompletableFuture::join).containsExactly(0x10001, 21, 0);
	}

	@Test
	void fragmentsMayBeManyAndEmpty() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			ByteBuf stub = peer.number(42);
			peer.send(peer.response(request.callId(), PacketFlag.FIRST_FRAG, Unpooled.EMPTY_BUFFER));
			for (int i = 0; i < 4; i++) {
				peer.send(peer.response(request.callId(), 0, stub.slice(i, 1)));
				peer.send(peer.response(request.callId(), 0, Unpooled.EMPTY_BUFFER));
			}
			peer.send(peer.response(request.callId(), PacketFlag.LAST_FRAG, Unpooled.EMPTY_BUFFER));
			peer.expectClose();
		});
		assertThat(calculator(server).addOne(41)).isEqualTo(42);
	}

	@Test
	void flagsThatMeanNothingInResponsesAndSurplusOctetsAreIgnored() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			ByteBuf stub = peer.number(42).writeZero(40);
			peer.send(peer.response(request.callId(), PacketFlag.WHOLE | 0x04 | 0x08 | 0x10 | 0x40, stub));
			peer.expectClose();
		});
		assertThat(calculator(server).addOne(41)).isEqualTo(42);
	}

	@Test
	void contextIdOfResponseIsNotLookedAt() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			peer.send(new Response(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, request.callId(), 0, 0x4711, 0,
					peer.number(9), null));
			peer.expectClose();
		});
		assertThat(calculator(server).addOne(8)).isEqualTo(9);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			0x00000005, RpcAccessDeniedException, false
			0x1c010002, RpcFaultException, true
			0x1c010003, UnknownInterfaceException, true
			0x1c00001c, UnknownInterfaceException, true
			0x000006b5, UnknownInterfaceException, true
			0x1c010014, ServerTooBusyException, true
			0x000006bb, ServerTooBusyException, true
			0x1c00000d, RpcCancelledException, false
			0x0000071a, RpcCancelledException, false
			0x1c01000b, RpcProtocolException, false
			0x000006c0, RpcProtocolException, false
			0x00000000, RpcProtocolException, false
			0x000006d9, EndpointNotRegisteredException, false
			0x16c9a0d6, EndpointNotRegisteredException, false
			0x000006f7, RpcFaultException, false
			0x1c00001a, ContextMismatchException, false
			0x1c000012, RpcFaultException, false
			0x000006bf, RpcFaultException, true
			0x000006be, RpcFaultException, false
			0x00000721, RpcAccessDeniedException, false
			0x00000001, RpcFaultException, false
			0xe0de1001, RpcFaultException, false
			""")
	void faultBecomesException(String status, String type, boolean didNotExecute) throws Exception {
		int code = Long.decode(status).intValue();
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.fault(peer.request(), code, 0);
			peer.fault(peer.request(), code, PacketFlag.DID_NOT_EXECUTE);
			peer.serve();
		});
		Calculator calculator = calculator(server);
		RpcException failure = failure(RpcException.class, () -> calculator.addOne(1));
		assertThat(failure.getClass().getSimpleName()).isEqualTo(type);
		assertThat(failure.status().code()).isEqualTo(code);
		assertThat(failure.didNotExecute()).isEqualTo(didNotExecute);
		assertThat(failure).hasMessageContainingAll("Calculator.addOne (opnum 0)", server.endpoint().toString(),
				failure.status().toString(), failure.status().toWin32().toString());
		assertThat(failure(RpcException.class, () -> calculator.addOne(1)).didNotExecute()).isTrue();
		assertThat(calculator.addOne(1)).isEqualTo(2);
		assertThat(server.connections()).isOne();
	}

	@Test
	void faultHasTheStackOfItsCaller() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.fault(peer.request(), RpcStatus.INVALID_TAG.code(), 0);
			peer.expectClose();
		});
		assertThat(failure(RpcFaultException.class, () -> calculator(server).addOne(1)).getStackTrace())
			.anySatisfy((frame) -> assertThat(frame.getMethodName()).contains("faultHasTheStackOfItsCaller"));
	}

	@Test
	void faultMayComeBetweenFragments() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			peer.send(peer.response(request.callId(), PacketFlag.FIRST_FRAG, peer.number(1)));
			peer.send(peer.response(request.callId(), 0, peer.number(2)));
			peer.fault(request, RpcStatus.FAULT_UNSPEC.code(), 0);
			peer.serve();
		});
		Calculator calculator = calculator(server);
		assertThat(failure(RpcFaultException.class, () -> calculator.addOne(1)).status())
			.isEqualTo(RpcStatus.FAULT_UNSPEC);
		assertThat(calculator.addOne(1)).isEqualTo(2);
	}

	@Test
	void extendedErrorInformationIsPassedOver() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			peer.send(new Fault(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, request.callId(), 0x40, 0, 0,
					Fault.EXTENDED_ERROR, 5, Unpooled.buffer().writeZero(32), null));
			peer.expectClose();
		});
		assertThat(failure(RpcException.class, () -> calculator(server).addOne(1)).status())
			.isEqualTo(RpcStatus.ACCESS_DENIED);
	}

	@Test
	void responseThatCannotBeReadNamesOperationAndServer() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.send(peer.response(peer.request().callId(), PacketFlag.WHOLE, Unpooled.buffer().writeZero(3)));
			peer.serve();
		});
		Calculator calculator = calculator(server);
		BadStubDataException failure = failure(BadStubDataException.class, () -> calculator.addOne(1));
		assertThat(failure).hasMessageContainingAll("Calculator.addOne (opnum 0)", server.endpoint().toString());
		assertThat(failure.status()).isEqualTo(RpcStatus.BAD_STUB_DATA);
		assertThat(failure.didNotExecute()).isFalse();
		assertThat(calculator.addOne(1)).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 4, 5 })
	void responseBeyondTheLimitIsRefused(int octets) throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			peer.send(peer.response(request.callId(), PacketFlag.WHOLE, Unpooled.buffer().writeZero(octets)));
			request = peer.request();
			peer.send(peer.response(request.callId(), PacketFlag.FIRST_FRAG, Unpooled.buffer().writeZero(octets - 2)));
			peer.send(peer.response(request.callId(), PacketFlag.LAST_FRAG, Unpooled.buffer().writeZero(2)));
			peer.serve();
		});
		client((builder) -> builder.maxResponseSize(4));
		Calculator calculator = calculator(server);
		for (int i = 0; i < 2; i++) {
			if (octets <= 4) {
				assertThat(calculator.addOne(1)).isZero();
			}
			else {
				RpcProtocolException failure = failure(RpcProtocolException.class, () -> calculator.addOne(1));
				assertThat(failure).hasMessageContaining("more than 4 octets");
				assertThat(failure.status()).isEqualTo(RpcStatus.OUT_ARGS_TOO_BIG);
			}
		}
		assertThat(calculator.addOne(1)).isEqualTo(2);
	}

	@Test
	void restOfResponseBeyondTheLimitIsDropped() throws Exception {
		CountDownLatch dropped = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			int flags = PacketFlag.FIRST_FRAG;
			for (int i = 0; i < 20; i++) {
				peer.send(peer.response(request.callId(), flags, Unpooled.buffer().writeZero(1000)));
				flags = 0;
			}
			assertThat(peer.expect(CoCancel.class).callId()).isEqualTo(request.callId());
			assertThat(peer.expect(Orphaned.class).callId()).isEqualTo(request.callId());
			dropped.countDown();
			peer.serve();
		});
		client((builder) -> builder.maxResponseSize(5000));
		Calculator calculator = calculator(server);
		failure(RpcProtocolException.class, () -> calculator.addOne(1));
		dropped.await();
		assertThat(calculator.addOne(1)).isEqualTo(2);
		assertThat(server.connections()).isOne();
	}

	@Test
	void allocHintOfPeerAllocatesNothing() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			for (int flags = 1; flags <= 2; flags++) {
				peer.send(new Response(flags, DataRepresentation.LITTLE_ENDIAN, request.callId(), -1, 0, 0,
						peer.number(1).slice(2 * flags - 2, 2), null));
			}
			peer.expectClose();
		});
		assertThat(calculator(server).addOne(0)).isOne();
	}

	@ParameterizedTest
	@ValueSource(ints = { PacketFlag.LAST_FRAG, 0 })
	void responseThatBeginsInTheMiddleEndsTheConnection(int flags) throws Exception {
		violation((peer, request) -> peer.send(peer.response(request.callId(), flags, peer.number(1))));
	}

	@Test
	void responseThatBeginsTwiceEndsTheConnection() throws Exception {
		violation((peer, request) -> {
			peer.send(peer.response(request.callId(), PacketFlag.FIRST_FRAG, peer.number(1)));
			peer.send(peer.response(request.callId(), PacketFlag.FIRST_FRAG, peer.number(1)));
		});
	}

	@Test
	void dataRepresentationThatChangesEndsTheConnection() throws Exception {
		violation((peer, request) -> {
			peer.send(peer.response(request.callId(), PacketFlag.FIRST_FRAG, peer.number(1)));
			peer.bigEndian().send(peer.response(request.callId(), PacketFlag.LAST_FRAG, peer.number(1)));
		});
	}

	@Test
	void responseToCallNeverMadeEndsTheConnection() throws Exception {
		violation((peer, request) -> peer.send(peer.response(4711, PacketFlag.WHOLE, peer.number(1))));
	}

	@Test
	void faultOfCallNeverMadeEndsTheConnection() throws Exception {
		violation((peer, request) -> peer.send(new Fault(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, 4711, 32,
				0, 0, 0, 5, Unpooled.EMPTY_BUFFER, null)));
	}

	@Test
	void pduThatOnlyClientsSendEndsTheConnection() throws Exception {
		violation((peer, request) -> peer.send(request));
	}

	@Test
	void unaskedAnswerToAlterContextEndsTheConnection() throws Exception {
		violation((peer, request) -> peer.send(new io.opnum.rpc.pdu.AlterContextResponse(PacketFlag.WHOLE,
				DataRepresentation.LITTLE_ENDIAN, request.callId(), 5840, 5840, 1, "", List.of(), null)));
	}

	@Test
	void garbageEndsTheConnection() throws Exception {
		violation((peer, request) -> peer
			.sendRaw(new byte[] { 5, 0, 2, 3, 0x17, 0, 0, 0, 24, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }));
	}

	@Test
	void pduThatLiesAboutItsLengthsEndsTheConnection() throws Exception {
		violation((peer, request) -> peer.sendRaw(
				new byte[] { 5, 0, 2, 3, 0x10, 0, 0, 0, 24, 0, (byte) 200, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }));
	}

	private void violation(Misbehaviour misbehaviour) throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			misbehaviour.answer(peer, peer.request());
			peer.expectClose();
		}, (peer) -> {
			peer.acceptBind();
			peer.serve();
		});
		Calculator calculator = calculator(server);
		RpcProtocolException failure = failure(RpcProtocolException.class, () -> calculator.addOne(1));
		assertThat(failure).hasMessageContainingAll("Calculator.addOne", server.endpoint().toString(), "protocol");
		assertThat(failure.status()).isEqualTo(RpcStatus.PROTOCOL_ERROR);
		assertThat(failure.didNotExecute()).isFalse();
		assertThat(calculator.addOne(1)).isEqualTo(2);
	}

	@Test
	void connectionLostFailsOnlyItsCallsAndNeverRepeatsThem() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			for (int i = 0; i < 3; i++) {
				peer.request();
			}
		});
		ScriptedServer other = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			await(() -> server.connections() == 1);
			peer.respond(request, 3);
			peer.expectClose();
		});
		CompletableFuture<Integer> untouched = client().proxy(Calculator.class, other.handle()).addOneLater(2);
		Calculator calculator = calculator(server);
		List<CompletableFuture<Integer>> calls = List.of(calculator.addOneLater(1), calculator.addOneLater(2),
				calculator.addOneLater(3));
		for (CompletableFuture<Integer> call : calls) {
			RpcCommunicationException failure = failure(RpcCommunicationException.class, call);
			assertThat(failure.status()).isEqualTo(RpcStatus.CALL_FAILED);
			assertThat(failure.didNotExecute()).isFalse();
		}
		assertThat(untouched.join()).isEqualTo(3);
		assertThat(server.connections()).isOne();
	}

	@Test
	void connectionResetWhileCallsAreInFlightFailsThem() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.request();
			peer.reset();
		});
		RpcCommunicationException failure = failure(RpcCommunicationException.class,
				() -> calculator(server).addOne(1));
		assertThat(failure.didNotExecute()).isFalse();
	}

	@Test
	void serverThatAnswersAlwaysWithCallIdOneIsToleratedOneCallAtATime() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.withoutMultiplexing().withoutFeatures().acceptBind();
			for (int i = 0; i < 3; i++) {
				Request request = peer.request();
				peer.send(peer.response(1, PacketFlag.WHOLE, peer.number(request.stub().readIntLE() + 1)));
			}
			Request request = peer.request();
			peer.fault(new Request(0, DataRepresentation.LITTLE_ENDIAN, 1, 0, 0, 0, null, request.stub(), null), 5, 0);
			peer.expectClose();
		});
		Calculator calculator = calculator(server);
		for (int i = 0; i < 3; i++) {
			assertThat(calculator.addOne(i)).isEqualTo(i + 1);
		}
		assertThat(failure(RpcException.class, () -> calculator.addOne(1)).status()).isEqualTo(RpcStatus.ACCESS_DENIED);
	}

	@Test
	void unaskedResponseOnIdleConnectionIsDroppedOrEndsTheConnection() throws Exception {
		CountDownLatch sent = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			peer.respond(request, 1);
			peer.respond(request, 2);
			sent.countDown();
			peer.serve();
		});
		Calculator calculator = calculator(server);
		assertThat(calculator.addOne(0)).isOne();
		sent.await();
		assertThat(calculator.addOne(4)).isEqualTo(5);
		assertThat(server.connections()).isOne();
	}

	@Test
	void callsWaitWhileThePeerDoesNotRead() throws Exception {
		CountDownLatch reading = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			reading.await();
			while (true) {
				Request request = peer.request();
				peer.respond(request, request.stub().readableBytes());
			}
		});
		Calculator calculator = calculator(server);
		BindingHandle impatient = server.handle().withTimeout(Duration.ofMillis(300));
		String text = "x".repeat(1_000_000);
		List<CompletableFuture<Integer>> calls = new ArrayList<>();
		for (int i = 0; i < 16; i++) {
			calls.add(calculator.lengthLater(text));
		}
		RpcException late = failure(RpcException.class, () -> client().proxy(Calculator.class, impatient).length(text));
		assertThat(late.status()).isEqualTo(RpcStatus.TIMEOUT);
		assertThat(late.didNotExecute()).as("it was never sent").isTrue();
		reading.countDown();
		assertThat(calls).map(CompletableFuture::join).allMatch((length) -> length > 2_000_000);
	}

	/**
	 * What a server does instead of answering.
	 */
	@FunctionalInterface
	private interface Misbehaviour {

		void answer(Peer peer, Request request) throws Exception;

	}

}
