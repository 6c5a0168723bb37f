package io.opnum.rpc.security.kerberos;

import java.time.Instant;
import java.util.Arrays;
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
import io.opnum.rpc.security.kerberos.GoldenKerberosSessions.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tokens of Kerberos: those of Samba, and those that nobody sends.
 */
class KerberosSecurityContextTests {

	private static final int STUB = 24;

	static final List<Session> sessions = GoldenKerberosSessions.all();

	private static SecurityContext context(AuthenticationLevel level, KerberosKey key, boolean initiator, long client,
			long server) {
		ContextKeys keys = new ContextKeys(new KerberosKey(key.type(), key.octets().clone()), true, client, server);
		return keys.context(level, PeerIdentity.ofPrincipal("alice", "EXAMPLE.ORG"), Instant.MAX, initiator);
	}

	private static SecurityContext context(Session session, boolean initiator) {
		return context(session.level(), session.acceptorSubkey(), initiator, session.firstSequence("c2s"),
				session.firstSequence("s2c"));
	}

	private static ByteBuf parse(String hex) {
		return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void messagesOfSambaAreUnprotected(Session session) {
		SecurityContext client = context(session, true);
		SecurityContext server = context(session, false);
		for (JsonNode message : session.node().get("messages")) {
			ByteBuf pdu = Unpooled.directBuffer().writeBytes(parse(message.get("pdu").asString()));
			CommonHeader header = CommonHeader.peek(pdu);
			int trailer = header.fragLength() - header.authLength() - SecurityContext.TRAILER_LENGTH;
			boolean request = message.get("dir").asString().equals("c2s");
			SecurityContext receiver = request ? server : client;
			assertThat(receiver.tokenLength()).isEqualTo(header.authLength());
			receiver.unprotect(pdu, 0, STUB, trailer, header.authLength(), session.headerSigning());
			// What was in the clear is known from a request: a verification trailer
			if (message == session.node().get("messages").get(0)) {
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
		SecurityContext client = context(session, true);
		SecurityContext server = context(session, false);
		for (JsonNode message : session.node().get("messages")) {
			ByteBuf captured = parse(message.get("pdu").asString());
			CommonHeader header = CommonHeader.peek(captured);
			int trailer = header.fragLength() - header.authLength() - SecurityContext.TRAILER_LENGTH;
			ByteBuf pdu = captured.copy().setZero(trailer + 8, header.authLength());
			(message.get("dir").asString().equals("c2s") ? client : server).protect(pdu, 0, STUB, trailer,
					session.headerSigning());
			assertThat(pdu).isEqualTo(captured);
		}
	}

	@ParameterizedTest
	@EnumSource
	void messagesPassBothWays(EncryptionType type) {
		Random random = new Random(type.code());
		KerberosKey key = KerberosKey.random(type);
		for (AuthenticationLevel level : AuthenticationLevel.values()) {
			if (level == AuthenticationLevel.NONE) {
				continue;
			}
			SecurityContext client = context(level, key, true, 0xffffffffL, 7);
			SecurityContext server = context(level, key, false, 0xffffffffL, 7);
			server.verifyMic(key.octets(), client.mic(key.octets()));
			for (int i = 0; i < 60; i++) {
				boolean request = random.nextBoolean();
				boolean headerSigning = random.nextBoolean();
				// Padded or not: peers don't always
				int length = random.nextBoolean() ? 16 * random.nextInt(600) : random.nextInt(9000);
				byte[] octets = new byte[STUB + length + 8];
				random.nextBytes(octets);
				int trailer = octets.length - 8;
				SecurityContext sender = request ? client : server;
				ByteBuf pdu = random.nextBoolean() ? Unpooled.buffer(1).writeZero(5)
						: Unpooled.directBuffer(1).writeZero(5);
				pdu.writeBytes(octets).writeZero(sender.tokenLength());
				sender.protect(pdu, 5, 5 + STUB, 5 + trailer, headerSigning);
				if (level.isSealed() && length > 16) {
					assertThat(pdu.slice(5 + STUB, length)).isNotEqualTo(Unpooled.wrappedBuffer(octets, STUB, length));
				}
				(request ? server : client).unprotect(pdu, 5, 5 + STUB, 5 + trailer, sender.tokenLength(),
						headerSigning);
				assertThat(pdu.slice(5, octets.length)).isEqualTo(Unpooled.wrappedBuffer(octets));
				pdu.release();
			}
		}
	}

	/**
	 * The filler that a peer writes, and how far it rotates, are its own choice: what is
	 * encrypted here as one run is put at the places that follow from them.
	 */
	@ParameterizedTest
	@CsvSource({ "16, 28, 48", "0, 28, 48", "0, 0, 48", "16, 0, 48", "5, 28, 48", "32, 1, 31", "16, 44, 1",
			"0, 65535, 0", "7, 300, 16" })
	void fillerAndRotationAreThePeersChoice(int filler, int rotation, int length) {
		KerberosKey key = KerberosKey.random(EncryptionType.AES256_SHA1);
		byte[] octets = new byte[length];
		new Random(filler).nextBytes(octets);
		byte[] header = HexFormat.of().parseHex("050406ff%04x%04x0000000000000009".formatted(filler, 0));
		byte[] message = Arrays.copyOf(octets, length + filler + 16);
		System.arraycopy(header, 0, message, length + filler, 16);
		byte[] run = key.encrypt(24, message);
		byte[] stream = new byte[run.length];
		for (int i = 0; i < run.length; i++) {
			stream[(i + rotation + filler) % run.length] = run[i];
		}
		int tokenRest = run.length - length;
		ByteBuf pdu = Unpooled.buffer().writeZero(STUB).writeBytes(stream, tokenRest, length).writeZero(8);
		pdu.writeBytes(header).writeBytes(stream, 0, tokenRest);
		pdu.setShort(STUB + length + 8 + 6, rotation);
		SecurityContext server = context(AuthenticationLevel.PRIVACY, key, false, 9, 1);
		server.unprotect(pdu, 0, STUB, STUB + length, 16 + tokenRest, false);
		assertThat(pdu.slice(STUB, length)).isEqualTo(Unpooled.wrappedBuffer(octets));
	}

	@Test
	void withoutSubkeyOfTheAcceptorFlagsSaySo() {
		KerberosKey key = KerberosKey.random(EncryptionType.AES128_SHA1);
		ContextKeys keys = new ContextKeys(key, false, 1, 2);
		byte[] token = keys.context(AuthenticationLevel.INTEGRITY, PeerIdentity.ANONYMOUS, Instant.MAX, true)
			.mic(new byte[1]);
		assertThat(token[2]).isZero();
		SecurityContext other = context(AuthenticationLevel.INTEGRITY, key, false, 1, 2);
		assertThatExceptionOfType(MessageRefusedException.class).isThrownBy(() -> other.verifyMic(new byte[1], token));
	}

	@ParameterizedTest
	@CsvSource({ "INTEGRITY, AES256_SHA1", "PRIVACY, AES256_SHA1", "INTEGRITY, AES256_SHA384", "PRIVACY, AES256_SHA384",
			"INTEGRITY, RC4", "PRIVACY, RC4" })
	void everyFlippedBitIsRefused(AuthenticationLevel level, EncryptionType type) {
		KerberosKey key = KerberosKey.random(type);
		int trailer = STUB + 32;
		SecurityContext client = context(level, key, true, 1, 2);
		ByteBuf pdu = Unpooled.buffer().writeZero(trailer + 8 + client.tokenLength());
		client.protect(pdu, 0, STUB, trailer, true);
		for (int bit = 0; bit < 8 * pdu.readableBytes(); bit++) {
			ByteBuf altered = pdu.copy();
			altered.setByte(bit / 8, altered.getByte(bit / 8) ^ 1 << bit % 8);
			SecurityContext server = context(level, key, false, 1, 2);
			assertThatExceptionOfType(MessageRefusedException.class).as("bit %d", bit)
				.isThrownBy(() -> server.unprotect(altered, 0, STUB, trailer, client.tokenLength(), true));
			assertThatExceptionOfType(MessageRefusedException.class).as("after bit %d", bit)
				.isThrownBy(() -> server.unprotect(pdu.copy(), 0, STUB, trailer, client.tokenLength(), true));
		}
		SecurityContext server = context(level, key, false, 1, 2);
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
			SecurityContext server = context(level, KerberosKey.random(EncryptionType.AES128_SHA1), false, 1, 1);
			assertThatExceptionOfType(MessageRefusedException.class)
				.isThrownBy(() -> server.unprotect(pdu.copy(), 0, STUB, STUB + 32, length, true));
		}
	}

	@Test
	void destroyedContextDoesNothingAnyMore() {
		SecurityContext context = context(AuthenticationLevel.PRIVACY, KerberosKey.random(EncryptionType.AES256_SHA1),
				true, 1, 1);
		context.destroy();
		ByteBuf pdu = Unpooled.buffer().writeZero(200);
		assertThatIllegalStateException().isThrownBy(() -> context.protect(pdu, 0, STUB, 40, true));
		assertThatIllegalStateException().isThrownBy(() -> context.unprotect(pdu, 0, STUB, 40, 76, true));
		assertThatIllegalStateException().isThrownBy(context::sessionKey);
	}

}
