package io.opnum.rpc.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.ServerTooBusyException;
import io.opnum.rpc.UnknownInterfaceException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.ContextResult;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.ProtocolVersion;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.pdu.Shutdown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How a connection is bound, and how servers refuse (C706 12.6.4.3 to 12.6.4.5, MS-RPCE
 * 3.3.2.4.1).
 */
class ClientBindTests extends AbstractClientTests {

	private static final ContextResult NDR = ContextResult.accepted(SyntaxId.NDR);

	@Test
	void bindOffersTheInterfaceInNdrAndItsFeatures() throws Exception {
		List<Bind> binds = new CopyOnWriteArrayList<>();
		ScriptedServer server = server((peer) -> {
			binds.add(peer.acceptBind());
			peer.serve();
		});
		assertThat(calculator(server).addOne(1)).isEqualTo(2);
		SyntaxId calculator = SyntaxId.of(InterfaceStub.of(Calculator.class).interfaceId());
		assertThat(binds).singleElement().satisfies((bind) -> {
			assertThat(bind.flags()).isEqualTo(PacketFlag.WHOLE | PacketFlag.CONC_MPX);
			assertThat(bind.drep()).isEqualTo(DataRepresentation.LITTLE_ENDIAN);
			assertThat(bind.callId()).isEqualTo(1);
			assertThat(bind.maxXmitFrag()).isEqualTo(5840);
			assertThat(bind.maxRecvFrag()).isEqualTo(5840);
			assertThat(bind.assocGroupId()).isZero();
			assertThat(bind.auth()).isNull();
			assertThat(bind.contexts()).first().isEqualTo(new ContextElement(0, calculator, List.of(SyntaxId.NDR)));
			assertThat(bind.contexts()).element(1)
				.isEqualTo(new ContextElement(1, calculator, List.of(SyntaxId.NDR64)));
			assertThat(bind.contexts()).element(2)
				.extracting((context) -> context.transferSyntaxes().get(0).uuid())
				.hasToString("6cb71c2c-9812-4540-0280-000000000000");
		});
	}

