package io.opnum.rpc.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.UnknownInterfaceException;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.client.ScriptedServer.Peer;
import io.opnum.rpc.client.ScriptedServer.Script;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.ContextResult;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several interfaces of one server (C706 12.6.4.1, MS-RPCE 3.3.2.4.3).
 */
class ClientInterfacesTests extends AbstractClientTests {

	private static final InterfaceId CALCULATOR = InterfaceStub.of(Calculator.class).interfaceId();

	private static final InterfaceId OTHER = InterfaceStub.of(Calculator.Other.class).interfaceId();

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void furtherInterfaceIsAddedToTheConnection(boolean multiplexed) throws Exception {
		List<AlterContext> alters = new CopyOnWriteArrayList<>();
		List<Integer> contexts = new CopyOnWriteArrayList<>();
		ScriptedServer server = server((peer) -> {
			if (!multiplexed) {
				peer.withoutMultiplexing();
			}
			peer.inGroup(0xcafe).acceptBind();
			answer(peer, contexts);
			alters.add(peer.acceptAlter());
			for (int i = 0; i < 3; i++) {
				answer(peer, contexts);
			}
			peer.expectClose();
		});
		Calculator calculator = calculator(server);
		Calculator.Other other = other(server);
		assertThat(calculator.addOne(1)).isEqualTo(2);
		assertThat(other.addOne(2)).isEqualTo(3);
		assertThat(calculator.addOne(3)).isEqualTo(4);
		assertThat(other.addOne(4)).isEqualTo(5);
		assertThat(contexts).containsExactly(0, 2, 0, 2);
		assertThat(server.connections()).isOne();
		assertThat(alters).singleElement().satisfies((alter) -> {
			assertThat(alter.contexts()).containsExactly(
					new ContextElement(2, SyntaxId.of(OTHER), List.of(SyntaxId.NDR)),
					new ContextElement(3, SyntaxId.of(OTHER), List.of(SyntaxId.NDR64)));
			assertThat(alter.assocGroupId()).isEqualTo(0xcafe);
			assertThat(PacketFlag.isSet(alter.flags(), PacketFlag.CONC_MPX)).isEqualTo(multiplexed);
		});
	}

	@Test
	void moreInterfacesThanConnectionsAreCalledWhereEachNeedsItsOwn() throws Exception {
		Script oneInterface = (peer) -> {
			peer.acceptBind();
			while (true) {
				Pdu pdu = peer.read();
				if (pdu instanceof Request request) {
					peer.respond(request, request.stub().readIntLE() + 1);
				}
				else if (pdu instanceof AlterContext alter) {
					peer.send(new Fault(PacketFlag.WHOLE | PacketFlag.DID_NOT_EXECUTE, alter.drep(), alter.callId(), 32,
							0, 0, 0, RpcStatus.PROTO_ERROR.code(), Unpooled.EMPTY_BUFFER, null));
				}
			}
		};
		ScriptedServer server = server(oneInterface);
		client((builder) -> builder.maxConnectionsPerAssociation(2).timeout(Duration.ofSeconds(20)));
		for (int i = 0; i < 3; i++) {
			assertThat(calculator(server).addOne(1)).isEqualTo(2);
			assertThat(client().proxy(Calculator.Other.class, server.handle()).addOne(2)).isEqualTo(3);
			assertThat(client().proxy(CallSemanticsTests.Bell.class, server.handle()).addOne(3)).isEqualTo(4);
			assertThat(client().proxy(RetryPolicyTests.Shelf.class, server.handle()).addOne(4)).isEqualTo(5);
		}
		await(() -> client().statistics().connections() <= 2);
	}

