package io.opnum.rpc.security.kerberos;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The two ways to derive keys. Stateless and thread-safe.
 */
final class KeyDerivation {

	/** How far each copy is rotated beyond the one before. */
	private static final int ROTATION = 13;

	private KeyDerivation() {
	}

	/**
	 * Encrypt the folded constant, and what comes out again, until the octets suffice: DK
	 * of RFC 3961 5.1 with AES, of whose octets every one is a key.
	 */
	static byte[] simplified(byte[] baseKey, int usage, KeyPurpose purpose) {
		byte[] constant = ByteBuffer.allocate(5).putInt(usage).put(purpose.code()).array();
		try {
			Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
			cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(baseKey, "AES"));
			byte[] key = new byte[baseKey.length];
			byte[] block = fold(constant, EncryptionType.BLOCK_LENGTH);
			for (int at = 0; at < key.length; at += block.length) {
				block = cipher.doFinal(block);
				System.arraycopy(block, 0, key, at, block.length);
			}
			return key;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("AES, which Kerberos needs, does not work here", ex);
		}
	}

	/**
	 * HMAC in counter mode (RFC 8009 3), of which one round is enough for every key.
	 */
	static byte[] counter(String algorithm, byte[] key, int usage, KeyPurpose purpose, int length) {
		ByteBuffer input = ByteBuffer.allocate(14).putInt(1).putInt(usage).put(purpose.code()).put((byte) 0);
		input.putInt(8 * length);
		try {
			Mac mac = Mac.getInstance(algorithm);
			mac.init(new SecretKeySpec(key, algorithm));
			return Arrays.copyOf(mac.doFinal(input.array()), length);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(algorithm + ", which Kerberos needs, does not work here", ex);
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

}