	@Test
	void serverWithoutFeaturesIsFine() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.withoutFeatures().acceptBind();
			peer.serve();
		});
		assertThat(calculator(server).addOne(1)).isEqualTo(2);
	}

	@ParameterizedTest
	@CsvSource({ "0, RpcProtocolException, 1727, reason_not_specified", //
			"1, ServerTooBusyException, 1723, temporary_congestion",
			"2, ServerTooBusyException, 1723, local_limit_exceeded",
			"3, RpcProtocolException, 1727, called_paddr_unknown",
			"4, RpcProtocolException, 1728, protocol_version_not_supported",
			"8, RpcAccessDeniedException, 1747, authentication_type_not_recognized",
			"9, RpcAccessDeniedException, 5, invalid_checksum", //
			"4711, RpcProtocolException, 1727, 4711" })
	void bindNakSaysWhy(int reason, String type, int status, String text) throws Exception {
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			peer.send(new BindNak(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, bind.callId(), reason, List.of(),
					null));
			peer.expectClose();
		});
		RpcException failure = failure(RpcException.class, () -> calculator(server).addOne(1));
		assertThat(failure.getClass().getSimpleName()).isEqualTo(type);
		assertThat(failure.status()).isEqualTo(RpcStatus.of(status));
		assertThat(failure.didNotExecute()).isTrue();
		assertThat(failure).hasMessageContainingAll("Calculator.addOne (opnum 0)", server.endpoint().toString(), text);
	}

	@Test
	void bindNakNamesTheVersionsOfTheServer() throws Exception {
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			peer.send(new BindNak(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, bind.callId(), 4,
					List.of(new ProtocolVersion(4, 0), new ProtocolVersion(5, 1)), null));
		});
		assertThat(failure(RpcProtocolException.class, () -> calculator(server).addOne(1)))
			.hasMessageContaining("it speaks RPC 4.0, 5.1, this client 5.0");
	}

	@ParameterizedTest
	@CsvSource({ "2, 1, 1717", "2, 2, 1730", "2, 3, 1723", "1, 3, 1723", "1, 0, 1727", "2, 0, 1727" })
	void rejectedInterfaceSaysWhy(int result, int reason, int status) throws Exception {
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			peer.send(peer.ack(bind, new ContextResult(result, reason, SyntaxId.NIL)));
			peer.expectClose();
		});
		RpcException failure = failure(RpcException.class, () -> calculator(server).addOne(1));
		assertThat(failure.status()).isEqualTo(RpcStatus.of(status));
		assertThat(failure.didNotExecute()).isTrue();
		if (status == 1717) {
			assertThat(failure).isInstanceOf(UnknownInterfaceException.class);
		}
		if (status == 1723) {
			assertThat(failure).isInstanceOf(ServerTooBusyException.class);
		}
	}

	@Test
	void rejectedInterfaceIsProposedAgainByTheNextCall() throws Exception {
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			peer.send(peer.ack(bind, ContextResult.rejected(1)));
			peer.serve();
		});
		Calculator calculator = calculator(server);
		failure(UnknownInterfaceException.class, () -> calculator.addOne(1));
		assertThat(calculator.addOne(1)).isEqualTo(2);
		assertThat(server.connections()).isOne();
	}

	@Test
	void answerThatDoesNotFitTheProposalEndsTheConnection() throws Exception {
		List<ContextResult[]> answers = new ArrayList<>();
		answers.add(new ContextResult[] {});
		answers.add(new ContextResult[] { NDR });
		answers.add(new ContextResult[] { NDR, NDR });
		answers.add(new ContextResult[] { NDR, NDR, NDR, NDR });
		answers.add(new ContextResult[] { ContextResult.accepted(SyntaxId.NDR64), NDR, NDR });
		for (ContextResult[] answer : answers) {
			ScriptedServer server = server((peer) -> {
				peer.send(peer.rawAck(peer.expect(Bind.class), answer));
				peer.expectClose();
			});
			RpcProtocolException failure = failure(RpcProtocolException.class, () -> calculator(server).addOne(1));
			assertThat(failure.status()).isEqualTo(RpcStatus.PROTOCOL_ERROR);
			assertThat(failure.didNotExecute()).isTrue();
		}
	}

	@Test
	void serverThatTakesLessThanTheLeastFragmentIsRefused() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.taking(1431).acceptBind();
			peer.expectClose();
		});
		assertThat(failure(RpcProtocolException.class, () -> calculator(server).addOne(1)))
			.hasMessageContainingAll("1431", "1432");
	}

	@Test
	void requestsKeepToTheFragmentSizeOfTheServer() throws Exception {
		List<Integer> sizes = new CopyOnWriteArrayList<>();
		ScriptedServer server = server((peer) -> {
			peer.taking(1432).acceptBind();
			Request fragment;
			do {
				fragment = peer.expect(Request.class);
				sizes.add(24 + fragment.stub().readableBytes());
			}
			while (!PacketFlag.isSet(fragment.flags(), PacketFlag.LAST_FRAG));
			peer.respond(fragment, 7);
			peer.expectClose();
		});
		assertThat(calculator(server).length("x".repeat(3000))).isEqualTo(7);
		assertThat(sizes).hasSize(5).allMatch((size) -> size <= 1432);
	}

	@Test
	void silenceInsteadOfAnAnswerEndsTheConnection() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.expect(Bind.class);
			peer.expectClose();
		});
		BindingHandle handle = server.handle().with(BindingOption.CONNECT_TIMEOUT, Duration.ofSeconds(1));
		RpcCommunicationException failure = failure(RpcCommunicationException.class,
				() -> client().proxy(Calculator.class, handle).addOne(1));
		assertThat(failure).hasMessageContaining("did not answer the bind within PT1S");
		assertThat(failure.didNotExecute()).isTrue();
	}

	@Test
	void connectionClosedInsteadOfAnAnswerFailsTheCall() throws Exception {
		ScriptedServer server = server((peer) -> peer.expect(Bind.class));
		RpcCommunicationException failure = failure(RpcCommunicationException.class,
				() -> calculator(server).addOne(1));
		assertThat(failure.status()).isEqualTo(RpcStatus.CALL_FAILED_DNE);
		assertThat(failure.didNotExecute()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
			"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n" })
	void otherProtocolsAreRecognizedAsNotRpc(String greeting) throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.expect(Bind.class);
			peer.sendRaw(greeting.getBytes(StandardCharsets.US_ASCII));
			peer.expectClose();
		});
		BindingHandle handle = server.handle().with(BindingOption.CONNECT_TIMEOUT, Duration.ofSeconds(1));
		RpcException failure = failure(RpcException.class, () -> client().proxy(Calculator.class, handle).addOne(1));
		assertThat(failure).isInstanceOfAny(RpcProtocolException.class, RpcCommunicationException.class);
		assertThat(failure.didNotExecute()).isTrue();
	}

	@Test
	void faultInsteadOfAnAnswerFailsTheCallWithItsStatus() throws Exception {
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			peer.send(new Fault(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, bind.callId(), 32, 0, 0, 0, 5,
					Unpooled.EMPTY_BUFFER, null));
			peer.expectClose();
		});
		assertThat(failure(RpcAccessDeniedException.class, () -> calculator(server).addOne(1)).didNotExecute())
			.isTrue();
	}

	@Test
	void shutdownInsteadOfAnAnswerFailsTheCall() throws Exception {
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			peer.send(new Shutdown(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, bind.callId(), null));
			peer.expectClose();
		});
		assertThat(failure(RpcCommunicationException.class, () -> calculator(server).addOne(1)).didNotExecute())
			.isTrue();
	}

	@Test
	void bigEndianServerIsUnderstood() throws Exception {
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			assertThat(bind.drep()).isEqualTo(DataRepresentation.LITTLE_ENDIAN);
			// the header of a big-endian PDU has its length turned round, too
			peer.bigEndian().send(peer.ack(bind, NDR));
			Request request = peer.expect(Request.class);
			peer.respond(request, request.stub().readIntLE() + 1);
			peer.expectClose();
		});
		assertThat(calculator(server).addOne(0x01020304)).isEqualTo(0x01020305);
	}

	@Test
	void secondBindAckEndsTheConnection() throws Exception {
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.acceptBind();
			peer.request();
			BindAck ack = peer.ack(bind, NDR);
			peer.send(ack);
			peer.expectClose();
		});
		assertThat(failure(RpcProtocolException.class, () -> calculator(server).addOne(1)).didNotExecute()).isFalse();
	}

	@Test
	void furtherConnectionsJoinTheAssociationGroup() throws Exception {
		List<Integer> groups = new CopyOnWriteArrayList<>();
		CountDownLatch requests = new CountDownLatch(2);
		ScriptedServer server = server((peer) -> {
			groups.add(peer.withoutMultiplexing().inGroup(0xcafe).acceptBind().assocGroupId());
			Request request = peer.request();
			requests.countDown();
			requests.await();
			peer.respond(request, 1);
			peer.expectClose();
		});
		Calculator calculator = calculator(server);
		List.of(calculator.addOneLater(0), calculator.addOneLater(0)).forEach((call) -> call.join());
		assertThat(groups).containsExactly(0, 0xcafe);
	}

	@Test
	void groupThatTheServerForgotIsLeftForANewOne() throws Exception {
		List<Integer> groups = new CopyOnWriteArrayList<>();
		CountDownLatch requests = new CountDownLatch(2);
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.withoutMultiplexing().inGroup(peer.number() + 1).expect(Bind.class);
			groups.add(bind.assocGroupId());
			if (peer.number() == 1) {
				peer.send(new BindNak(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, bind.callId(), 0, List.of(),
						null));
				return;
			}
			peer.send(peer.ack(bind, NDR));
			Request request = peer.request();
			requests.countDown();
			requests.await();
			peer.respond(request, 1);
			peer.expectClose();
		});
		Calculator calculator = calculator(server);
		List.of(calculator.addOneLater(0), calculator.addOneLater(0)).forEach((call) -> call.join());
		assertThat(groups).containsExactly(0, 1, 0);
	}

	@Test
	void uniqueBindingsDoNotShareConnections() throws Exception {
		ScriptedServer server = server((peer) -> {
			assertThat(peer.acceptBind().assocGroupId()).isZero();
			peer.serve();
		});
		BindingHandle unique = server.handle().with(BindingOption.UNIQUE_BINDING, true);
		for (BindingHandle handle : List.of(server.handle(), server.handle(), unique, unique, unique.copy())) {
			assertThat(client().proxy(Calculator.class, handle).addOne(1)).isEqualTo(2);
		}
		assertThat(server.connections()).isEqualTo(3);
		assertThat(client().statistics().associations()).isEqualTo(3);
	}

	@Test
	void connectionsOfBindingsThatDoNotLingerAreClosedAtOnce() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.respond(peer.request(), 1);
			peer.expectClose();
		});
		BindingHandle handle = server.handle().with(BindingOption.DONT_LINGER, true);
		client().proxy(Calculator.class, handle).addOne(1);
		await(() -> client().statistics().connections() == 0);
	}

	@Test
	void refusedConnectionSaysWhere() throws Exception {
		int port = ScriptedServer.freePort();
		BindingHandle handle = BindingHandle.of(ScriptedServer.endpointOf(port).toStringBinding());
		RpcCommunicationException failure = failure(RpcCommunicationException.class,
				() -> client().proxy(Calculator.class, handle).addOne(1));
		assertThat(failure.status()).isEqualTo(RpcStatus.SERVER_UNAVAILABLE);
		assertThat(failure.didNotExecute()).isTrue();
		assertThat(failure).hasMessageContainingAll("Calculator.addOne", "127.0.0.1", Integer.toString(port));
	}

	@Test
	void argumentThatCannotBeSentIsRefusedBeforeAnythingElse() throws Exception {
		ScriptedServer server = server((peer) -> {
			throw new AssertionError("nobody should connect");
		});
		assertThatIllegalArgumentException().isThrownBy(() -> calculator(server).length(null))
			.withMessageContaining("Calculator.length");
		assertThat(server.connections()).isZero();
	}

}
