package io.opnum.rpc.security.spnego;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AnonymousCredentials;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.SecurityInitiator;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import org.ietf.jgss.Oid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Client and server of ours with each other: what they agree on, and that nobody in
 * between has a say in it.
 */
class SpnegoExchangeTests {

	private static final PasswordCredentials ALICE = new PasswordCredentials("alice", "OFFICE",
			"correct horse".toCharArray());

	private static final Oid KERBEROS = Mechanism.oid("1.2.840.113554.1.2.2");

	private static final Oid NTLM = Mechanism.oid("1.3.6.1.4.1.311.2.2.10");

	private static final Oid NEGOEX = Mechanism.oid("1.3.6.1.4.1.311.2.2.30");

	private static final UnaryOperator<byte[]> UNTOUCHED = UnaryOperator.identity();

	private final SecurityInitiator ntlmInitiator = new NtlmInitiator("DESK");

	private final SecurityAcceptor ntlmAcceptor = NtlmAcceptor
		.builder(NtlmServerNames.ofHost("stock"), (account, domain) -> NtHash.of(ALICE.password()))
		.build();

	/** What the client of Kerberos offers, and signs, alone. */
	private static final byte[] KERBEROS_TYPES = HexFormat.of()
		.parseHex("301606092a864882f71201020206092a864886f712010202");

	private final ScriptedMechanism.Context kerberosClient = new ScriptedMechanism.Context(
			AuthenticationService.KERBEROS, new byte[] { 'c' }, new byte[] { 's' }, KERBEROS_TYPES);

	private final ScriptedMechanism.Context kerberosServer = new ScriptedMechanism.Context(
			AuthenticationService.KERBEROS, new byte[] { 's' }, new byte[] { 'c' }, KERBEROS_TYPES);

	private static ScriptedMechanism kerberos(SecurityContext context, String... tokens) {
		List<byte[]> octets = new ArrayList<>();
		for (String token : tokens) {
			octets.add(token.getBytes());
		}
		return new ScriptedMechanism(AuthenticationService.KERBEROS, octets, context);
	}

	private static ScriptedMechanism kerberos() {
		return kerberos(null, "AP-REQ", "AP-REP", "AP-REP");
	}

	private SpnegoInitiator initiator(SecurityInitiator... others) {
		List<SecurityInitiator> all = new ArrayList<>(List.of(others));
		all.add(this.ntlmInitiator);
		return new SpnegoInitiator(all);
	}

	private SpnegoAcceptor acceptor() {
		return new SpnegoAcceptor(List.of(this.ntlmAcceptor));
	}

	private static InitiatorOptions options(AuthenticationLevel level) {
		return new InitiatorOptions(level, ALICE, "host/stock");
	}

	private static SecurityExchange begin(SpnegoInitiator initiator) {
		return initiator.begin(options(AuthenticationLevel.INTEGRITY));
	}

	private static SecurityExchange begin(SpnegoAcceptor acceptor) {
		return acceptor.begin(new AcceptorOptions(AuthenticationLevel.INTEGRITY, ""));
	}

	/**
	 * Exchange tokens to the end, each with what somebody in between makes of it.
	 * @return how many there were
	 */
	@SafeVarargs
	private static int run(SecurityExchange client, SecurityExchange server, UnaryOperator<byte[]>... between) {
		byte[] token = new byte[0];
		for (int leg = 0; leg < 10; leg++) {
			token = ((leg % 2 == 0) ? client : server).step(token);
			if (token == null) {
				assertThat(client.isComplete()).isTrue();
				assertThat(server.isComplete()).isTrue();
				return leg;
			}
			token = ((leg < between.length) ? between[leg] : UNTOUCHED).apply(token);
		}
		throw new AssertionError("The exchange does not end");
	}

