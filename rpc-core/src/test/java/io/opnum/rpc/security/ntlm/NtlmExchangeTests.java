package io.opnum.rpc.security.ntlm;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AnonymousCredentials;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.CredentialsProvider;
import io.opnum.rpc.security.FailureLimiter;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.NtHashCredentials;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.PeerIdentity;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Client and server of ours with each other: who gets in, and who does not.
 */
class NtlmExchangeTests {

	private static final String HERE = "192.0.2.1";

	private static final NtlmServerNames NAMES = new NtlmServerNames("STOCK", "OFFICE", "stock.example.org",
			"example.org");

	private static final PasswordCredentials ALICE = new PasswordCredentials("alice", "OFFICE",
			"correct horse".toCharArray());

	private final List<String> lookups = new ArrayList<>();

	private final NtlmInitiator initiator = new NtlmInitiator("DESK");

	private final NtlmAcceptor acceptor = builder().build();

	private NtlmAcceptor.Builder builder() {
		return NtlmAcceptor.builder(NAMES, (account, domain) -> {
			this.lookups.add(domain + '/' + account);
			return account.equalsIgnoreCase("alice") ? NtHash.of("correct horse".toCharArray()) : null;
		});
	}

	private static Contexts exchange(NtlmInitiator initiator, NtlmAcceptor acceptor, InitiatorOptions options) {
		return exchange(initiator, acceptor, options, UnaryOperator.identity(), UnaryOperator.identity(),
				UnaryOperator.identity());
	}

	/** All three legs, each with what somebody in between makes of it. */
	private static Contexts exchange(NtlmInitiator initiator, NtlmAcceptor acceptor, InitiatorOptions options,
			UnaryOperator<byte[]> negotiate, UnaryOperator<byte[]> challenge, UnaryOperator<byte[]> authenticate) {
		SecurityExchange client = initiator.begin(options);
		SecurityExchange server = acceptor.begin(new AcceptorOptions(options.level(), HERE));
		byte[] first = client.step(new byte[0]);
		assertThat(client.isComplete()).isFalse();
		byte[] second = server.step(negotiate.apply(first));
		assertThat(server.isComplete()).isFalse();
		byte[] third = client.step(challenge.apply(second));
		assertThat(client.isComplete()).isTrue();
		assertThat(server.step(authenticate.apply(third))).isNull();
		assertThat(server.isComplete()).isTrue();
		return new Contexts(client.context(), server.context());
	}

	private static InitiatorOptions options(Credentials credentials) {
		return new InitiatorOptions(AuthenticationLevel.PRIVACY, credentials, null);
	}

