package io.opnum.rpc.security.ntlm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.GoldenNtlmSessions;
import io.opnum.rpc.security.GoldenNtlmSessions.Message;
import io.opnum.rpc.security.GoldenNtlmSessions.Session;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PeerIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.opnum.rpc.testing.ByteBufAssert.assertThatOctets;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions of Samba and impacket, and the values that MS-NLMP 4.2.4 publishes.
 */
class GoldenNtlmTests {

	private static final byte[] SIGNATURE = "NTLMSSP\0".getBytes(StandardCharsets.US_ASCII);

	/** The DER of the mechanism types that both sides of a SPNEGO session sign. */
	private static final byte[] MECH_TYPES = hex("300c060a2b06010401823702020a");

	private static final String MAGIC = "session key to %s magic constant\0";

	static final List<Session> sessions = GoldenNtlmSessions.all();

	static Stream<Session> spnegoSessions() {
		return sessions.stream().filter(Session::isSpnego);
	}

	private static byte[] hex(String hex) {
		return HexFormat.of().parseHex(hex);
	}

	/** The message of NTLM in a leg; SPNEGO has it in an octet string of ASN.1. */
	static byte[] message(Session session, int leg) {
		byte[] token = session.token(leg);
		if (!session.isSpnego()) {
			return token;
		}
		int start = new String(token, StandardCharsets.ISO_8859_1)
			.indexOf(new String(SIGNATURE, StandardCharsets.ISO_8859_1));
		int length = switch (token[start - 2] & 0xff) {
			case 0x81 -> token[start - 1] & 0xff;
			case 0x04 -> token[start - 1];
			default -> ByteBuffer.wrap(token).getShort(start - 2);
		};
		return Arrays.copyOfRange(token, start, start + length);
	}

	private static int flags(Session session) {
		return AuthenticateMessage.decode(message(session, 2)).flags();
	}

	private static byte[] responseKey(Session session) {
		AuthenticateMessage message = AuthenticateMessage.decode(message(session, 2));
		return Ntlmv2.responseKey(NtHash.of(session.text("password").toCharArray()), message.account(),
				message.domain());
	}

