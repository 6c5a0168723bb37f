package io.opnum.rpc.security.kerberos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.pdu.CommonHeader;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.MessageRefusedException;
import io.opnum.rpc.security.PeerIdentity;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.testing.HexDumps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.opnum.rpc.testing.ByteBufAssert.assertThatOctets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tokens of Kerberos: those of Samba, and those that nobody sends.
 */
class KerberosSecurityContextTests {

	private static final int STUB = 24;

	static final List<Session> sessions = load();

	private static List<Session> load() {
		try (InputStream in = SecurityContext.class.getResourceAsStream("vectors/kerberos.json")) {
			List<Session> sessions = new ArrayList<>();
			JsonMapper.builder().build().readTree(in).get("sessions").forEachEntry((name, node) -> {
				sessions.add(new Session(name, node));
			});
			return sessions;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static KerberosSecurityContext context(AuthenticationLevel level, byte[] key, boolean initiator,
			long outgoing, long incoming) {
		return new KerberosSecurityContext(level, PeerIdentity.ofPrincipal("alice", "EXAMPLE.ORG"), Instant.MAX,
				key.clone(), initiator, outgoing, incoming);
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void messagesOfSambaAreUnprotected(Session session) {
		KerberosSecurityContext client = session.context(true);
		KerberosSecurityContext server = session.context(false);
		for (JsonNode message : session.node.get("messages")) {
			ByteBuf pdu = Unpooled.directBuffer().writeBytes(HexDumps.parse(message.get("pdu").asString()));
			CommonHeader header = CommonHeader.peek(pdu);
			int trailer = header.fragLength() - header.authLength() - SecurityContext.TRAILER_LENGTH;
			boolean request = message.get("dir").asString().equals("c2s");
			KerberosSecurityContext receiver = request ? server : client;
			assertThat(receiver.tokenLength()).isEqualTo(header.authLength());
			receiver.unprotect(pdu, 0, STUB, trailer, header.authLength(), session.headerSigning());
			// What was in the clear is known from a request: a verification trailer
			if (message == session.node.get("messages").get(0)) {
				assertThat(ByteBufUtil.hexDump(pdu)).contains("8ae3137102f43671");
			}
			pdu.release();
		}
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void integrityTokensAreTheSameOctets(Session session) {
		if (session.level().isSealed()) {
			return;
		}
		KerberosSecurityContext client = session.context(true);
		KerberosSecurityContext server = session.context(false);
		for (JsonNode message : session.node.get("messages")) {
			ByteBuf captured = HexDumps.parse(message.get("pdu").asString());
			CommonHeader header = CommonHeader.peek(captured);
			int trailer = header.fragLength() - header.authLength() - SecurityContext.TRAILER_LENGTH;
			ByteBuf pdu = captured.copy().setZero(trailer + 8, header.authLength());
			(message.get("dir").asString().equals("c2s") ? client : server).protect(pdu, 0, STUB, trailer,
					session.headerSigning());
			assertThatOctets(pdu).isOctets(captured);
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void messagesPassBothWays(AuthenticationLevel level) {
		Random random = new Random(level.code());
		for (int keyLength : new int[] { 16, 32 }) {
			byte[] key = new byte[keyLength];
			random.nextBytes(key);
			KerberosSecurityContext client = context(level, key, true, 0xffffffffL, 7);
			KerberosSecurityContext server = context(level, key, false, 7, 0xffffffffL);
			server.verifyMic(key, client.mic(key));
			for (int i = 0; i < 40; i++) {
				boolean request = random.nextBoolean();
				boolean headerSigning = random.nextBoolean();
				// Padded or not: peers don't always
				byte[] octets = new byte[STUB + random.nextInt(5000) + 8];
				random.nextBytes(octets);
				int trailer = octets.length - 8;
				KerberosSecurityContext sender = request ? client : server;
				ByteBuf pdu = Unpooled.buffer().writeBytes(octets).writeZero(sender.tokenLength());
				sender.protect(pdu, 0, STUB, trailer, headerSigning);
				(request ? server : client).unprotect(pdu, 0, STUB, trailer, sender.tokenLength(), headerSigning);
				assertThatOctets(pdu.slice(0, octets.length)).isOctets(Unpooled.wrappedBuffer(octets));
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "INTEGRITY", "PRIVACY" })
	void everyFlippedBitIsRefused(AuthenticationLevel level) {
		byte[] key = new byte[32];
		int trailer = STUB + 32;
		KerberosSecurityContext client = context(level, key, true, 1, 2);
		ByteBuf pdu = Unpooled.buffer().writeZero(trailer + 8 + client.tokenLength());
		client.protect(pdu, 0, STUB, trailer, true);
		for (int bit = 0; bit < 8 * pdu.readableBytes(); bit++) {
			ByteBuf altered = pdu.copy();
			altered.setByte(bit / 8, altered.getByte(bit / 8) ^ 1 << bit % 8);
			KerberosSecurityContext server = context(level, key, false, 2, 1);
			assertThatExceptionOfType(MessageRefusedException.class).as("bit %d", bit)
				.isThrownBy(() -> server.unprotect(altered, 0, STUB, trailer, client.tokenLength(), true));
			assertThatExceptionOfType(MessageRefusedException.class).as("after bit %d", bit)
				.isThrownBy(() -> server.unprotect(pdu.copy(), 0, STUB, trailer, client.tokenLength(), true));
		}
		KerberosSecurityContext server = context(level, key, false, 2, 1);
		server.unprotect(pdu.copy(), 0, STUB, trailer, client.tokenLength(), true);
		assertThatExceptionOfType(MessageRefusedException.class).as("a replay")
			.isThrownBy(() -> server.unprotect(pdu.copy(), 0, STUB, trailer, client.tokenLength(), true));
		assertThatExceptionOfType(MessageRefusedException.class).as("one sent back")
			.isThrownBy(() -> context(level, key, true, 1, 1).unprotect(pdu.copy(), 0, STUB, trailer,
					client.tokenLength(), true));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 16, 27, 29, 59, 60, 75, 77, 200 })
	void tokensOfAnotherLengthAreRefused(int length) {
		ByteBuf pdu = Unpooled.buffer().writeZero(STUB + 32 + 8 + 200);
		for (AuthenticationLevel level : List.of(AuthenticationLevel.INTEGRITY, AuthenticationLevel.PRIVACY)) {
			KerberosSecurityContext server = context(level, new byte[16], false, 1, 1);
			assertThatExceptionOfType(MessageRefusedException.class)
				.isThrownBy(() -> server.unprotect(pdu.copy(), 0, STUB, STUB + 32, length, true));
		}
	}

	@Test
	void destroyedContextDoesNothingAnyMore() {
		KerberosSecurityContext context = context(AuthenticationLevel.PRIVACY, new byte[32], true, 1, 1);
		context.destroy();
		ByteBuf pdu = Unpooled.buffer().writeZero(200);
		assertThatIllegalStateException().isThrownBy(() -> context.protect(pdu, 0, STUB, 40, true));
		assertThatIllegalStateException().isThrownBy(() -> context.unprotect(pdu, 0, STUB, 40, 76, true));
		assertThatIllegalStateException().isThrownBy(context::sessionKey);
	}

	/** The values of RFC 3961 A.1. */
	@ParameterizedTest
	@CsvSource({ "012345, 8, be072631276b1955", "password, 7, 78a07b6caf85fa",
			"'Rough Consensus, and Running Code', 8, bb6ed30870b7f0e0",
			"kerberos, 16, 6b65726265726f737b9b5b2b93132b93", "kerberos, 8, 6b65726265726f73" })
	void octetsAreFoldedAsPublished(String text, int length, String folded) {
		assertThat(HexFormat.of().formatHex(AesSha1Keys.fold(text.getBytes(StandardCharsets.US_ASCII), length)))
			.isEqualTo(folded);
	}

	record Session(String name, JsonNode node) {

		AuthenticationLevel level() {
			return AuthenticationLevel.of(this.node.get("auth_level").asInt());
		}

		boolean headerSigning() {
			return this.node.get("header_signing").asBoolean();
		}

		KerberosSecurityContext context(boolean initiator) {
			byte[] key = HexFormat.of().parseHex(this.node.get("ap_rep").get("subkey").asString());
			long client = first("c2s");
			long server = first("s2c");
			return KerberosSecurityContextTests.context(level(), key, initiator, initiator ? client : server,
					initiator ? server : client);
		}

		private long first(String direction) {
			for (JsonNode message : this.node.get("messages")) {
				if (message.get("dir").asString().equals(direction)) {
					return message.get("seq").asLong();
				}
			}
			throw new IllegalStateException(this.name);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
