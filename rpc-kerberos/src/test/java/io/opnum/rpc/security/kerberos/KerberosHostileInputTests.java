package io.opnum.rpc.security.kerberos;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.kerberos.GoldenKerberosSessions.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What no honest peer sends is refused with an {@link AuthenticationException}, and
 * nothing else.
 */
class KerberosHostileInputTests {

	private static final Session SESSION = GoldenKerberosSessions.raw().get(0);

	static Stream<Parser> parsers() {
		ApRequest request = ApRequest.decode(SESSION.token(0));
		byte[] part = Ticket.decode(request.ticket()).part().decrypt(SESSION.key("service_key"), Ticket.USAGE);
		KerberosKey sessionKey = SESSION.key("session_key");
		byte[] error = new Fields.Writer().integer(0, 5).integer(1, 30).integer(6, 37).message(30);
		return Stream.of(new Parser("AP-REQ", SESSION.token(0), (token) -> {
			ApRequest decoded = ApRequest.decode(token);
			Ticket.decode(decoded.ticket());
		}), new Parser("EncTicketPart", part, TicketPart::decode), new Parser("Authenticator",
				request.authenticator().decrypt(sessionKey, Authenticator.USAGE), Authenticator::decode),
				new Parser("AP-REP", SESSION.token(1), ApReply::decode),
				new Parser("EncAPRepPart", ApReply.decode(SESSION.token(1)).part().decrypt(sessionKey, ApReply.USAGE),
						ReplyPart::decode),
				new Parser("PAC", TicketPart.decode(part).authorizationData(),
						(data) -> Pac.sids(data, SESSION.key("service_key"))),
				new Parser("KRB-ERROR", error, KerberosError::decode));
	}

	@ParameterizedTest
	@MethodSource("parsers")
	void everyTruncationIsMalformed(Parser parser) {
		assertThat(parser.parse(parser.seed)).isTrue();
		for (int length = 0; length < parser.seed.length; length++) {
			assertThat(parser.parse(Arrays.copyOf(parser.seed, length))).as("%d octets", length).isFalse();
		}
		assertThat(parser.parse(Arrays.copyOf(parser.seed, parser.seed.length + 1))).isFalse();
	}

	@ParameterizedTest
	@MethodSource("parsers")
	void everyMutationIsTakenOrMalformed(Parser parser) {
		Random random = new Random(parser.name.hashCode());
		int taken = 0;
		int rounds = 50_000;
		for (int i = 0; i < rounds; i++) {
			byte[] token = parser.seed.clone();
			for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
				int offset = random.nextInt(random.nextBoolean() ? Math.min(token.length, 80) : token.length);
				token[offset] = (byte) (random.nextBoolean() ? random.nextInt() : 0xff);
			}
			taken += parser.parse(token) ? 1 : 0;
		}
		assertThat(taken).isLessThan(rounds);
	}

	@Test
	void endlessNestingAndLengthsAreMalformed() {
		byte[] deep = new byte[60_000];
		for (int at = 0; at + 4 <= deep.length; at += 4) {
			int left = deep.length - at - 4;
			deep[at] = (byte) 0xa0;
			deep[at + 1] = (byte) 0x82;
			deep[at + 2] = (byte) (left >> 8);
			deep[at + 3] = (byte) left;
		}
		List<byte[]> tokens = List.of(deep, new byte[Fields.MAX_LENGTH + 1],
				new byte[] { 0x6e, (byte) 0x84, 0x7f, -1, -1, -1 }, new byte[] { 0x6e, (byte) 0x83, -1, -1, -1 },
				new byte[] { 0x6e, (byte) 0x80, 0, 0 }, new byte[] { 0x7f, (byte) 0xff, 1, 0 }, new byte[0]);
		for (byte[] token : tokens) {
			assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> ApRequest.decode(token))
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.MALFORMED_TOKEN));
		}
	}

	record Parser(String name, byte[] seed, Consumer<byte[]> parser) {

		boolean parse(byte[] token) {
			try {
				this.parser.accept(token);
				return true;
			}
			catch (AuthenticationException ex) {
				assertThat(ex.reason()).isIn(Reason.MALFORMED_TOKEN, Reason.WEAK_PEER, Reason.TAMPERED);
				return false;
			}
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
