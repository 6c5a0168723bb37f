package io.opnum.rpc.security.kerberos;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives the keys of a use from a key of the encryption types {@code
 * aes128-cts-hmac-sha1-96} and {@code aes256-cts-hmac-sha1-96} (RFC 3961 5.1 and 5.3, RFC
 * 3962). Stateless and thread-safe.
 */
final class AesSha1Keys {

	static final int BLOCK = 16;

	/** How far each copy is rotated beyond the one before. */
	private static final int ROTATION = 13;

	private AesSha1Keys() {
	}

	/**
	 * Derive a key.
	 * @param baseKey the key, 16 or 32 octets
	 * @param usage the key usage number
	 * @param kind what it is for
	 */
	static byte[] derive(byte[] baseKey, int usage, Kind kind) {
		byte[] constant = ByteBuffer.allocate(5).putInt(usage).put(kind.code).array();
		try {
			Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
			cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(baseKey, "AES"));
			byte[] key = new byte[baseKey.length];
			byte[] block = fold(constant, BLOCK);
			for (int at = 0; at < key.length; at += BLOCK) {
				block = cipher.doFinal(block);
				System.arraycopy(block, 0, key, at, BLOCK);
			}
			return key;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java has AES", ex);
		}
	}

	/**
	 * Stretch or fold octets to a length (RFC 3961 5.1, n-fold): copies of them, each
	 * rotated by 13 bits more than the one before, are cut to that length and added in
	 * one's complement.
	 */
	static byte[] fold(byte[] octets, int length) {
		int bits = 8 * octets.length;
		int copies = length / BigInteger.valueOf(length).gcd(BigInteger.valueOf(octets.length)).intValue();
		byte[] all = new byte[copies * octets.length];
		for (int bit = 0; bit < 8 * all.length; bit++) {
			int from = Math.floorMod(bit - ROTATION * (bit / bits), bits);
			int value = octets[from / 8] >> 7 - from % 8 & 1;
			all[bit / 8] |= (byte) (value << 7 - bit % 8);
		}
		BigInteger sum = BigInteger.ZERO;
		for (int at = 0; at < all.length; at += length) {
			sum = sum.add(new BigInteger(1, Arrays.copyOfRange(all, at, at + length)));
		}
		BigInteger ones = BigInteger.ONE.shiftLeft(8 * length).subtract(BigInteger.ONE);
		while (sum.compareTo(ones) > 0) {
			sum = sum.and(ones).add(sum.shiftRight(8 * length));
		}
		byte[] folded = sum.toByteArray();
		byte[] result = new byte[length];
		int count = Math.min(length, folded.length);
		System.arraycopy(folded, folded.length - count, result, length - count, count);
		return result;
	}

	/**
	 * What a key is derived for.
	 */
	enum Kind {

		/** Checksums. */
		CHECKSUM(0x99),

		/** Encryption. */
		ENCRYPTION(0xaa),

		/** The integrity of what is encrypted. */
		INTEGRITY(0x55);

		private final byte code;

		Kind(int code) {
			this.code = (byte) code;
		}

	}

}
