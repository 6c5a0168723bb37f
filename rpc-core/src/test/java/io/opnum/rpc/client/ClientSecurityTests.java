package io.opnum.rpc.client;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.AlterContextResponse;
import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.CoCancel;
import io.opnum.rpc.pdu.ContextResult;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.SecurityInitiator;
import io.opnum.rpc.security.VerificationTrailer;
import io.opnum.rpc.security.VerificationTrailer.Bitmask1;
import io.opnum.rpc.security.VerificationTrailer.Header2;
import io.opnum.rpc.security.VerificationTrailer.PresentationContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Authenticated connections, and what protects the calls on them.
 */
class ClientSecurityTests extends AbstractClientTests {

	private static final byte[] LEG = { 1, 2, 3 };

	private static AuthenticationInfo ntlm(AuthenticationLevel level) {
		return ntlm(level, SecurePeer.PASSWORD);
	}

	private static AuthenticationInfo ntlm(AuthenticationLevel level, String password) {
		return AuthenticationInfo.ntlm(level, new PasswordCredentials("alice", "OFFICE", password.toCharArray()));
	}

	private Calculator calculator(ScriptedServer server, AuthenticationInfo authentication) {
		return client().proxy(Calculator.class, handle(server, authentication));
	}

	private static BindingHandle handle(ScriptedServer server, AuthenticationInfo authentication) {
		return server.handle().with(AuthenticationInfo.OPTION, authentication);
	}

	@ParameterizedTest
	@EnumSource(value = AuthenticationLevel.class, mode = Mode.EXCLUDE, names = "NONE")
	void callsAreProtectedAtTheLevel(AuthenticationLevel level) throws Exception {
		ScriptedServer server = server((peer) -> SecurePeer.accept(peer).serve());
		Calculator calculator = calculator(server, ntlm(level));
		for (int i = 0; i < 20; i++) {
			assertThat(calculator.addOne(i)).isEqualTo(i + 1);
		}
		assertThat(server.connections()).isOne();
	}

	@Test
	void bindOffersHeaderSigningWhereMessagesAreSigned() throws Exception {
		List<Bind> binds = new ArrayList<>();
		ScriptedServer server = server((peer) -> binds.add(peer.expect(Bind.class)));
		for (AuthenticationLevel level : List.of(AuthenticationLevel.CONNECT, AuthenticationLevel.CALL,
				AuthenticationLevel.PRIVACY)) {
			failure(RpcException.class, () -> calculator(server, ntlm(level)).addOne(1));
		}
		// Each is tried twice, since the connection is lost
		assertThat(binds).extracting((bind) -> PacketFlag.isSet(bind.flags(), PacketFlag.SUPPORT_HEADER_SIGN))
			.startsWith(false)
			.endsWith(true);
		assertThat(binds).extracting((bind) -> SecurePeer.verifier(bind).type()).containsOnly(10);
		assertThat(binds).extracting((bind) -> SecurePeer.verifier(bind).level()).contains(2, 4, 6).doesNotContain(3);
	}

	@ParameterizedTest
	@EnumSource(value = AuthenticationLevel.class, names = { "CONNECT", "INTEGRITY", "PRIVACY" })
	void longRequestsAreProtectedFragmentByFragment(AuthenticationLevel level) throws Exception {
		ScriptedServer server = server((peer) -> {
			SecurePeer secure = SecurePeer.accept(peer.taking(1432));
			while (true) {
				Request request = secure.request();
				secure.respond(request, request.stub().readableBytes());
			}
		});
		Calculator calculator = calculator(server, ntlm(level));
		for (int length : new int[] { 1, 600, 5000, 40_000 }) {
			assertThat(calculator.length("x".repeat(length))).isGreaterThanOrEqualTo(2 * length);
		}
	}