	@Test
	void callsWaitForTheAnswerToTheirInterfaceWhileOthersGoOn() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch altered = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.respond(peer.request(), 1);
			AlterContext alter = peer.expect(AlterContext.class);
			asked.countDown();
			Request request = peer.request();
			assertThat(request.contextId()).isZero();
			peer.respond(request, 2);
			altered.await();
			peer.answer(alter, ContextResult.accepted(SyntaxId.NDR));
			peer.serve();
		});
		Calculator calculator = calculator(server);
		Calculator.Other other = other(server);
		calculator.addOne(0);
		List<CompletableFuture<Integer>> waiting = List.of(CompletableFuture.supplyAsync(() -> other.addOne(5)),
				CompletableFuture.supplyAsync(() -> other.addOne(6)));
		asked.await();
		assertThat(calculator.addOneLater(1).join()).isEqualTo(2);
		assertThat(waiting).noneMatch(CompletableFuture::isDone);
		altered.countDown();
		assertThat(waiting).map(CompletableFuture::join).containsExactly(6, 7);
	}

	@Test
	void rejectedInterfaceFailsItsCallsAlone() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.respond(peer.request(), 1);
			AlterContext first = peer.expect(AlterContext.class);
			peer.answer(first, ContextResult.rejected(ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED));
			peer.respond(peer.request(), 2);
			// The id of a context that was rejected is free for the next attempt
			AlterContext second = peer.expect(AlterContext.class);
			assertThat(second.contexts()).isEqualTo(first.contexts());
			peer.answer(second, ContextResult.accepted(SyntaxId.NDR));
			peer.serve();
		});
		Calculator calculator = calculator(server);
		Calculator.Other other = other(server);
		calculator.addOne(0);
		UnknownInterfaceException failure = failure(UnknownInterfaceException.class, () -> other.addOne(1));
		assertThat(failure.status()).isEqualTo(RpcStatus.RPC_UNKNOWN_IF);
		assertThat(failure.didNotExecute()).isTrue();
		assertThat(failure).hasMessageContaining("Other.addOne");
		assertThat(calculator.addOne(1)).isEqualTo(2);
		assertThat(other.addOne(1)).isEqualTo(2);
		assertThat(server.connections()).isOne();
	}

	@Test
	void serverWithoutRoomForTheContextGetsAnotherConnection() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.respond(peer.request(), 1);
			peer.answer(peer.expect(AlterContext.class), ContextResult.rejected(ContextResult.LOCAL_LIMIT_EXCEEDED));
			peer.serve();
		}, (peer) -> {
			peer.acceptBind();
			peer.serve();
		});
		Calculator calculator = calculator(server);
		assertThat(calculator.addOne(0)).isOne();
		assertThat(other(server).addOne(1)).isEqualTo(2);
		assertThat(calculator.addOne(0)).isOne();
		assertThat(server.connections()).isEqualTo(2);
	}

	@Test
	void serverThatResetsOnAlterContextGetsConnectionsForEachInterface() throws Exception {
		likeWine((peer) -> {
			peer.expect(AlterContext.class);
			peer.reset();
		});
	}

	@Test
	void serverThatFaultsAlterContextGetsConnectionsForEachInterface() throws Exception {
		likeWine((peer) -> {
			AlterContext alter = peer.expect(AlterContext.class);
			peer.send(new Fault(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, alter.callId(), 32, 0, 0, 0,
					RpcStatus.PROTO_ERROR.code(), Unpooled.EMPTY_BUFFER, null));
		});
	}

	private void likeWine(Script refusal) throws Exception {
		List<InterfaceId> bound = new CopyOnWriteArrayList<>();
		ScriptedServer server = server((peer) -> {
			bound.add(bindLikeWine(peer));
			answerLikeWine(peer);
			refusal.run(peer);
		}, (peer) -> {
			bound.add(bindLikeWine(peer));
			while (true) {
				answerLikeWine(peer);
			}
		});
		Calculator calculator = calculator(server);
		Calculator.Other other = other(server);
		assertThat(calculator.addOne(1)).isEqualTo(2);
		for (int i = 0; i < 3; i++) {
			assertThat(other.addOne(i)).isEqualTo(i + 1);
			assertThat(calculator.addOne(i)).isEqualTo(i + 1);
		}
		assertThat(bound).containsExactly(CALCULATOR, OTHER, CALCULATOR);
	}

	private static InterfaceId bindLikeWine(Peer peer) throws Exception {
		return peer.withoutMultiplexing()
			.withoutFeatures()
			.acceptBind()
			.contexts()
			.get(0)
			.abstractSyntax()
			.toInterfaceId();
	}

	private static void answerLikeWine(Peer peer) throws Exception {
		Request request = peer.request();
		peer.send(peer.response(1, PacketFlag.WHOLE, peer.number(request.stub().readIntLE() + 1)));
	}

	@Test
	void interfacesOfServerWithoutAlterContextShareTheLimitOfConnections() throws Exception {
		ScriptedServer server = server((peer) -> {
			bindLikeWine(peer);
			answerLikeWine(peer);
			peer.expect(AlterContext.class);
			peer.reset();
		}, (peer) -> {
			bindLikeWine(peer);
			while (true) {
				answerLikeWine(peer);
			}
		});
		client((builder) -> builder.maxConnectionsPerAssociation(1));
		Calculator calculator = calculator(server);
		Calculator.Other other = other(server);
		for (int i = 0; i < 5; i++) {
			assertThat(calculator.addOne(i)).isEqualTo(i + 1);
			assertThat(other.addOne(i)).isEqualTo(i + 1);
			assertThat(client().statistics().connections()).isLessThanOrEqualTo(2);
		}
	}

	@Test
	void deniedAlterContextFailsItsCalls() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.respond(peer.request(), 1);
			peer.acceptAlter();
			peer.respond(peer.request(), 2);
			AlterContext alter = peer.expect(AlterContext.class);
			peer.send(new Fault(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, alter.callId(), 32, 0, 0, 0, 5,
					Unpooled.EMPTY_BUFFER, null));
			peer.expectClose();
		});
		calculator(server).addOne(0);
		other(server).addOne(1);
		Third third = client().proxy(Third.class, server.handle());
		assertThat(failure(RpcAccessDeniedException.class, () -> third.addOne(1)).didNotExecute()).isTrue();
	}

	@Test
	void answerThatDoesNotFitTheAlterContextEndsTheConnection() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.respond(peer.request(), 1);
			peer.rawAnswer(peer.expect(AlterContext.class), ContextResult.accepted(SyntaxId.NDR64));
			peer.expectClose();
		});
		calculator(server).addOne(0);
		assertThat(failure(RpcProtocolException.class, () -> other(server).addOne(1)).didNotExecute()).isTrue();
	}

	@Test
	void alterContextThatIsNeverAnsweredCostsThePoolNoConnection() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.withoutMultiplexing().acceptBind();
			peer.respond(peer.request(), 1);
			peer.expect(AlterContext.class);
			peer.expectClose();
		}, (peer) -> {
			peer.withoutMultiplexing().acceptBind();
			peer.serve();
		});
		client((builder) -> builder.maxConnectionsPerAssociation(1));
		calculator(server).addOne(0);
		Calculator.Other impatient = client().proxy(Calculator.Other.class,
				server.handle().withTimeout(Duration.ofMillis(150)));
		assertThat(failure(RpcTimeoutException.class, () -> impatient.addOne(1)).didNotExecute()).isTrue();
		assertThat(calculator(server).addOne(1)).isEqualTo(2);
	}

	@Test
	void callGivenUpWhileItsInterfaceIsProposedIsNotSent() throws Exception {
		CountDownLatch altered = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.respond(peer.request(), 1);
			AlterContext alter = peer.expect(AlterContext.class);
			altered.await();
			peer.answer(alter, ContextResult.accepted(SyntaxId.NDR));
			Request request = peer.request();
			assertThat(request.stub().readIntLE()).isEqualTo(7);
			peer.respond(request, 8);
			peer.expectClose();
		});
		calculator(server).addOne(0);
		Calculator.Other impatient = client().proxy(Calculator.Other.class,
				server.handle().withTimeout(Duration.ofMillis(150)));
		assertThat(failure(RpcTimeoutException.class, () -> impatient.addOne(1)).didNotExecute()).isTrue();
		altered.countDown();
		assertThat(other(server).addOne(7)).isEqualTo(8);
	}

	private Calculator.Other other(ScriptedServer server) {
		return client().proxy(Calculator.Other.class, server.handle());
	}

	private static void answer(Peer peer, List<Integer> contexts) throws Exception {
		Request request = peer.request();
		contexts.add(request.contextId());
		peer.respond(request, request.stub().readIntLE() + 1);
	}

	/**
	 * A third interface.
	 */
	@RpcInterface
	interface Third {

		int addOne(int number);

	}

}