	private static NtlmSecurityContext context(Session session, boolean initiator) {
		return new NtlmSecurityContext(session.level(), PeerIdentity.ANONYMOUS, session.octets("exported_session_key"),
				flags(session), initiator);
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void messagesAreDecoded(Session session) {
		assertThat(NegotiateMessage.decode(message(session, 0)).flags() & NtlmFlags.required(session.level()))
			.isEqualTo(NtlmFlags.required(session.level()));
		ChallengeMessage challenge = ChallengeMessage.decode(message(session, 1));
		assertThat(challenge.serverChallenge()).isEqualTo(session.octets("server_challenge"));
		assertThat(challenge.targetName()).isEqualTo("RPCTEST");
		assertThat(challenge.targetInfo().text(AvPairs.DNS_COMPUTER)).isEqualTo("rpcdc.rpc.test");
		assertThat(challenge.targetInfo().find(AvPairs.TIMESTAMP)).hasSize(8);
		AuthenticateMessage authenticate = AuthenticateMessage.decode(message(session, 2));
		assertThat(authenticate.account()).isEqualTo(session.text("user"));
		assertThat(authenticate.domain()).isEqualTo(session.text("domain"));
		assertThat("0x%08x".formatted(authenticate.flags())).isEqualTo(session.text("negotiate_flags"));
		assertThat(authenticate.encryptedSessionKey()).isEqualTo(session.octets("encrypted_random_session_key"));
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void messagesAreEncodedAsSambaDoes(Session session) {
		byte[] challenge = message(session, 1);
		assertThat(ChallengeMessage.decode(challenge).encode()).isEqualTo(challenge);
		if (!session.name().startsWith("impacket")) {
			byte[] authenticate = message(session, 2);
			assertThat(AuthenticateMessage.decode(authenticate).encode()).isEqualTo(authenticate);
		}
	}

	@Test
	void clientAsksForWhatSambaAsksFor() {
		for (AuthenticationLevel level : List.of(AuthenticationLevel.INTEGRITY, AuthenticationLevel.PRIVACY)) {
			Session session = GoldenNtlmSessions.named("ntlm-" + level.name().toLowerCase());
			int theirs = NegotiateMessage.decode(message(session, 0)).flags();
			assertThat(NtlmFlags.wanted(level)).isEqualTo(theirs);
			byte[] ours = new NegotiateMessage(theirs).encode();
			assertThat(ours).hasSize(40);
			assertThat(NegotiateMessage.decode(ours).flags()).isEqualTo(theirs);
		}
		assertThat(NtlmFlags.wanted(AuthenticationLevel.CONNECT)).isEqualTo(0x62088205);
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void keysFollowFromThePassword(Session session) {
		AuthenticateMessage message = AuthenticateMessage.decode(message(session, 2));
		byte[] responseKey = responseKey(session);
		assertThat(NtHash.of(session.text("password").toCharArray()).octets()).isEqualTo(session.octets("nt_hash"));
		assertThat(responseKey).isEqualTo(session.octets("ntlmv2_hash"));
		byte[] proof = Ntlmv2.proof(responseKey, session.octets("server_challenge"), message.ntResponse());
		assertThat(proof).isEqualTo(session.octets("nt_proof_str"))
			.isEqualTo(Arrays.copyOf(message.ntResponse(), Ntlmv2.PROOF_LENGTH));
		byte[] baseKey = Ntlmv2.sessionBaseKey(responseKey, message.ntResponse());
		assertThat(baseKey).isEqualTo(session.octets("session_base_key"));
		SessionKey sessionKey = SessionKey.take(baseKey, message.flags(), message.encryptedSessionKey());
		assertThat(sessionKey.exported()).isEqualTo(session.octets("exported_session_key"));
		MessageKeys client = MessageKeys.derive(sessionKey.exported(), message.flags(), true);
		MessageKeys server = MessageKeys.derive(sessionKey.exported(), message.flags(), false);
		assertThat(client.sign()).isEqualTo(session.octets("client_sign_key"));
		assertThat(client.seal()).isEqualTo(session.octets("client_seal_key"));
		assertThat(server.sign()).isEqualTo(session.octets("server_sign_key"));
		assertThat(server.seal()).isEqualTo(session.octets("server_seal_key"));
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void micCoversTheThreeMessages(Session session) {
		byte[] token = message(session, 2);
		AuthenticateMessage message = AuthenticateMessage.decode(token);
		boolean announced = Ntlmv2.attributes(message.ntResponse()).announcesMic();
		assertThat(announced).isEqualTo(!session.name().startsWith("impacket"));
		if (announced) {
			assertThat(message.mic()).isEqualTo(Primitives.hmacMd5(session.octets("exported_session_key"),
					message(session, 0), message(session, 1), AuthenticateMessage.withoutMic(token)));
		}
		else {
			assertThat(message.mic()).isNull();
		}
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void lmResponseIsEmptyWhereTheServerTellsTheTime(Session session) {
		AuthenticateMessage message = AuthenticateMessage.decode(message(session, 2));
		if (session.name().startsWith("impacket")) {
			byte[] challenge = Arrays.copyOfRange(message.ntResponse(), 32, 40);
			assertThat(message.lmResponse())
				.isEqualTo(Ntlmv2.lmResponse(responseKey(session), session.octets("server_challenge"), challenge));
		}
		else {
			assertThat(message.lmResponse()).isEqualTo(new byte[Ntlmv2.LM_LENGTH]);
		}
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void messagesAreUnprotected(Session session) {
		for (Memory memory : Memory.values()) {
			NtlmSecurityContext client = context(session, true);
			NtlmSecurityContext server = context(session, false);
			signNegotiation(session, client, server);
			for (Message message : session.messages()) {
				ByteBuf pdu = memory.place(message.pdu());
				int start = pdu.readerIndex();
				NtlmSecurityContext receiver = message.isFromClient() ? server : client;
				receiver.unprotect(pdu, start, start + message.stub(), start + message.trailer(), 16,
						session.headerSigning());
				assertThatOctets(pdu.slice(start + message.stub(), message.trailer() - message.stub()))
					.isOctets(message.plainStub());
				pdu.release();
			}
		}
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void messagesAreProtectedToTheSameOctets(Session session) {
		for (Memory memory : Memory.values()) {
			NtlmSecurityContext client = context(session, true);
			NtlmSecurityContext server = context(session, false);
			signNegotiation(session, client, server);
			for (Message message : session.messages()) {
				ByteBuf plain = message.pdu().copy();
				plain.setBytes(message.stub(), message.plainStub(), 0, message.trailer() - message.stub());
				plain.setZero(message.trailer() + 8, 16);
				ByteBuf pdu = memory.place(plain);
				int start = pdu.readerIndex();
				NtlmSecurityContext sender = message.isFromClient() ? client : server;
				assertThat(sender.tokenLength()).isEqualTo(16);
				sender.protect(pdu, start, start + message.stub(), start + message.trailer(), session.headerSigning());
				assertThatOctets(pdu).isOctets(message.pdu());
				pdu.release();
			}
		}
	}

	/**
	 * The first number of a SPNEGO session is that of the signature over its mechanisms.
	 */
	private static void signNegotiation(Session session, NtlmSecurityContext client, NtlmSecurityContext server) {
		if (session.isSpnego()) {
			server.verifyMic(MECH_TYPES, client.mic(MECH_TYPES));
			client.verifyMic(MECH_TYPES, server.mic(MECH_TYPES));
			client.negotiationSigned();
			server.negotiationSigned();
		}
	}

	@ParameterizedTest
	@MethodSource("spnegoSessions")
	void mechanismsAreSignedAsCaptured(Session session) {
		byte[] clients = session.token(2);
		byte[] servers = session.token(3);
		assertThat(context(session, true).mic(MECH_TYPES))
			.isEqualTo(Arrays.copyOfRange(clients, clients.length - 16, clients.length));
		assertThat(context(session, false).mic(MECH_TYPES))
			.isEqualTo(Arrays.copyOfRange(servers, servers.length - 16, servers.length));
	}

	@Test
	void valuesAreAsPublished() {
		NtHash hash = NtHash.of("Password".toCharArray());
		byte[] responseKey = Ntlmv2.responseKey(hash, "User", "Domain");
		assertThat(responseKey).isEqualTo(hex("0c868a403bfd7a93a3001ef22ef02e3f"));
		byte[] serverChallenge = hex("0123456789abcdef");
		byte[] clientChallenge = hex("aaaaaaaaaaaaaaaa");
		AvPairs attributes = AvPairs
			.decode(hex("02000c0044006f006d00610069006e0001000c0053006500720076006500720000000000"), 0);
		assertThat(attributes.text(AvPairs.NETBIOS_DOMAIN)).isEqualTo("Domain");
		byte[] response = Ntlmv2.response(responseKey, serverChallenge, clientChallenge, new byte[8], attributes);
		assertThat(response).isEqualTo(hex("68cd0ab851e51c96aabc927bebef6a1c01010000000000000000000000000000aaaaaaaa"
				+ "aaaaaaaa0000000002000c0044006f006d00610069006e0001000c00530065007200760065007200000000000000"
				+ "0000"));
		assertThat(Ntlmv2.lmResponse(responseKey, serverChallenge, clientChallenge))
			.isEqualTo(hex("86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa"));
		byte[] baseKey = Ntlmv2.sessionBaseKey(responseKey, response);
		assertThat(baseKey).isEqualTo(hex("8de40ccadbc14a82f15cb0ad0de95ca3"));
		int flags = 0xe28a8233;
		SessionKey key = SessionKey.take(baseKey, flags, hex("c5dad2544fc9799094ce1ce90bc9d03e"));
		assertThat(key.exported()).isEqualTo(hex("55555555555555555555555555555555"));
		MessageKeys client = MessageKeys.derive(key.exported(), flags, true);
		assertThat(client.sign()).isEqualTo(hex("4788dc861b4782f35d43fd98fe1a2d39"));
		assertThat(client.seal()).isEqualTo(hex("59f600973cc4960a25480a7c196e4c58"));
		MessageKeys server = MessageKeys.derive(key.exported(), flags, false);
		assertThat(server.sign()).isEqualTo(hex("d04d6f10741041d1d246d64188d7a8ad"));
		assertThat(server.seal()).isEqualTo(hex("9355f3a957c1583d25c4c2f11e40390e"));
		MessageStream stream = new MessageStream(client, true);
		ByteBuf message = Unpooled.wrappedBuffer("Plaintext".getBytes(StandardCharsets.UTF_16LE));
		stream.digest(message, 0, message.readableBytes());
		stream.crypt(message, 0, message.readableBytes());
		assertThatOctets(message).isHex("54e50165bf1936dc996020c1811b0f06fb5f");
		assertThat(stream.token()).isEqualTo(hex("010000007fb38ec5c55d497600000000"));
	}

	@Test
	void accountsAreRaisedCharacterByCharacter() {
		NtHash hash = NtHash.of("secret".toCharArray());
		assertThat(Ntlmv2.responseKey(hash, "stra\u00dfe", "d"))
			.isEqualTo(Ntlmv2.responseKey(hash, "STRA\u00dfE", "d"));
		assertThat(Ntlmv2.responseKey(hash, "stra\u00dfe", "d")).isNotEqualTo(Ntlmv2.responseKey(hash, "STRASSE", "d"))
			.isNotEqualTo(Ntlmv2.responseKey(hash, "stra\u00dfe", "D"));
	}

	@Test
	void constantsNameTheirUse() {
		byte[] key = new byte[16];
		assertThat(MessageKeys.derive(key, NtlmFlags.KEY_128, true).sign()).isEqualTo(Primitives.md5(key,
				MAGIC.formatted("client-to-server signing key").getBytes(StandardCharsets.US_ASCII)));
	}

	/**
	 * Where a PDU may lie.
	 */
	enum Memory {

		/** In an array. */
		HEAP,

		/** Outside of the heap. */
		DIRECT,

		/** In pieces, as fragments are cut. */
		COMPOSITE;

		ByteBuf place(ByteBuf pdu) {
			int length = pdu.readableBytes();
			ByteBuf padding = Unpooled.copyInt(0x01020304);
			return switch (this) {
				case HEAP -> Unpooled.buffer(3 + length).writeZero(3).writeBytes(pdu).skipBytes(3);
				case DIRECT -> Unpooled.directBuffer(3 + length).writeZero(3).writeBytes(pdu).skipBytes(3);
				case COMPOSITE -> Unpooled.compositeBuffer()
					.addComponents(true, padding, pdu.copy(0, 17), pdu.copy(17, length - 17 - 20),
							pdu.copy(length - 20, 20))
					.skipBytes(4);
			};
		}

	}

}
