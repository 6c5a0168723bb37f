package io.opnum.rpc.security.spnego;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What no honest peer sends is refused with an {@link AuthenticationException}, and
 * nothing else.
 */
class SpnegoHostileInputTests {

	private static final PasswordCredentials ALICE = new PasswordCredentials("alice", "", "secret".toCharArray());

	private static final List<GoldenSpnego> SESSIONS = GoldenSpnego.all();

	/** Decode a token of a leg; what is taken can be written, and read as the same. */
	private static boolean parse(int leg, byte[] token) {
		try {
			if (leg == 0) {
				NegTokenInit taken = NegTokenInit.decode(token);
				NegTokenInit again = NegTokenInit.decode(taken.encode());
				assertThat(again.mechTypes().oids()).isEqualTo(taken.mechTypes().oids());
				assertThat(again.mechToken()).isEqualTo(taken.mechToken());
			}
			else {
				NegTokenResp taken = NegTokenResp.decode(token);
				NegTokenResp again = NegTokenResp.decode(taken.encode());
				assertThat(again.encode()).isEqualTo(taken.encode());
				assertThat(again.supportedMech()).isEqualTo(taken.supportedMech());
			}
			return true;
		}
		catch (AuthenticationException ex) {
			assertThat(ex.reason()).isEqualTo(Reason.MALFORMED_TOKEN);
			return false;
		}
	}

	@Test
	void everyTruncationIsMalformed() {
		for (GoldenSpnego session : SESSIONS) {
			for (int leg = 0; leg < 4; leg++) {
				byte[] token = session.tokens().get(leg);
				for (int length = 0; length < token.length; length++) {
					assertThat(parse(leg, Arrays.copyOf(token, length))).isFalse();
				}
				assertThat(parse(leg, Arrays.copyOf(token, token.length + 1))).isFalse();
				assertThat(parse(leg, token)).isTrue();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3 })
	void everyMutationIsTakenOrMalformed(int leg) {
		Random random = new Random(leg);
		int taken = 0;
		int rounds = 50_000;
		for (int i = 0; i < rounds; i++) {
			byte[] token = SESSIONS.get(random.nextInt(SESSIONS.size())).tokens().get(leg).clone();
			for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
				// Mostly in front, where tags and lengths are
				int offset = random.nextInt(random.nextInt(4) > 0 ? Math.min(token.length, 64) : token.length);
				token[offset] = (byte) (random.nextBoolean() ? random.nextInt() : token[offset] ^ 1 << i % 8);
			}
			taken += parse(leg, token) ? 1 : 0;
		}
		assertThat(taken).isPositive().isLessThan(rounds);
	}

	@Test
	void mutatedTokensEstablishNothingElse() {
		NtlmAcceptor ntlm = NtlmAcceptor
			.builder(NtlmServerNames.ofHost("stock"), (account, domain) -> NtHash.of(ALICE.password()))
			.build();
		SpnegoAcceptor acceptor = new SpnegoAcceptor(List.of(ntlm));
		SpnegoInitiator initiator = new SpnegoInitiator(List.of(new NtlmInitiator("")));
		Random random = new Random(4);
		int refused = 0;
		for (int i = 0; i < 1_000; i++) {
			SecurityExchange client = initiator.begin(new InitiatorOptions(AuthenticationLevel.INTEGRITY, ALICE, null));
			SecurityExchange server = acceptor.begin(new AcceptorOptions(AuthenticationLevel.INTEGRITY, ""));
			byte[] token = new byte[0];
			try {
				for (int leg = 0; token != null; leg++) {
					token = ((leg % 2 == 0) ? client : server).step(token);
					if (token != null && leg == i % 4) {
						token[random.nextInt(token.length)] ^= (byte) (1 << random.nextInt(8));
					}
				}
				// Taken all the same: an octet that means nothing, or nothing any more
				assertThat(client.context().sessionKey()).isEqualTo(server.context().sessionKey());
			}
			catch (AuthenticationException ex) {
				assertThat(ex.reason()).isNotEqualTo(Reason.LOCAL);
				assertThat(client.isComplete()).isFalse();
				refused++;
			}
		}
		assertThat(refused).isGreaterThan(950);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "60", "6080", "608000", "60840000", "6084ffffffff", "608200", "60820001", "61020500",
			"a100", "a1023000ff", "a1820002", "a1810430020500", "a1073005a0030a0104", "a1073005a0030a01ff",
			"a1063004a0020a00", "a1083006a0040a020000", "a1073005a0030a0100ff", "a1063004a1020600",
			"a1083006a104060280 01", "a1063004a2020500", "a10a3008a2020400a0020400", "a10a3008a3020400a2020400",
			"a10a3008a2020400a2020400" })
	void responsesAreReadStrictly(String hex) {
		assertThat(parse(1, HexFormat.of().parseHex(hex.replace(" ", "")))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a100", "60080606 2b0601050502", "600c06062b0601050502a0023000",
			"601006062b0601050502a0063004a0023000", "601006062b0601050503a0063004a0023000",
			"601406062b0601050502a00a3008a006300406022b86", "6009 06062b0601050502 01" })
	void firstTokensAreReadStrictly(String hex) {
		assertThat(parse(0, HexFormat.of().parseHex(hex.replace(" ", "")))).isFalse();
	}

	@Test
	void laterVersionsMayAddFields() {
		assertThat(parse(1, HexFormat.of().parseHex("a10b3009a0030a0100a4020500"))).isTrue();
	}

	@Test
	void listsAreBounded() {
		byte[] one = HexFormat.of().parseHex("06062b0601050502");
		for (int count : new int[] { 1, 32, 33, 8_000 }) {
			byte[][] parts = new byte[count][];
			Arrays.fill(parts, one);
			byte[] types = DerWriter.element(Tags.context(0), DerWriter.element(Tags.SEQUENCE, parts));
			byte[] token = DerWriter.element(Tags.GSS_TOKEN, one,
					DerWriter.element(Tags.context(0), DerWriter.element(Tags.SEQUENCE, types)));
			assertThat(parse(0, token)).isEqualTo(count <= 32);
		}
	}

	@Test
	void messagesTellNothingOfTheContent() {
		assertThatExceptionOfType(AuthenticationException.class)
			.isThrownBy(() -> NegTokenResp.decode(HexFormat.of().parseHex("a1073005a0030a0104")))
			.withMessage("Malformed NegTokenResp: its negState is none of 4 (RFC 4178 4.2)");
	}

}