	private void isRefused(Reason reason, NtlmAcceptor acceptor, Credentials credentials) {
		assertThatExceptionOfType(AuthenticationException.class)
			.isThrownBy(() -> exchange(this.initiator, acceptor, options(credentials)))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	private void isRefused(Reason reason, UnaryOperator<byte[]> negotiate, UnaryOperator<byte[]> challenge,
			UnaryOperator<byte[]> authenticate) {
		assertThatExceptionOfType(AuthenticationException.class)
			.isThrownBy(
					() -> exchange(this.initiator, this.acceptor, options(ALICE), negotiate, challenge, authenticate))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	private static byte[] set(byte[] token, int offset, int value) {
		Unpooled.wrappedBuffer(token).setIntLE(offset, value);
		return token;
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void bothSidesEstablishTheSameContext(AuthenticationLevel level) {
		Contexts contexts = exchange(this.initiator, this.acceptor, new InitiatorOptions(level, ALICE, "host/stock"));
		assertThat(contexts.client.sessionKey()).isEqualTo(contexts.server.sessionKey()).hasSize(16);
		assertThat(contexts.server.peer()).isEqualTo(PeerIdentity.ofAccount("OFFICE", "alice"));
		assertThat(contexts.server.peer().getName()).isEqualTo("OFFICE\\alice");
		assertThat(contexts.client.peer().getName()).isEqualTo("OFFICE\\STOCK");
		for (SecurityContext context : List.of(contexts.client, contexts.server)) {
			assertThat(context.service()).isEqualTo(AuthenticationService.NTLM);
			assertThat(context.level()).isEqualTo(level);
			assertThat(context.expiresAt()).isEqualTo(Instant.MAX);
			assertThat(context.tokenLength()).isEqualTo((level == AuthenticationLevel.CONNECT) ? 0 : 16);
			assertThat(context.providesMic()).isEqualTo(level.isSigned());
		}
		assertThat(this.lookups).containsExactly("OFFICE/alice");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void messagesPassBothWays(AuthenticationLevel level) {
		Contexts contexts = exchange(this.initiator, this.acceptor, new InitiatorOptions(level, ALICE, null));
		Random random = new Random(level.code());
		for (int i = 0; i < 50; i++) {
			boolean fromClient = random.nextBoolean();
			SecurityContext sender = fromClient ? contexts.client : contexts.server;
			SecurityContext receiver = fromClient ? contexts.server : contexts.client;
			byte[] octets = new byte[24 + 16 * random.nextInt(600) + 8];
			random.nextBytes(octets);
			int trailer = octets.length - 8;
			ByteBuf pdu = Unpooled.buffer().writeBytes(octets).writeZero(sender.tokenLength());
			sender.protect(pdu, 0, 24, trailer, random.nextBoolean());
			ByteBuf plain = Unpooled.wrappedBuffer(octets);
			assertThat(pdu.slice(24, trailer - 24).equals(plain.slice(24, trailer - 24)))
				.isEqualTo(!level.isSealed() || trailer == 24);
			receiver.unprotect(pdu, 0, 24, trailer, sender.tokenLength(), random.nextBoolean());
			assertThat(pdu.slice(0, octets.length)).isEqualTo(plain);
		}
	}

	@Test
	void hashIsAsGoodAsPassword() {
		Contexts contexts = exchange(this.initiator, this.acceptor,
				options(new NtHashCredentials("ALICE", "", NtHash.of("correct horse".toCharArray()))));
		assertThat(contexts.server.peer().getName()).isEqualTo("ALICE");
	}

	@Test
	void wrongPasswordCantBeToldFromUnknownAccount() {
		List<String> messages = new ArrayList<>();
		for (String account : List.of("alice", "carol")) {
			PasswordCredentials wrong = new PasswordCredentials(account, "OFFICE", "wrong".toCharArray());
			assertThatExceptionOfType(AuthenticationException.class)
				.isThrownBy(() -> exchange(this.initiator, this.acceptor, options(wrong)))
				.satisfies((ex) -> {
					assertThat(ex.reason()).isEqualTo(Reason.BAD_CREDENTIALS);
					messages.add(ex.getMessage().replace(account, "X"));
				});
		}
		assertThat(messages.get(0)).isEqualTo(messages.get(1));
	}

	@Test
	void accountsAreWhoTheirProviderSaysAndNotWhatCallersWrite() {
		NtlmAcceptor acceptor = NtlmAcceptor.builder(NAMES, new CredentialsProvider() {

			@Override
			public NtHash ntHash(String account, String domain) {
				return NtHash.of("correct horse".toCharArray());
			}

			@Override
			public PeerIdentity identity(String account, String domain) {
				return PeerIdentity.ofAccount("", account.toLowerCase(Locale.ROOT));
			}

		}).build();
		Contexts contexts = exchange(this.initiator, acceptor,
				options(new PasswordCredentials("ALICE", "HEADQUARTERS", "correct horse".toCharArray())));
		assertThat(contexts.server.peer()).isEqualTo(PeerIdentity.ofAccount("", "alice"));
	}

	@Test
	void accountProviderThatFailsLetsNobodyIn() {
		NtlmAcceptor failing = NtlmAcceptor.builder(NAMES, (account, domain) -> {
			throw new IllegalStateException("The directory is down");
		}).build();
		isRefused(Reason.LOCAL, failing, ALICE);
	}

	@Test
	void failuresAreLimited() {
		NtlmAcceptor limited = builder().failures(new FailureLimiter(2, Duration.ofDays(1))).build();
		PasswordCredentials wrong = new PasswordCredentials("alice", "OFFICE", "wrong".toCharArray());
		isRefused(Reason.BAD_CREDENTIALS, limited, wrong);
		exchange(this.initiator, limited, options(ALICE));
		isRefused(Reason.BAD_CREDENTIALS, limited, wrong);
		isRefused(Reason.BAD_CREDENTIALS, limited, new PasswordCredentials("alice", "OTHER", "wrong".toCharArray()));
		int before = this.lookups.size();
		isRefused(Reason.RATE_LIMITED, limited, ALICE);
		assertThat(this.lookups).hasSize(before);
	}

	@Test
	void anonymousIsAnExplicitChoice() {
		isRefused(Reason.BAD_CREDENTIALS, this.acceptor, new AnonymousCredentials());
		Contexts contexts = exchange(this.initiator, builder().anonymous(true).build(),
				options(new AnonymousCredentials()));
		assertThat(contexts.server.peer().isAnonymous()).isTrue();
		assertThat(contexts.server.sessionKey()).isEqualTo(contexts.client.sessionKey());
		assertThat(this.lookups).isEmpty();
	}

	@Test
	void alteredMessagesAreRefused() {
		// The client's challenge is under the proof, the flag of the version under the
		// MIC
		isRefused(Reason.TAMPERED, (token) -> set(token, 32, 42), UnaryOperator.identity(), UnaryOperator.identity());
		isRefused(Reason.TAMPERED, UnaryOperator.identity(), (token) -> set(token, 48, 42), UnaryOperator.identity());
		isRefused(Reason.TAMPERED, UnaryOperator.identity(), UnaryOperator.identity(), (token) -> set(token, 64, 42));
		isRefused(Reason.TAMPERED, UnaryOperator.identity(), UnaryOperator.identity(), (token) -> set(token, 72, 42));
		isRefused(Reason.BAD_CREDENTIALS, UnaryOperator.identity(), (token) -> set(token, 24, 42),
				UnaryOperator.identity());
	}

	@Test
	void micCantBeTakenAway() {
		isRefused(Reason.TAMPERED, UnaryOperator.identity(), UnaryOperator.identity(), (token) -> {
			AuthenticateMessage message = AuthenticateMessage.decode(token);
			return new AuthenticateMessage(message.flags(), message.lmResponse(), message.ntResponse(),
					message.domain(), message.account(), message.workstation(), message.encryptedSessionKey(), null)
				.encode();
		});
	}

	@Test
	void micThatIsNotAnnouncedCanBeRequired() {
		SecurityExchange lax = this.acceptor.begin(new AcceptorOptions(AuthenticationLevel.INTEGRITY, HERE));
		assertThat(lax.step(answerWithoutMic(lax))).isNull();
		SecurityExchange strict = builder().requireMic(true)
			.build()
			.begin(new AcceptorOptions(AuthenticationLevel.INTEGRITY, HERE));
		byte[] answer = answerWithoutMic(strict);
		assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> strict.step(answer))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.WEAK_PEER));
	}

	/** An answer as impacket gives it: all but the MIC. */
	private static byte[] answerWithoutMic(SecurityExchange server) {
		int flags = NtlmFlags.wanted(AuthenticationLevel.INTEGRITY);
		ChallengeMessage challenge = ChallengeMessage.decode(server.step(new NegotiateMessage(flags).encode()));
		byte[] responseKey = Ntlmv2.responseKey(NtHash.of(ALICE.password()), "alice", "OFFICE");
		byte[] response = Ntlmv2.response(responseKey, challenge.serverChallenge(), new byte[8], new byte[8],
				challenge.targetInfo());
		SessionKey key = SessionKey.choose(Ntlmv2.sessionBaseKey(responseKey, response), flags, new Random(1));
		return new AuthenticateMessage(flags, new byte[24], response, "OFFICE", "alice", "", key.encrypted(), null)
			.encode();
	}

	@Test
	void callersCanBeMadeToMeanThisServer() {
		NtlmAcceptor strict = builder().targetPrincipals(Set.of("host/stock.example.org")).build();
		exchange(this.initiator, strict,
				new InitiatorOptions(AuthenticationLevel.PRIVACY, ALICE, "HOST/stock.example.org"));
		isRefused(Reason.WRONG_TARGET, strict, ALICE);
		assertThatExceptionOfType(AuthenticationException.class)
			.isThrownBy(() -> exchange(this.initiator, strict,
					new InitiatorOptions(AuthenticationLevel.PRIVACY, ALICE, "host/\nother")))
			.withMessageContaining("\"host/\\u000aother\"");
	}

	@ParameterizedTest
	@ValueSource(ints = { NtlmFlags.UNICODE, NtlmFlags.SIGN, NtlmFlags.SEAL, NtlmFlags.NTLM,
			NtlmFlags.EXTENDED_SESSION_SECURITY, NtlmFlags.KEY_128, NtlmFlags.KEY_EXCHANGE })
	void weakPeersAreRefused(int flag) {
		int all = NtlmFlags.wanted(AuthenticationLevel.PRIVACY);
		isRefused(Reason.WEAK_PEER, (token) -> set(token, 12, all & ~flag), UnaryOperator.identity(),
				UnaryOperator.identity());
		isRefused((flag == NtlmFlags.UNICODE) ? Reason.MALFORMED_TOKEN : Reason.WEAK_PEER, UnaryOperator.identity(),
				(token) -> set(token, 20, (all | NtlmFlags.TARGET_INFO) & ~flag), UnaryOperator.identity());
		isRefused(Reason.WEAK_PEER, UnaryOperator.identity(), UnaryOperator.identity(),
				(token) -> set(token, 60, all & ~flag));
	}

	@Test
	void connectNeedsNoKeyExchange() {
		int weak = NtlmFlags.wanted(AuthenticationLevel.CONNECT) & ~NtlmFlags.KEY_EXCHANGE & ~NtlmFlags.KEY_128;
		InitiatorOptions connect = new InitiatorOptions(AuthenticationLevel.CONNECT, ALICE, null);
		SecurityExchange server = this.acceptor.begin(new AcceptorOptions(AuthenticationLevel.CONNECT, HERE));
		SecurityExchange client = this.initiator.begin(connect);
		client.step(new byte[0]);
		byte[] challenge = server.step(new NegotiateMessage(weak).encode());
		byte[] answer = client.step(challenge);
		assertThat(AuthenticateMessage.decode(answer).encryptedSessionKey()).isEmpty();
		// The MIC is over another NEGOTIATE_MESSAGE than the server saw
		assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> server.step(answer))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.TAMPERED));
	}

	@Test
	void oldResponsesAreNeverTaken() {
		for (int length : new int[] { 0, 1, 24 }) {
			isRefused(Reason.WEAK_PEER, UnaryOperator.identity(), UnaryOperator.identity(),
					(token) -> withResponse(token, new byte[length]));
		}
		isRefused(Reason.MALFORMED_TOKEN, UnaryOperator.identity(), UnaryOperator.identity(),
				(token) -> withResponse(token, new byte[25]));
		isRefused(Reason.MALFORMED_TOKEN, UnaryOperator.identity(), UnaryOperator.identity(),
				(token) -> withResponse(token, new byte[60]));
		assertThat(this.lookups).isEmpty();
	}

	private static byte[] withResponse(byte[] token, byte[] response) {
		AuthenticateMessage message = AuthenticateMessage.decode(token);
		return new AuthenticateMessage(message.flags(), new byte[24], response, message.domain(), message.account(), "",
				message.encryptedSessionKey(), null)
			.encode();
	}

	@Test
	void serverWithoutClockGetsTheClients() {
		Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05.6789Z"), ZoneOffset.UTC);
		NtlmInitiator timed = new NtlmInitiator("", new Random(5), clock);
		SecurityExchange client = timed.begin(options(ALICE));
		client.step(new byte[0]);
		int flags = NtlmFlags.wanted(AuthenticationLevel.PRIVACY) | NtlmFlags.TARGET_INFO;
		byte[] answer = client.step(new ChallengeMessage(flags, "STOCK", new byte[8], new AvPairs(List.of())).encode());
		AuthenticateMessage message = AuthenticateMessage.decode(answer);
		ByteBuf response = Unpooled.wrappedBuffer(message.ntResponse());
		assertThat(response.getLongLE(24)).isEqualTo(134_117_966_456_789_000L);
		assertThat(message.lmResponse())
			.isEqualTo(Ntlmv2.lmResponse(Ntlmv2.responseKey(NtHash.of(ALICE.password()), "alice", "OFFICE"),
					new byte[8], ByteBufUtil.getBytes(response, 32, 8)));
		assertThat(client.context().peer().getName()).isEqualTo("STOCK");
	}

	@Test
	void answersCantBeReplayed() {
		byte[][] captured = new byte[2][];
		exchange(this.initiator, this.acceptor, options(ALICE), (token) -> captured[0] = token,
				UnaryOperator.identity(), (token) -> captured[1] = token);
		SecurityExchange server = this.acceptor.begin(new AcceptorOptions(AuthenticationLevel.PRIVACY, HERE));
		server.step(captured[0]);
		assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> server.step(captured[1]))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.BAD_CREDENTIALS));
	}

	@Test
	void exchangeIsOverAfterItsSteps() {
		SecurityExchange client = this.initiator.begin(options(ALICE));
		SecurityExchange server = this.acceptor.begin(new AcceptorOptions(AuthenticationLevel.PRIVACY, HERE));
		assertThatIllegalStateException().isThrownBy(client::context);
		byte[] answer = client.step(server.step(client.step(new byte[0])));
		server.step(answer);
		for (SecurityExchange exchange : List.of(client, server)) {
			assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> exchange.step(answer));
			assertThat(exchange.isComplete()).isTrue();
		}
	}

	@Test
	void failedExchangeIsOver() {
		SecurityExchange server = this.acceptor.begin(new AcceptorOptions(AuthenticationLevel.PRIVACY, HERE));
		assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> server.step(new byte[0]));
		byte[] negotiate = this.initiator.begin(options(ALICE)).step(new byte[0]);
		assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> server.step(negotiate));
		SecurityExchange client = this.initiator.begin(options(ALICE));
		assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> client.step(negotiate));
	}

	@Test
	void closingDestroysWhatNobodyTook() {
		SecurityExchange client = this.initiator.begin(options(ALICE));
		SecurityExchange server = this.acceptor.begin(new AcceptorOptions(AuthenticationLevel.PRIVACY, HERE));
		server.step(client.step(server.step(client.step(new byte[0]))));
		SecurityContext taken = client.context();
		client.close();
		assertThat(taken.sessionKey()).hasSize(16);
		server.close();
		assertThatIllegalStateException().isThrownBy(() -> server.context().sessionKey());
	}

	@Test
	void destroyedContextDoesNothingAnyMore() {
		SecurityContext context = exchange(this.initiator, this.acceptor, options(ALICE)).client;
		context.destroy();
		ByteBuf pdu = Unpooled.buffer().writeZero(100);
		assertThatIllegalStateException().isThrownBy(() -> context.protect(pdu, 0, 24, 40, true));
		assertThatIllegalStateException().isThrownBy(() -> context.unprotect(pdu, 0, 24, 40, 16, true));
		assertThatIllegalStateException().isThrownBy(() -> context.mic(new byte[0]));
		assertThatIllegalStateException().isThrownBy(context::sessionKey);
		assertThat(ALICE.password()).isEqualTo("correct horse".toCharArray());
	}

	@Test
	void noSecretIsTold() {
		Contexts contexts = exchange(this.initiator, this.acceptor, options(ALICE));
		assertThat(contexts.client.toString()).isEqualTo("NtlmSecurityContext[level=PRIVACY, peer=OFFICE\\STOCK]");
		assertThat(new InitiatorOptions(AuthenticationLevel.PRIVACY, ALICE, null).toString())
			.doesNotContain("correct horse");
	}

	@Test
	void namesFollowFromTheHost() {
		assertThat(NtlmServerNames.ofHost("stock.example.org"))
			.isEqualTo(new NtlmServerNames("STOCK", "STOCK", "stock.example.org", "example.org"));
		assertThat(NtlmServerNames.ofHost("a-rather-long-host-name"))
			.isEqualTo(new NtlmServerNames("A-RATHER-LONG-H", "A-RATHER-LONG-H", "a-rather-long-host-name", ""));
	}

	private record Contexts(SecurityContext client, SecurityContext server) {
	}

}
