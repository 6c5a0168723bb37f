package io.opnum.rpc.security.ntlm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.GoldenNtlmSessions;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.MessageRefusedException;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.PeerIdentity;
import io.opnum.rpc.security.SecurityExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What no honest peer sends is refused with an {@link AuthenticationException} before a
 * context is established, with a {@link MessageRefusedException} after, and nothing else.
 */
class NtlmHostileInputTests {

	private static final int STUB = 24;

	private static final int TRAILER = 24 + 48;

	private static final AcceptorOptions PRIVACY = new AcceptorOptions(AuthenticationLevel.PRIVACY, "");

	private static final PasswordCredentials ALICE = new PasswordCredentials("alice", "", "secret".toCharArray());

	private final NtlmAcceptor acceptor = NtlmAcceptor
		.builder(NtlmServerNames.ofHost("stock"), (account, domain) -> NtHash.of(ALICE.password()))
		.build();

	private final NtlmInitiator initiator = new NtlmInitiator("");

	static Stream<Parser> parsers() {
		return Stream.of(new Parser("NEGOTIATE_MESSAGE", 0, (token) -> NegotiateMessage.decode(token).encode()),
				new Parser("CHALLENGE_MESSAGE", 1, (token) -> ChallengeMessage.decode(token).encode()),
				new Parser("AUTHENTICATE_MESSAGE", 2, (token) -> AuthenticateMessage.decode(token).encode()),
				new Parser("NTLMv2_RESPONSE", 2,
						(token) -> Ntlmv2.attributes(AuthenticateMessage.decode(token).ntResponse()).encode()));
	}

	private static List<byte[]> seeds(int leg) {
		return GoldenNtlmSessions.all().stream().map((session) -> GoldenNtlmTests.message(session, leg)).toList();
	}

	@ParameterizedTest
	@MethodSource("parsers")
	void everyTruncationIsTakenOrMalformed(Parser parser) {
		for (byte[] seed : seeds(parser.leg)) {
			for (int length = 0; length < seed.length; length++) {
				parser.parse(Arrays.copyOf(seed, length));
			}
		}
	}

