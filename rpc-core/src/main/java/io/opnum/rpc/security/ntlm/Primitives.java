package io.opnum.rpc.security.ntlm;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;

/**
 * The algorithms of NTLM, as Java has them. Stateless and thread-safe.
 */
final class Primitives {

	/** The octets of a key. */
	static final int KEY_LENGTH = 16;

	private static final String HMAC_MD5 = "HmacMD5";

	private static final String RC4 = "RC4";

	private Primitives() {
	}

	static byte[] md5(byte[]... parts) {
		try {
			MessageDigest digest = MessageDigest.getInstance("MD5");
			for (byte[] part : parts) {
				digest.update(part);
			}
			return digest.digest();
		}
		catch (GeneralSecurityException ex) {
			throw missing("MD5", ex);
		}
	}

	static byte[] hmacMd5(byte[] key, byte[]... parts) {
		Mac mac = hmacMd5(key);
		for (byte[] part : parts) {
			mac.update(part);
		}
		return mac.doFinal();
	}

	static Mac hmacMd5(byte[] key) {
		try {
			Mac mac = Mac.getInstance(HMAC_MD5);
			init(mac, key);
			return mac;
		}
		catch (GeneralSecurityException ex) {
			throw missing(HMAC_MD5, ex);
		}
	}

	/** Begin anew with a key; the one before is overwritten. */
	static void init(Mac mac, byte[] key) {
		try {
			mac.init(new SecretKeySpec(key, HMAC_MD5));
		}
		catch (GeneralSecurityException ex) {
			throw missing(HMAC_MD5, ex);
		}
	}

	static byte[] rc4(byte[] key, byte[] message) {
		return rc4(key).update(message);
	}

	static Cipher rc4(byte[] key) {
		try {
			Cipher cipher = Cipher.getInstance(RC4);
			init(cipher, key);
			return cipher;
		}
		catch (GeneralSecurityException ex) {
			throw missing(RC4, ex);
		}
	}

	/** Begin anew with a key; the one before is overwritten. */
	static void init(Cipher cipher, byte[] key) {
		try {
			cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, RC4));
		}
		catch (GeneralSecurityException ex) {
			throw missing(RC4, ex);
		}
	}

	private static AuthenticationException missing(String algorithm, GeneralSecurityException ex) {
		return new AuthenticationException(Reason.LOCAL,
				"NTLM needs %s, which this Java does not offer: in FIPS mode use Kerberos".formatted(algorithm), ex);
	}

}