	/** Each has one, as header signing is not agreed on; the peer looks for it there. */
	@Test
	void lastFragmentHasTheWholeTrailer() throws Exception {
		ScriptedServer server = server((peer) -> {
			SecurePeer secure = SecurePeer.accept(peer.taking(1432), false);
			while (true) {
				Request request = secure.request();
				assertThat(secure.trailer.find(Header2.class)).isNotNull();
				secure.respond(request, request.stub().readableBytes());
			}
		});
		Calculator calculator = calculator(server, ntlm(AuthenticationLevel.INTEGRITY));
		PipeFailureTests.Transfer transfer = client().proxy(PipeFailureTests.Transfer.class,
				handle(server, ntlm(AuthenticationLevel.INTEGRITY)));
		for (int length = 1280; length < 1440; length += 4) {
			assertThat(calculator.length("x".repeat(length / 2))).isGreaterThanOrEqualTo(length);
			assertThat(transfer.up(new ByteArrayInputStream(new byte[length]))).isGreaterThan(length);
		}
	}

	@ParameterizedTest
	@EnumSource(value = AuthenticationLevel.class, names = { "INTEGRITY", "PRIVACY" })
	void whatPipesSupplyIsProtected(AuthenticationLevel level) throws Exception {
		List<VerificationTrailer> trailers = new ArrayList<>();
		ScriptedServer server = server((peer) -> {
			SecurePeer secure = SecurePeer.accept(peer);
			while (true) {
				Request request = secure.request();
				trailers.add(secure.trailer);
				secure.respond(request, request.stub().readableBytes());
			}
		});
		PipeFailureTests.Transfer transfer = client().proxy(PipeFailureTests.Transfer.class,
				handle(server, ntlm(level)));
		for (int i = 0; i < 3; i++) {
			assertThat(transfer.up(new ByteArrayInputStream(new byte[200_000]))).isGreaterThan(200_000);
		}
		assertThat(trailers.get(0).find(PresentationContext.class)).isNotNull();
		assertThat(trailers.get(2)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { BindNak.NOT_SPECIFIED, BindNak.INVALID_CHECKSUM })
	void bindNakOfAnAuthenticationIsARefusalOfTheCaller(int reason) throws Exception {
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			peer.send(new BindNak(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, bind.callId(), reason, List.of(),
					null));
			peer.expectClose();
		});
		RpcAccessDeniedException ex = failure(RpcAccessDeniedException.class,
				() -> calculator(server, ntlm(AuthenticationLevel.PRIVACY)).addOne(1));
		assertThat(ex.didNotExecute()).isTrue();
		assertThat(ex).hasMessageContaining("check account, domain and password").hasMessageContaining("bind_nak");
	}

	@ParameterizedTest
	@CsvSource({ "CONNECT, 2", "PACKET, 1", "PRIVACY, 1" })
	void whatWasSignedIsNotSentAgainOnTheWordOfAFault(AuthenticationLevel level, int requests) throws Exception {
		AtomicInteger seen = new AtomicInteger();
		ScriptedServer server = server((peer) -> {
			SecurePeer secure = SecurePeer.accept(peer);
			secure.addOne();
			Request request = secure.request();
			seen.incrementAndGet();
			peer.fault(request, RpcStatus.SERVER_UNAVAILABLE.code(), PacketFlag.DID_NOT_EXECUTE);
			peer.expectClose();
		}, (peer) -> {
			SecurePeer secure = SecurePeer.accept(peer);
			seen.incrementAndGet();
			secure.serve();
		});
		Calculator calculator = calculator(server, ntlm(level));
		assertThat(calculator.addOne(1)).isEqualTo(2);
		if (requests == 1) {
			failure(RpcCommunicationException.class, () -> calculator.addOne(2));
		}
		else {
			assertThat(calculator.addOne(2)).isEqualTo(3);
		}
		assertThat(seen).hasValue(requests);
	}

	@Test
	void requestsSayWhatWasNegotiatedUntilTheFirstGoodResponse() throws Exception {
		List<VerificationTrailer> trailers = new ArrayList<>();
		ScriptedServer server = server((peer) -> {
			SecurePeer secure = SecurePeer.accept(peer.withoutFeatures());
			while (true) {
				secure.addOne();
				trailers.add(secure.trailer);
			}
		});
		Calculator calculator = calculator(server, ntlm(AuthenticationLevel.INTEGRITY));
		assertThat(calculator.addOne(1)).isEqualTo(2);
		assertThat(calculator.addOne(2)).isEqualTo(3);
		assertThat(calculator.addOne(3)).isEqualTo(4);
		assertThat(trailers.get(0).commands()).hasExactlyElementsOfTypes(Bitmask1.class, PresentationContext.class);
		assertThat(trailers.get(0).find(Bitmask1.class).isHeaderSigningSupported()).isTrue();
		assertThat(trailers.get(1)).isNull();
	}

	@Test
	void requestsRepeatTheirHeaderWhereItIsNotSigned() throws Exception {
		List<VerificationTrailer> trailers = new ArrayList<>();
		List<Request> requests = new ArrayList<>();
		ScriptedServer server = server((peer) -> {
			SecurePeer secure = SecurePeer.accept(peer.withoutFeatures(), false);
			while (true) {
				requests.add(secure.addOne());
				trailers.add(secure.trailer);
			}
		});
		Calculator calculator = calculator(server, ntlm(AuthenticationLevel.PRIVACY));
		assertThat(calculator.addOne(1)).isEqualTo(2);
		assertThat(calculator.addOne(2)).isEqualTo(3);
		assertThat(calculator.addOne(3)).isEqualTo(4);
		assertThat(trailers.get(0).commands()).hasExactlyElementsOfTypes(Bitmask1.class, PresentationContext.class,
				Header2.class);
		assertThat(trailers.get(1).commands()).containsExactly(Header2.ofRequest(requests.get(1).drep(),
				requests.get(1).callId(), requests.get(1).contextId(), requests.get(1).opnum()));
	}

	@Test
	void manyCallsInFlightAreProtectedInTheOrderOfSending() throws Exception {
		ScriptedServer server = server((peer) -> SecurePeer.accept(peer).serve());
		Calculator calculator = calculator(server, ntlm(AuthenticationLevel.PRIVACY));
		List<CompletableFuture<Void>> callers = IntStream.range(0, 8)
			.mapToObj((caller) -> CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 100; i++) {
					assertThat(calculator.addOneLater(caller * 1000 + i).join()).isEqualTo(caller * 1000 + i + 1);
				}
			}))
			.toList();
		callers.forEach(CompletableFuture::join);
		assertThat(server.connections()).isOne();
	}

	@Test
	void responsesToCallsThatWereGivenUpCount() throws Exception {
		CountDownLatch received = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			SecurePeer secure = SecurePeer.accept(peer);
			secure.addOne();
			Request givenUp = secure.request();
			received.countDown();
			peer.expect(CoCancel.class);
			secure.respond(givenUp, 0);
			secure.serve();
		});
		Calculator calculator = calculator(server, ntlm(AuthenticationLevel.PRIVACY));
		assertThat(calculator.addOne(1)).isEqualTo(2);
		CompletableFuture<Integer> givenUp = calculator.addOneLater(2);
		received.await();
		givenUp.cancel(true);
		assertThat(calculator.addOne(3)).isEqualTo(4);
		assertThat(calculator.addOne(4)).isEqualTo(5);
	}

	@ParameterizedTest
	@EnumSource(value = AuthenticationLevel.class, names = { "PACKET", "INTEGRITY", "PRIVACY" })
	void responsesWithoutSignatureAreRefused(AuthenticationLevel level) throws Exception {
		ScriptedServer server = server((peer) -> {
			Request request = SecurePeer.accept(peer).request();
			peer.respond(request, 42);
			peer.expectClose();
		});
		assertThat(failure(RpcProtocolException.class, () -> calculator(server, ntlm(level)).addOne(1)))
			.hasMessageContaining("without a signature")
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.SEC_PKG_ERROR))
			.satisfies((ex) -> assertThat(ex.didNotExecute()).isFalse());
	}

	@Test
	void alteredResponsesAreRefused() throws Exception {
		for (int at : new int[] { 3, 12, 16, 22, 24, 30, 41, 43, 44, 48, 56, 60 }) {
			ScriptedServer server = server((peer) -> {
				SecurePeer secure = SecurePeer.accept(peer);
				byte[] response = secure.response(secure.request(), 2);
				response[at] ^= 0x10;
				peer.sendRaw(response);
				peer.expectClose();
			});
			failure(RpcProtocolException.class,
					() -> calculator(server, ntlm(AuthenticationLevel.INTEGRITY)).addOne(1));
		}
	}

	@Test
	void responsesThatComeASecondTimeAreRefused() throws Exception {
		ScriptedServer server = server((peer) -> {
			SecurePeer secure = SecurePeer.accept(peer);
			byte[] response = secure.response(secure.request(), 2);
			peer.sendRaw(response);
			secure.request();
			peer.sendRaw(response);
			peer.expectClose();
		});
		Calculator calculator = calculator(server, ntlm(AuthenticationLevel.INTEGRITY));
		assertThat(calculator.addOne(1)).isEqualTo(2);
		assertThat(failure(RpcProtocolException.class, () -> calculator.addOne(1)))
			.hasMessageContaining("not what it protected");
	}

	@Test
	void serverThatIgnoresTheAuthenticationGetsNoCall() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.expectClose();
		});
		assertThat(failure(RpcAccessDeniedException.class,
				() -> calculator(server, ntlm(AuthenticationLevel.CONNECT)).addOne(1)))
			.hasMessageContaining("does not answer the authentication by NTLM")
			.satisfies((ex) -> assertThat(ex.didNotExecute()).isTrue());
	}

	@Test
	void serverThatAnswersAtAnotherLevelGetsNoCall() throws Exception {
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			AuthVerifier verifier = SecurePeer.verifier(bind);
			peer.send(SecurePeer.answer(peer.ack(bind), 0,
					new AuthVerifier(verifier.type(), 2, 0, verifier.contextId(), LEG)));
			peer.expectClose();
		});
		failure(RpcProtocolException.class, () -> calculator(server, ntlm(AuthenticationLevel.PRIVACY)).addOne(1));
	}

	@Test
	void malformedTokenOfTheServerEndsTheConnection() throws Exception {
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			peer.send(SecurePeer.answer(peer.ack(bind), 0, SecurePeer.answer(SecurePeer.verifier(bind), LEG)));
			peer.expectClose();
		});
		assertThat(failure(RpcAccessDeniedException.class,
				() -> calculator(server, ntlm(AuthenticationLevel.PRIVACY)).addOne(1)))
			.hasMessageContaining("can't authenticate by NTLM")
			.hasCauseInstanceOf(AuthenticationException.class);
	}

	@Test
	void faultOfTheFirstCallTellsOfTheAuthentication() throws Exception {
		for (RpcStatus status : List.of(RpcStatus.ACCESS_DENIED, RpcStatus.SEC_PKG_ERROR, RpcStatus.PROTO_ERROR)) {
			ScriptedServer server = server((peer) -> {
				Request request = SecurePeer.accept(peer).request();
				peer.fault(request, status.code(), PacketFlag.DID_NOT_EXECUTE);
			});
			assertThat(failure(RpcAccessDeniedException.class,
					() -> calculator(server, ntlm(AuthenticationLevel.PRIVACY)).addOne(1)))
				.hasMessageContaining("check account, domain and password")
				.hasMessageContaining("alice")
				.hasMessageNotContaining(SecurePeer.PASSWORD)
				.satisfies((ex) -> assertThat(ex.didNotExecute()).isTrue());
			assertThat(server.connections()).isOne();
		}
	}

	@Test
	void bindingsOfOneCallerShareConnections() throws Exception {
		ScriptedServer server = server((peer) -> {
			try {
				SecurePeer.accept(peer).serve();
			}
			catch (AuthenticationException ex) {
				// Another caller, who is not let in
			}
		});
		assertThat(calculator(server, ntlm(AuthenticationLevel.PRIVACY)).addOne(1)).isEqualTo(2);
		assertThat(calculator(server, ntlm(AuthenticationLevel.PRIVACY)).addOne(1)).isEqualTo(2);
		assertThat(server.connections()).isOne();
		assertThat(calculator(server, ntlm(AuthenticationLevel.INTEGRITY)).addOne(1)).isEqualTo(2);
		assertThat(server.connections()).isEqualTo(2);
		failure(RpcException.class, () -> calculator(server, ntlm(AuthenticationLevel.PRIVACY, "other")).addOne(1));
		assertThat(server.connections()).isGreaterThan(2);
	}

	@Test
	void clientAuthenticatesWhereHandlesDoNotSay() throws Exception {
		client((builder) -> builder.authentication(ntlm(AuthenticationLevel.PRIVACY)));
		ScriptedServer secure = server((peer) -> SecurePeer.accept(peer).serve());
		assertThat(client().proxy(Calculator.class, secure.handle()).addOne(1)).isEqualTo(2);
		ScriptedServer plain = server((peer) -> {
			assertThat(peer.acceptBind().auth()).isNull();
			peer.serve();
		});
		assertThat(calculator(plain, AuthenticationInfo.NONE).addOne(1)).isEqualTo(2);
	}

	@Test
	void endpointMapperIsAskedByNobody() throws Exception {
		CompletableFuture<Bind> asked = new CompletableFuture<>();
		ScriptedServer mapper = server((peer) -> asked.complete(peer.expect(Bind.class)));
		client((builder) -> builder.authentication(ntlm(AuthenticationLevel.PRIVACY))
			.endpointMapperPort(mapper.port()));
		failure(RpcException.class,
				() -> client().proxy(Calculator.class, BindingHandle.of("ncacn_ip_tcp:127.0.0.1")).addOne(1));
		assertThat(asked.join().auth()).isNull();
	}

	@Test
	void proxiesThatCantBeAuthenticatedAreRefused() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:127.0.0.1[9]")
			.with(AuthenticationInfo.OPTION, new AuthenticationInfo(AuthenticationService.KERBEROS,
					AuthenticationLevel.PRIVACY, new PasswordCredentials("alice", "", new char[0]), "host/stock"));
		assertThatExceptionOfType(InvalidBindingException.class)
			.isThrownBy(() -> client().proxy(Calculator.class, handle))
			.withMessageContaining("KERBEROS, which this client does not have");
		Calculator calculator = client().proxy(Calculator.class, BindingHandle.of("ncacn_ip_tcp:127.0.0.1[9]"));
		assertThat(failure(InvalidBindingException.class, () -> calculator.addOneAt(handle, 1)))
			.hasMessageContaining("KERBEROS, which this client does not have");
	}

	@Test
	void legsGoOnInAlterContext() throws Exception {
		client((builder) -> builder.securityInitiator(new FakeInitiator(3, Instant.MAX)));
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			AuthVerifier verifier = SecurePeer.verifier(bind);
			peer.send(SecurePeer.answer(peer.ack(bind), 0, SecurePeer.answer(verifier, LEG)));
			for (int leg = 0; leg < 2; leg++) {
				AlterContext alter = peer.expect(AlterContext.class);
				assertThat(alter.contexts()).hasSize(1);
				assertThat(Arrays.equals(alter.auth().value(), LEG)).isTrue();
				assertThat(alter.assocGroupId()).isEqualTo(0x1234);
				peer.send(new AlterContextResponse(PacketFlag.WHOLE, alter.drep(), alter.callId(), 5840, 5840, 0x1234,
						"", List.of(ContextResult.accepted(alter.contexts().get(0).transferSyntaxes().get(0))),
						SecurePeer.answer(verifier, LEG)));
			}
			peer.serve();
		});
		assertThat(calculator(server, FakeInitiator.AUTHENTICATION).addOne(1)).isEqualTo(2);
	}

	@Test
	void stepsAreNotTakenOnAnEventLoop() throws Exception {
		FakeInitiator initiator = new FakeInitiator(1, Instant.MAX);
		client((builder) -> builder.securityInitiator(initiator));
		ScriptedServer server = server(FakeInitiator::serve);
		assertThat(calculator(server, FakeInitiator.AUTHENTICATION).addOne(1)).isEqualTo(2);
		assertThat(initiator.threads).hasSize(2)
			.allSatisfy((thread) -> assertThat(thread).startsWith("opnum-client-security"));
	}

	@Test
	void failureOfStepIsTheCallers() throws Exception {
		client((builder) -> builder.securityInitiator(new FakeInitiator(0, Instant.MAX)));
		ScriptedServer server = server((peer) -> peer.expectClose());
		assertThat(failure(RpcAccessDeniedException.class,
				() -> calculator(server, FakeInitiator.AUTHENTICATION).addOne(1)))
			.hasMessageContaining("no ticket: ask for one")
			.hasMessageContaining(Reason.EXPIRED.name());
	}

	@Test
	void errorOfStepIsTheCallersAtOnce() throws Exception {
		client((builder) -> builder.securityInitiator(new SecurityInitiator() {

			@Override
			public AuthenticationService service() {
				return FakeInitiator.AUTHENTICATION.service();
			}

			@Override
			public boolean accepts(Credentials credentials) {
				return true;
			}

			@Override
			public SecurityExchange begin(InitiatorOptions options) {
				throw new NoClassDefFoundError("org/bouncycastle/asn1/ASN1Primitive");
			}

		}));
		ScriptedServer server = server((peer) -> peer.expectClose());
		assertThat(failure(RpcException.class, () -> calculator(server, FakeInitiator.AUTHENTICATION).addOne(1)))
			.hasMessageContaining("NoClassDefFoundError")
			.hasMessageContaining("ASN1Primitive");
	}

	@Test
	void connectionTakesNoMoreCallsOnceItsContextExpired() throws Exception {
		client((builder) -> builder.securityInitiator(new FakeInitiator(1, Instant.now().plus(Duration.ofSeconds(1)))));
		ScriptedServer server = server(FakeInitiator::serve);
		Calculator calculator = calculator(server, FakeInitiator.AUTHENTICATION);
		assertThat(calculator.addOne(1)).isEqualTo(2);
		await(() -> client().statistics().connections() == 0);
		assertThat(calculator.addOne(1)).isEqualTo(2);
		assertThat(server.connections()).isEqualTo(2);
	}

	@ParameterizedTest
	@CsvSource({ "PT20S, PT18S", "PT1S, PT0.9S", "PT10H, PT9H59M", "PT0S, PT0S", "PT-10S, PT-9S" })
	void contextIsNotUsedUntilTheVeryEnd(Duration untilExpiry, Duration used) {
		assertThat(ClientConnection.timeOfUse(untilExpiry)).isEqualTo(used);
	}

	@Test
	void connectionThatEndsWhileAStepIsTakenIsGivenUp() throws Exception {
		FakeInitiator initiator = new FakeInitiator(1, Instant.MAX);
		initiator.held = new CountDownLatch(1);
		client((builder) -> builder.securityInitiator(initiator));
		ScriptedServer server = server((peer) -> {
		});
		failure(RpcException.class, () -> calculator(server, FakeInitiator.AUTHENTICATION).addOne(1));
		initiator.held.countDown();
		await(() -> initiator.closed.get() == initiator.begun.get());
	}

	@Test
	void textOfProxiesAndHandlesNamesNoSecret() throws Exception {
		ScriptedServer server = server((peer) -> {
		});
		AuthenticationInfo authentication = ntlm(AuthenticationLevel.PRIVACY);
		assertThat(authentication.toString()).contains("alice").doesNotContain(SecurePeer.PASSWORD);
		assertThat(calculator(server, authentication).toString()).doesNotContain(SecurePeer.PASSWORD);
	}

}
