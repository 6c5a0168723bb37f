package io.opnum.rpc.security.ntlm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.NtHash;

/**
 * The response of NTLMv2 to a challenge (MS-NLMP 3.3.2, 2.2.2.8).
 *
 * <pre>
 * octets 16  proof: HMAC-MD5 over the server's challenge and all that follows
 *         8  01 01 and zeros
 *         8  FILETIME
 *         8  the client's challenge
 *         4  zeros
 *            attributes, then zeros
 * </pre>
 *
 * Stateless and thread-safe.
 */
final class Ntlmv2 {

	/** The octets of the proof. */
	static final int PROOF_LENGTH = 16;

	/** The octets of LMv2: a proof and the client's challenge. */
	static final int LM_LENGTH = 24;

	/** The octets in front of the attributes. */
	private static final int ATTRIBUTES = PROOF_LENGTH + 28;

	/** The octets of a response of NTLMv1. */
	private static final int NTLMV1_LENGTH = 24;

	/** From 1601-01-01 to 1970-01-01. */
	private static final long EPOCH_SECONDS = 11_644_473_600L;

	private static final int TICKS_PER_SECOND = 10_000_000;

	private Ntlmv2() {
	}

	/**
	 * Return the key that account and password give.
	 * @param hash the hash of the password
	 * @param account the account
	 * @param domain the domain, in upper and lower case as sent
	 */
	static byte[] responseKey(NtHash hash, String account, String domain) {
		byte[] octets = hash.octets();
		try {
			return Primitives.hmacMd5(octets, (upperCase(account) + domain).getBytes(StandardCharsets.UTF_16LE));
		}
		finally {
			Arrays.fill(octets, (byte) 0);
		}
	}

	/** Character by character, as Windows does: the length stays. */
	private static String upperCase(String text) {
		char[] chars = text.toCharArray();
		for (int i = 0; i < chars.length; i++) {
			chars[i] = Character.toUpperCase(chars[i]);
		}
		return new String(chars);
	}

	static byte[] response(byte[] responseKey, byte[] serverChallenge, byte[] clientChallenge, byte[] time,
			AvPairs attributes) {
		ByteBuf blob = Unpooled.buffer();
		blob.writeShort(0x0101).writeZero(6).writeBytes(time).writeBytes(clientChallenge).writeZero(4);
		blob.writeBytes(attributes.encode()).writeZero(4);
		byte[] octets = ByteBufUtil.getBytes(blob);
		return ByteBufUtil
			.getBytes(Unpooled.wrappedBuffer(Primitives.hmacMd5(responseKey, serverChallenge, octets), octets));
	}

	static byte[] lmResponse(byte[] responseKey, byte[] serverChallenge, byte[] clientChallenge) {
		return ByteBufUtil.getBytes(Unpooled
			.wrappedBuffer(Primitives.hmacMd5(responseKey, serverChallenge, clientChallenge), clientChallenge));
	}

	/**
	 * Read the attributes of a response.
	 * @param response the response, of any content
	 * @return the attributes
	 * @throws AuthenticationException if this is no response of NTLMv2
	 */
	static AvPairs attributes(byte[] response) {
		if (response.length <= NTLMV1_LENGTH) {
			throw new AuthenticationException(Reason.WEAK_PEER, "The client answers with NTLMv1 or LM, which is never "
					+ "taken: let it use NTLMv2 (on Windows LmCompatibilityLevel 3 or more)");
		}
		if (response.length < ATTRIBUTES || response[PROOF_LENGTH] != 1 || response[PROOF_LENGTH + 1] != 1) {
			throw new AuthenticationException(Reason.MALFORMED_TOKEN,
					"Malformed NTLMv2_RESPONSE: it has %d octets, expected at least %d that begin with 01 01 at "
						.formatted(response.length, ATTRIBUTES) + "offset 16 (MS-NLMP 2.2.2.8)");
		}
		return AvPairs.decode(response, ATTRIBUTES);
	}

	/** Return what the proof of a response should be. */
	static byte[] proof(byte[] responseKey, byte[] serverChallenge, byte[] response) {
		return Primitives.hmacMd5(responseKey, serverChallenge,
				Arrays.copyOfRange(response, PROOF_LENGTH, response.length));
	}

	/** Return the key that the proof of a response gives. */
	static byte[] sessionBaseKey(byte[] responseKey, byte[] response) {
		return Primitives.hmacMd5(responseKey, Arrays.copyOf(response, PROOF_LENGTH));
	}

	/** Return an instant as the octets of a FILETIME: in 100 ns since 1601. */
	static byte[] fileTime(Instant instant) {
		long ticks = (instant.getEpochSecond() + EPOCH_SECONDS) * TICKS_PER_SECOND + instant.getNano() / 100;
		return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(ticks).array();
	}

}