	@SafeVarargs
	private void isRefused(Reason reason, SpnegoInitiator initiator, SpnegoAcceptor acceptor,
			UnaryOperator<byte[]>... between) {
		SecurityExchange client = begin(initiator);
		assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> run(client, begin(acceptor), between))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
		assertThat(client.isComplete()).isFalse();
	}

	private static void pass(SecurityContext sender, SecurityContext receiver) {
		for (int i = 0; i < 5; i++) {
			byte[] octets = new byte[24 + 32 + 8];
			octets[30] = (byte) i;
			ByteBuf pdu = Unpooled.buffer().writeBytes(octets).writeZero(sender.tokenLength());
			sender.protect(pdu, 0, 24, 56, true);
			receiver.unprotect(pdu, 0, 24, 56, sender.tokenLength(), true);
			assertThat(pdu.slice(0, octets.length)).isEqualTo(Unpooled.wrappedBuffer(octets));
		}
	}

	private static UnaryOperator<byte[]> init(List<Oid> oids, byte[] mechToken) {
		return (token) -> init(oids, mechToken, null);
	}

	private static byte[] init(List<Oid> oids, byte[] mechToken, byte[] mic) {
		byte[][] parts = oids.stream().map(Mechanism::write).toArray(byte[][]::new);
		MechTypes types = MechTypes.read(new DerReader(DerWriter.element(Tags.SEQUENCE, parts), "list"));
		return new NegTokenInit(types, mechToken, mic).encode();
	}

	private static UnaryOperator<byte[]> response(UnaryOperator<NegTokenResp> change) {
		return (token) -> change.apply(NegTokenResp.decode(token)).encode();
	}

	private static final UnaryOperator<byte[]> WITHOUT_MIC = response(
			(token) -> new NegTokenResp(token.negState(), token.supportedMech(), token.responseToken(), null));

	private static final UnaryOperator<byte[]> WITH_ANOTHER_MIC = response((token) -> {
		byte[] mic = token.mechListMic().clone();
		mic[5] ^= 1;
		return new NegTokenResp(token.negState(), token.supportedMech(), token.responseToken(), mic);
	});

	private byte[] ntlmNegotiate() {
		return this.ntlmInitiator.begin(options(AuthenticationLevel.INTEGRITY)).step(new byte[0]);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void bothSidesEstablishTheContextOfTheMechanism(AuthenticationLevel level) {
		SecurityExchange client = initiator().begin(options(level));
		SecurityExchange server = acceptor().begin(new AcceptorOptions(level, ""));
		List<NegTokenResp> seen = new ArrayList<>();
		UnaryOperator<byte[]> look = (token) -> {
			seen.add(NegTokenResp.decode(token));
			return token;
		};
		assertThat(run(client, server, UNTOUCHED, look, look, look)).isEqualTo(4);
		assertThat(seen).extracting(NegTokenResp::negState)
			.containsExactly(NegState.ACCEPT_INCOMPLETE, null, NegState.ACCEPT_COMPLETED);
		assertThat(seen).extracting((token) -> token.mechListMic() != null)
			.containsExactly(false, level.isSigned(), level.isSigned());
		assertThat(server.context().service()).isEqualTo(AuthenticationService.NTLM);
		assertThat(server.context().level()).isEqualTo(level);
		assertThat(server.context().peer().getName()).isEqualTo("OFFICE\\alice");
		assertThat(server.context().sessionKey()).isEqualTo(client.context().sessionKey());
		pass(client.context(), server.context());
		pass(server.context(), client.context());
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void clientThatSignsNothingGetsIn(AuthenticationLevel level) {
		SecurityExchange server = acceptor().begin(new AcceptorOptions(level, ""));
		SecurityExchange client = this.ntlmInitiator.begin(options(level));
		NegTokenResp challenge = NegTokenResp.decode(server.step(init(List.of(NTLM), client.step(new byte[0]), null)));
		byte[] authenticate = client.step(challenge.responseToken());
		NegTokenResp last = NegTokenResp.decode(server.step(new NegTokenResp(null, null, authenticate, null).encode()));
		assertThat(last).isEqualTo(new NegTokenResp(NegState.ACCEPT_COMPLETED, null, null, null));
		pass(client.context(), server.context());
		pass(server.context(), client.context());
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void serverWithoutThePreferredMechanismChoosesTheNext(AuthenticationLevel level) {
		ScriptedMechanism kerberos = kerberos();
		SecurityExchange client = initiator(kerberos).begin(options(level));
		SecurityExchange server = acceptor().begin(new AcceptorOptions(level, ""));
		List<NegTokenResp> seen = new ArrayList<>();
		assertThat(run(client, server, UNTOUCHED, (token) -> {
			seen.add(NegTokenResp.decode(token));
			return token;
		})).isEqualTo(6);
		assertThat(seen).containsExactly(new NegTokenResp(NegState.REQUEST_MIC, NTLM, null, null));
		assertThat(kerberos.exchanges).hasSize(1).allMatch((exchange) -> exchange.closed);
		assertThat(server.context().service()).isEqualTo(AuthenticationService.NTLM);
		pass(client.context(), server.context());
		pass(server.context(), client.context());
	}

	@Test
	void nobodySignsOnlyWhereItIsAskedFor() {
		SecurityAcceptor ntlm = NtlmAcceptor.builder(NtlmServerNames.ofHost("stock"), (account, domain) -> null)
			.anonymous(true)
			.build();
		for (boolean asked : new boolean[] { false, true }) {
			SpnegoInitiator initiator = asked ? initiator(kerberos()) : initiator();
			SecurityExchange client = initiator
				.begin(new InitiatorOptions(AuthenticationLevel.INTEGRITY, new AnonymousCredentials(), null));
			SecurityExchange server = begin(new SpnegoAcceptor(List.of(ntlm)));
			List<byte[]> last = new ArrayList<>();
			UnaryOperator<byte[]> look = (token) -> {
				last.add(NegTokenResp.decode(token).mechListMic());
				return token;
			};
			run(client, server, UNTOUCHED, look, look, look, look, look);
			assertThat(last.get(last.size() - 1) != null).isEqualTo(asked);
			pass(client.context(), server.context());
			pass(server.context(), client.context());
		}
	}

	@Test
	void kerberosGoesByBothOfItsNames() {
		for (List<Oid> offer : List.of(List.of(KERBEROS), List.of(Mechanism.oid("1.2.840.48018.1.2.2"), KERBEROS))) {
			SecurityExchange server = begin(
					new SpnegoAcceptor(List.of(kerberos(null, "AP-REQ", "AP-REP", "AP-REP"), this.ntlmAcceptor)));
			NegTokenResp answer = NegTokenResp.decode(server.step(init(offer, "AP-REQ".getBytes(), null)));
			assertThat(answer.supportedMech()).isEqualTo(offer.get(0));
			assertThat(answer.responseToken()).isEqualTo("AP-REP".getBytes());
		}
		SecurityExchange client = begin(initiator(kerberos(this.kerberosClient, "AP-REQ", "AP-REP", "AP-REP")));
		client.step(new byte[0]);
		NegTokenResp next = NegTokenResp.decode(client
			.step(new NegTokenResp(NegState.ACCEPT_INCOMPLETE, KERBEROS, "AP-REP".getBytes(), null).encode()));
		assertThat(next.responseToken()).isEqualTo("AP-REP".getBytes());
	}

	@Test
	void mechanismBeginsAnewWhereItsTokenWasNotLookedAt() {
		ScriptedMechanism kerberos = kerberos(this.kerberosClient, "AP-REQ", "AP-REP", "AP-REP");
		SecurityExchange client = begin(new SpnegoInitiator(List.of(kerberos)));
		client.step(new byte[0]);
		NegTokenResp again = NegTokenResp
			.decode(client.step(new NegTokenResp(NegState.REQUEST_MIC, KERBEROS, null, null).encode()));
		assertThat(again.responseToken()).isEqualTo("AP-REQ".getBytes());
		assertThat(kerberos.exchanges).hasSize(2);
		assertThat(kerberos.exchanges.get(0).closed).isTrue();
	}

	@Test
	void clientMayKeepItsFirstToken() {
		SecurityExchange server = begin(acceptor());
		byte[] answer = server.step(init(List.of(NTLM), null, null));
		assertThat(NegTokenResp.decode(answer))
			.isEqualTo(new NegTokenResp(NegState.ACCEPT_INCOMPLETE, NTLM, null, null));
		NegTokenResp challenge = NegTokenResp
			.decode(server.step(new NegTokenResp(null, null, ntlmNegotiate(), null).encode()));
		assertThat(challenge.supportedMech()).isNull();
		assertThat(challenge.responseToken()).startsWith('N', 'T', 'L', 'M');
	}

	/** Kerberos outside of DCE has two tokens: the server's is the last. */
	@Test
	void mechanismThatEndsWithTheServerIsSignedToo() {
		SecurityExchange client = begin(
				new SpnegoInitiator(List.of(kerberos(this.kerberosClient, "AP-REQ", "AP-REP"))));
		SecurityExchange server = begin(new SpnegoAcceptor(List.of(kerberos(this.kerberosServer, "AP-REQ", "AP-REP"))));
		assertThat(run(client, server)).isEqualTo(2);
		assertThat(client.context()).isSameAs(this.kerberosClient);
		assertThat(this.kerberosClient.verified).isFalse();

		SecurityExchange asked = begin(new SpnegoInitiator(List.of(kerberos(this.kerberosClient, "AP-REQ", "AP-REP"))));
		asked.step(new byte[0]);
		NegTokenResp signed = NegTokenResp
			.decode(asked.step(new NegTokenResp(NegState.REQUEST_MIC, KERBEROS, "AP-REP".getBytes(), null).encode()));
		assertThat(signed).satisfies((token) -> assertThat(token.mechListMic()).containsExactly('c'))
			.satisfies((token) -> assertThat(token.responseToken()).isNull());
		assertThat(asked.step(new NegTokenResp(NegState.ACCEPT_COMPLETED, null, null, new byte[] { 's' }).encode()))
			.isNull();
		assertThat(this.kerberosClient.verified).isTrue();
		assertThat(this.kerberosClient.restarts).isEqualTo(1);
	}

	@Test
	void serverThatSignsFirstIsAnswered() {
		SecurityExchange client = begin(
				new SpnegoInitiator(List.of(kerberos(this.kerberosClient, "AP-REQ", "AP-REP"))));
		client.step(new byte[0]);
		byte[] mic = client
			.step(new NegTokenResp(NegState.ACCEPT_INCOMPLETE, KERBEROS, "AP-REP".getBytes(), new byte[] { 's' })
				.encode());
		assertThat(NegTokenResp.decode(mic).mechListMic()).containsExactly('c');
		assertThat(client.step(new NegTokenResp(NegState.ACCEPT_COMPLETED, null, null, null).encode())).isNull();
		assertThat(client.isComplete()).isTrue();
	}

	@Test
	void serverWaitsForTheSignatureThatItsTokenMakesPossible() {
		byte[] types = MechTypes
			.read(new DerReader(DerWriter.element(Tags.SEQUENCE, Mechanism.write(NEGOEX), Mechanism.write(KERBEROS)),
					"list"))
			.der();
		ScriptedMechanism.Context context = new ScriptedMechanism.Context(AuthenticationService.KERBEROS,
				new byte[] { 's' }, new byte[] { 'c' }, types);
		SecurityExchange server = begin(new SpnegoAcceptor(List.of(kerberos(context, "AP-REQ", "AP-REP"))));
		assertThat(NegTokenResp.decode(server.step(init(List.of(NEGOEX, KERBEROS), new byte[3], null))))
			.isEqualTo(new NegTokenResp(NegState.REQUEST_MIC, KERBEROS, null, null));
		NegTokenResp answer = NegTokenResp
			.decode(server.step(new NegTokenResp(null, null, "AP-REQ".getBytes(), null).encode()));
		assertThat(answer.negState()).isEqualTo(NegState.ACCEPT_INCOMPLETE);
		assertThat(server.isComplete()).isFalse();
		NegTokenResp last = NegTokenResp
			.decode(server.step(new NegTokenResp(null, null, null, new byte[] { 'c' }).encode()));
		assertThat(last.mechListMic()).containsExactly('s');
		assertThat(server.isComplete()).isTrue();
	}

	@Test
	void bareNtlmIsTaken() {
		SecurityExchange client = this.ntlmInitiator.begin(options(AuthenticationLevel.PRIVACY));
		SecurityExchange server = acceptor().begin(new AcceptorOptions(AuthenticationLevel.PRIVACY, ""));
		byte[] answer = client.step(server.step(client.step(new byte[0])));
		assertThat(server.isComplete()).isFalse();
		assertThat(server.step(answer)).isNull();
		assertThat(server.isComplete()).isTrue();
		pass(client.context(), server.context());
		SecurityExchange without = begin(new SpnegoAcceptor(List.of(kerberos())));
		assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> without.step(ntlmNegotiate()))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.WEAK_PEER));
	}

	/**
	 * A server that has Kerberos is told of NTLM alone, with or without the signatures
	 * that tell.
	 */
	@Test
	void mechanismTakenOffTheListIsNoticed() {
		SpnegoInitiator initiator = initiator(kerberos());
		SpnegoAcceptor acceptor = new SpnegoAcceptor(List.of(kerberos(), this.ntlmAcceptor));
		// The server then sees the token of NTLM in front of the client's own
		UnaryOperator<byte[]> downgrade = init(List.of(NTLM), null);
		UnaryOperator<byte[]> asChosen = response(
				(token) -> new NegTokenResp(NegState.REQUEST_MIC, NTLM, token.responseToken(), null));
		isRefused(Reason.TAMPERED, initiator, acceptor, downgrade);
		isRefused(Reason.TAMPERED, initiator, acceptor, downgrade, asChosen);
		isRefused(Reason.TAMPERED, initiator, acceptor, downgrade, asChosen, UNTOUCHED, UNTOUCHED, WITHOUT_MIC);
		isRefused(Reason.TAMPERED, initiator, acceptor, downgrade, asChosen, UNTOUCHED, UNTOUCHED, WITHOUT_MIC,
				WITHOUT_MIC);
		isRefused(Reason.TAMPERED, initiator, acceptor, downgrade, asChosen, UNTOUCHED, UNTOUCHED, WITH_ANOTHER_MIC);
	}

	@Test
	void everyOtherListIsNoticed() {
		SpnegoInitiator initiator = initiator();
		byte[] negotiate = ntlmNegotiate();
		for (List<Oid> list : List.of(List.of(NTLM, NEGOEX), List.of(NTLM, KERBEROS), List.of(NTLM, NTLM))) {
			isRefused(Reason.TAMPERED, initiator, acceptor(), init(list, negotiate));
			isRefused(Reason.TAMPERED, initiator, acceptor(), init(list, negotiate), UNTOUCHED, WITHOUT_MIC);
		}
		isRefused(Reason.TAMPERED, initiator, acceptor(), init(List.of(NEGOEX, NTLM), negotiate));
		isRefused(Reason.TAMPERED, initiator, acceptor(), init(List.of(NEGOEX, NTLM), negotiate), UNTOUCHED, UNTOUCHED,
				UNTOUCHED, WITHOUT_MIC);
	}

	@Test
	void signaturesCantBeAlteredOrTakenAway() {
		isRefused(Reason.TAMPERED, initiator(), acceptor(), UNTOUCHED, UNTOUCHED, WITH_ANOTHER_MIC);
		isRefused(Reason.TAMPERED, initiator(), acceptor(), UNTOUCHED, UNTOUCHED, WITHOUT_MIC);
		isRefused(Reason.TAMPERED, initiator(), acceptor(), UNTOUCHED, UNTOUCHED, UNTOUCHED, WITHOUT_MIC);
		isRefused(Reason.TAMPERED, initiator(), acceptor(), UNTOUCHED, UNTOUCHED, UNTOUCHED, WITH_ANOTHER_MIC);
	}

	@Test
	void serverCantChooseWhatWasNotOffered() {
		isRefused(Reason.WEAK_PEER, initiator(), acceptor(), UNTOUCHED, response(
				(token) -> new NegTokenResp(token.negState(), KERBEROS, token.responseToken(), token.mechListMic())));
		isRefused(Reason.WEAK_PEER, initiator(), acceptor(), init(List.of(NEGOEX), new byte[4]));
		isRefused(Reason.WEAK_PEER, initiator(), acceptor(), UNTOUCHED,
				(token) -> new NegTokenResp(NegState.REJECT, null, null, null).encode());
		isRefused(Reason.BAD_CREDENTIALS, initiator(), acceptor(), UNTOUCHED, UNTOUCHED, UNTOUCHED,
				(token) -> new NegTokenResp(NegState.REJECT, null, null, null).encode());
	}

	@Test
	void serverCantChangeItsMind() {
		isRefused(Reason.MALFORMED_TOKEN, initiator(kerberos()), acceptor(), UNTOUCHED, UNTOUCHED, UNTOUCHED, response(
				(token) -> new NegTokenResp(token.negState(), KERBEROS, token.responseToken(), token.mechListMic())));
	}

	@Test
	void tokensOutOfTurnAreRefused() {
		for (NegState state : new NegState[] { NegState.ACCEPT_COMPLETED, NegState.ACCEPT_INCOMPLETE }) {
			isRefused(Reason.MALFORMED_TOKEN, initiator(kerberos()), acceptor(), UNTOUCHED,
					response((token) -> new NegTokenResp(state, NTLM, new byte[4], null)));
		}
		isRefused(Reason.MALFORMED_TOKEN, initiator(), acceptor(), UNTOUCHED,
				response((token) -> new NegTokenResp(NegState.ACCEPT_COMPLETED, NTLM, null, null)));
		isRefused(Reason.MALFORMED_TOKEN, initiator(), acceptor(), UNTOUCHED,
				response((token) -> new NegTokenResp(NegState.ACCEPT_COMPLETED, NTLM, token.responseToken(), null)));
		isRefused(Reason.MALFORMED_TOKEN, initiator(), acceptor(), UNTOUCHED, UNTOUCHED, UNTOUCHED, response(
				(token) -> new NegTokenResp(NegState.ACCEPT_COMPLETED, null, new byte[4], token.mechListMic())));
		isRefused(Reason.MALFORMED_TOKEN, initiator(), acceptor(), UNTOUCHED, UNTOUCHED, UNTOUCHED,
				response((token) -> new NegTokenResp(NegState.ACCEPT_INCOMPLETE, null, null, token.mechListMic())));
		isRefused(Reason.MALFORMED_TOKEN, initiator(), acceptor(), UNTOUCHED, UNTOUCHED,
				response((token) -> new NegTokenResp(NegState.REJECT, null, token.responseToken(), null)));
		isRefused(Reason.MALFORMED_TOKEN, initiator(), acceptor(), UNTOUCHED, UNTOUCHED,
				response((token) -> new NegTokenResp(null, null, null, token.mechListMic())));
		isRefused(Reason.MALFORMED_TOKEN, initiator(), acceptor(),
				(token) -> init(List.of(NTLM), ntlmNegotiate(), new byte[16]));
	}

	@Test
	void mechanismThatCantBeginIsNotOffered() {
		for (Reason reason : List.of(Reason.LOCAL, Reason.WRONG_TARGET, Reason.CLOCK_SKEW, Reason.EXPIRED)) {
			ScriptedMechanism kerberos = kerberos();
			kerberos.failure = reason;
			byte[] token = begin(initiator(kerberos)).step(new byte[0]);
			assertThat(NegTokenInit.decode(token).mechTypes().oids()).containsExactly(NTLM);
			SecurityExchange alone = begin(new SpnegoInitiator(List.of(kerberos)));
			assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> alone.step(new byte[0]))
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
		}
	}

	@Test
	void ntlmIsNoFallbackWhereItIsNotAllowed() {
		InitiatorOptions options = new InitiatorOptions(AuthenticationLevel.INTEGRITY, ALICE, "host/stock", false,
				null);
		SecurityExchange client = initiator(kerberos()).begin(options);
		assertThat(NegTokenInit.decode(client.step(new byte[0])).mechTypes().oids()).contains(KERBEROS)
			.doesNotContain(NTLM);
		assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> initiator().begin(options))
			.withMessageContaining("NTLM is not allowed");
	}

	@Test
	void wrongCredentialsAreNotTriedWithTheNextMechanism() {
		ScriptedMechanism kerberos = kerberos();
		kerberos.failure = Reason.BAD_CREDENTIALS;
		SecurityExchange client = begin(initiator(kerberos));
		assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> client.step(new byte[0]))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.BAD_CREDENTIALS));
	}

	@Test
	void wrongPasswordIsRefused() {
		SecurityExchange client = initiator().begin(new InitiatorOptions(AuthenticationLevel.INTEGRITY,
				new PasswordCredentials("alice", "", "wrong".toCharArray()), null));
		SecurityExchange server = begin(acceptor());
		assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> run(client, server))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.BAD_CREDENTIALS));
		assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> server.step(new byte[0]))
			.withMessageContaining("has ended");
	}

	@Test
	void listOfMechanismsIsCheckedAtOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> new SpnegoInitiator(List.of()));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new SpnegoInitiator(List.of(this.ntlmInitiator, this.ntlmInitiator)))
			.withMessageContaining("NTLM comes twice");
		assertThatIllegalArgumentException().isThrownBy(() -> new SpnegoInitiator(List.of(initiator())))
			.withMessageContaining("SPNEGO is no mechanism");
		assertThatIllegalArgumentException().isThrownBy(() -> new SpnegoAcceptor(List.of(acceptor())));
		assertThat(initiator().service()).isEqualTo(AuthenticationService.SPNEGO);
		assertThat(acceptor().service()).isEqualTo(AuthenticationService.SPNEGO);
		assertThat(initiator().accepts(ALICE)).isTrue();
		assertThat(initiator().accepts(new AnonymousCredentials())).isTrue();
	}

	@Test
	void closingDestroysWhatNobodyTook() {
		SpnegoInitiator initiator = new SpnegoInitiator(
				List.of(kerberos(this.kerberosClient, "AP-REQ", "AP-REP", "AP-REP")));
		SpnegoAcceptor acceptor = new SpnegoAcceptor(
				List.of(kerberos(this.kerberosServer, "AP-REQ", "AP-REP", "AP-REP")));
		SecurityExchange client = begin(initiator);
		SecurityExchange server = begin(acceptor);
		client.close();
		SecurityExchange second = begin(initiator);
		assertThatIllegalStateException().isThrownBy(second::context);
		run(second, server);
		assertThat(second.context()).isSameAs(this.kerberosClient);
		second.close();
		server.close();
		assertThat(this.kerberosClient.destroyed).isFalse();
		assertThat(this.kerberosServer.destroyed).isTrue();
		assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> client.step(new byte[0]));
	}

}