	@ParameterizedTest
	@MethodSource("parsers")
	void everyMutationIsTakenOrMalformed(Parser parser) {
		Random random = new Random(parser.leg);
		List<byte[]> seeds = seeds(parser.leg);
		int taken = 0;
		int rounds = 100_000;
		for (int i = 0; i < rounds; i++) {
			byte[] token = seeds.get(random.nextInt(seeds.size())).clone();
			for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
				// Mostly in front, where lengths and offsets are
				int offset = random.nextInt(random.nextBoolean() ? Math.min(token.length, 88) : token.length);
				token[offset] = (byte) (random.nextBoolean() ? random.nextInt() : 0xff);
			}
			taken += parser.parse(token) ? 1 : 0;
		}
		assertThat(taken).isPositive();
		assertThat(taken).isLessThan(rounds);
	}

	@Test
	void offsetsAndLengthsAreHeldToTheMessage() {
		byte[] seed = seeds(2).get(0);
		for (int field : new int[] { 12, 20, 28, 36, 44, 52 }) {
			for (int[] claim : new int[][] { { 0xffff, 0 }, { 1, seed.length }, { 2, -1 }, { 2, Integer.MAX_VALUE },
					{ 2, Integer.MIN_VALUE }, { seed.length, 1 } }) {
				byte[] token = seed.clone();
				Unpooled.wrappedBuffer(token).setShortLE(field, claim[0]).setIntLE(field + 4, claim[1]);
				assertThatExceptionOfType(AuthenticationException.class)
					.isThrownBy(() -> AuthenticateMessage.decode(token))
					.withMessageContaining("AUTHENTICATE_MESSAGE");
			}
		}
	}

	@Test
	void messagesOfAnotherTypeOrEndlessOnesAreMalformed() {
		for (int leg = 0; leg < 3; leg++) {
			byte[] message = seeds(leg).get(0);
			for (int other = 0; other < 3; other++) {
				byte[] foreign = seeds(other).get(0);
				Parser parser = parsers().toList().get(leg);
				assertThat(parser.parse(foreign)).isEqualTo(leg == other);
			}
			assertThat(parsers().toList().get(leg).parse(Arrays.copyOf(message, 0x8001))).isFalse();
		}
	}

	@Test
	void mutatedExchangesEstablishNothing() {
		Random random = new Random(4);
		for (int i = 0; i < 2_000; i++) {
			SecurityExchange client = this.initiator
				.begin(new InitiatorOptions(AuthenticationLevel.PRIVACY, ALICE, "host/stock"));
			SecurityExchange server = this.acceptor.begin(PRIVACY);
			byte[] answer = client.step(server.step(client.step(new byte[0])));
			int offset = random.nextInt(answer.length);
			answer[offset] ^= (byte) (1 << random.nextInt(8));
			assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> server.step(answer))
				.satisfies((ex) -> assertThat(ex.reason()).isNotEqualTo(Reason.LOCAL));
			assertThat(server.isComplete()).isFalse();
		}
	}

	private static NtlmSecurityContext context(AuthenticationLevel level, boolean initiator) {
		byte[] key = new byte[16];
		Arrays.fill(key, (byte) 0x42);
		return new NtlmSecurityContext(level, PeerIdentity.ANONYMOUS, key, NtlmFlags.required(level), initiator);
	}

	private static List<byte[]> protectedPdus(AuthenticationLevel level, int count) {
		NtlmSecurityContext client = context(level, true);
		List<byte[]> pdus = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			byte[] pdu = new byte[TRAILER + 8 + 16];
			Arrays.fill(pdu, (byte) 0x11);
			client.protect(Unpooled.wrappedBuffer(pdu), 0, STUB, TRAILER, true);
			pdus.add(pdu);
		}
		return pdus;
	}

	private static void unprotect(NtlmSecurityContext context, byte[] pdu) {
		context.unprotect(Unpooled.wrappedBuffer(pdu.clone()), 0, STUB, TRAILER, 16, true);
	}

	private static void isRefused(NtlmSecurityContext context, byte[] pdu) {
		assertThatExceptionOfType(MessageRefusedException.class).isThrownBy(() -> unprotect(context, pdu));
	}

	static Stream<AuthenticationLevel> signingLevels() {
		return Stream.of(AuthenticationLevel.values()).filter(AuthenticationLevel::isSigned);
	}

	@ParameterizedTest
	@MethodSource("signingLevels")
	void everyFlippedBitIsRefused(AuthenticationLevel level) {
		byte[] pdu = protectedPdus(level, 1).get(0);
		unprotect(context(level, false), pdu);
		for (int bit = 0; bit < 8 * pdu.length; bit++) {
			byte[] altered = pdu.clone();
			altered[bit / 8] ^= (byte) (1 << bit % 8);
			isRefused(context(level, false), altered);
		}
	}

	@ParameterizedTest
	@MethodSource("signingLevels")
	void replayedReorderedOrMissingPdusAreRefused(AuthenticationLevel level) {
		List<byte[]> pdus = protectedPdus(level, 3);
		NtlmSecurityContext replayed = context(level, false);
		unprotect(replayed, pdus.get(0));
		isRefused(replayed, pdus.get(0));
		NtlmSecurityContext reordered = context(level, false);
		isRefused(reordered, pdus.get(1));
		NtlmSecurityContext missing = context(level, false);
		unprotect(missing, pdus.get(0));
		isRefused(missing, pdus.get(2));
	}

	@ParameterizedTest
	@MethodSource("signingLevels")
	void nothingIsTakenAfterARefusedPdu(AuthenticationLevel level) {
		List<byte[]> pdus = protectedPdus(level, 2);
		NtlmSecurityContext server = context(level, false);
		byte[] altered = pdus.get(0).clone();
		altered[30] ^= 1;
		isRefused(server, altered);
		isRefused(server, pdus.get(0));
		isRefused(server, pdus.get(1));
	}

	@ParameterizedTest
	@MethodSource("signingLevels")
	void ownPdusSentBackAreRefused(AuthenticationLevel level) {
		isRefused(context(level, true), protectedPdus(level, 1).get(0));
	}

	@ParameterizedTest
	@MethodSource("signingLevels")
	void tokensOfAnotherLengthAreRefused(AuthenticationLevel level) {
		ByteBuf pdu = Unpooled.wrappedBuffer(protectedPdus(level, 1).get(0));
		for (int length : new int[] { 0, 1, 15 }) {
			NtlmSecurityContext server = context(level, false);
			assertThatExceptionOfType(MessageRefusedException.class)
				.isThrownBy(() -> server.unprotect(pdu.copy(), 0, STUB, TRAILER, length, true));
			assertThatExceptionOfType(MessageRefusedException.class)
				.isThrownBy(() -> context(level, false).verifyMic(new byte[5], new byte[length]));
		}
	}

	@Test
	void tokensMeanNothingAtConnect() {
		ByteBuf pdu = Unpooled.buffer().writeZero(TRAILER + 8 + 16);
		context(AuthenticationLevel.CONNECT, false).unprotect(pdu, 0, STUB, TRAILER, 16, true);
		assertThat(pdu).isEqualTo(Unpooled.buffer().writeZero(TRAILER + 8 + 16));
	}

	record Parser(String name, int leg, Function<byte[], byte[]> parser) {

		/** Parse a token; what is taken can be written and read again. */
		boolean parse(byte[] token) {
			byte[] written;
			try {
				written = this.parser.apply(token);
			}
			catch (AuthenticationException ex) {
				assertThat(ex.reason()).isIn(Reason.MALFORMED_TOKEN, Reason.WEAK_PEER);
				return false;
			}
			assertThat(written).isNotEmpty();
			return true;
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
