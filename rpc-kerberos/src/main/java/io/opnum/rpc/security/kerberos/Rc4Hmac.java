package io.opnum.rpc.security.kerberos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * The algorithms of {@code rc4-hmac} (RFC 4757). The key usages of the messages here (2,
 * 11, 12 and 17) are those of Microsoft, too. Stateless and thread-safe.
 */
final class Rc4Hmac {

	/** The octets in front of what is encrypted. */
	static final int CONFOUNDER_LENGTH = 8;

	/** {@code KERB_CHECKSUM_HMAC_MD5}. */
	static final int SIGNATURE_TYPE = -138;

	private static final int CHECKSUM_LENGTH = 16;

	private static final byte[] SIGNATURE_KEY = "signaturekey\0".getBytes(StandardCharsets.US_ASCII);

	private Rc4Hmac() {
	}

	/** Derive a key: that of checksums is the same for all usages. */
	static byte[] derive(byte[] key, int usage, KeyPurpose purpose) {
		return hmac(key, (purpose == KeyPurpose.CHECKSUM) ? SIGNATURE_KEY : littleEndian(usage));
	}

	/** Encrypt a message (RFC 4757 5): its HMAC is in front. */
	static byte[] encrypt(byte[] key, int usage, byte[] confounder, byte[] message) {
		byte[] derived = derive(key, usage, KeyPurpose.ENCRYPTION);
		byte[] checksum = hmac(derived, confounder, message);
		byte[] encrypted = Arrays.copyOf(checksum, CHECKSUM_LENGTH + CONFOUNDER_LENGTH + message.length);
		Cipher cipher = cipher(hmac(derived, checksum));
		crypt(cipher, confounder, encrypted, CHECKSUM_LENGTH);
		crypt(cipher, message, encrypted, CHECKSUM_LENGTH + CONFOUNDER_LENGTH);
		return encrypted;
	}

	/** Decrypt a message, or return {@code null} if that is not possible. */
	static byte @Nullable [] decrypt(byte[] key, int usage, byte[] encrypted) {
		if (encrypted.length < CHECKSUM_LENGTH + CONFOUNDER_LENGTH) {
			return null;
		}
		byte[] derived = derive(key, usage, KeyPurpose.ENCRYPTION);
		byte[] checksum = Arrays.copyOf(encrypted, CHECKSUM_LENGTH);
		byte[] run = Arrays.copyOfRange(encrypted, CHECKSUM_LENGTH, encrypted.length);
		crypt(cipher(hmac(derived, checksum)), run, run, 0);
		return MessageDigest.isEqual(hmac(derived, run), checksum)
				? Arrays.copyOfRange(run, CONFOUNDER_LENGTH, run.length) : null;
	}

	/**
	 * Make a checksum (RFC 4757 4).
	 * @param signatureKey the derived key
	 * @param usage what is signed
	 * @param parts what is signed, in its order
	 */
	static byte[] checksum(byte[] signatureKey, int usage, byte[]... parts) {
		MessageDigest digest = md5();
		digest.update(littleEndian(usage));
		for (byte[] part : parts) {
			digest.update(part);
		}
		return hmac(signatureKey, digest.digest());
	}

	private static MessageDigest md5() {
		try {
			return MessageDigest.getInstance("MD5");
		}
		catch (GeneralSecurityException ex) {
			throw missing("MD5", ex);
		}
	}

	static byte[] hmac(byte[] key, byte[]... parts) {
		try {
			Mac mac = Mac.getInstance("HmacMD5");
			mac.init(new SecretKeySpec(key, "HmacMD5"));
			for (byte[] part : parts) {
				mac.update(part);
			}
			return mac.doFinal();
		}
		catch (GeneralSecurityException ex) {
			throw missing("HmacMD5", ex);
		}
	}

	/** Begin a stream, which is the same for both directions. */
	static Cipher cipher(byte[] key) {
		try {
			Cipher cipher = Cipher.getInstance("RC4");
			cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "RC4"));
			return cipher;
		}
		catch (GeneralSecurityException ex) {
			throw missing("RC4", ex);
		}
	}

	/** Encrypt or decrypt octets, which may be done where they are. */
	static void crypt(Cipher cipher, byte[] octets, byte[] to, int offset) {
		try {
			cipher.update(octets, 0, octets.length, to, offset);
		}
		catch (GeneralSecurityException ex) {
			throw missing("RC4", ex);
		}
	}

	private static byte[] littleEndian(int number) {
		return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
	}

	private static IllegalStateException missing(String algorithm, GeneralSecurityException ex) {
		return new IllegalStateException(algorithm + ", which RC4 in Kerberos needs, does not work here", ex);
	}

}
