package io.opnum.rpc.security.kerberos;

import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.netty.buffer.ByteBuf;

/**
 * The algorithms of one direction, each with its key: checksums, and encryption in CBC
 * mode with ciphertext stealing (RFC 3962). Not thread-safe.
 */
final class KeyUse {

	/** The octets of a checksum. */
	static final int CHECKSUM_LENGTH = 12;

	private static final String HMAC_SHA1 = "HmacSHA1";

	private static final IvParameterSpec IV = new IvParameterSpec(new byte[AesSha1Keys.BLOCK]);

	private static final int DIGEST_LENGTH = 20;

	private final Mac checksum;

	private final Mac integrity;

	private final Cipher cipher;

	private final byte[] digest = new byte[DIGEST_LENGTH];

	private final byte[] chunk = new byte[4096];

	/**
	 * Derive the keys.
	 * @param key the key of the context
	 * @param signUsage the key usage of signatures
	 * @param sealUsage the key usage of encryption
	 * @param encrypts whether it encrypts or decrypts
	 */
	KeyUse(byte[] key, int signUsage, int sealUsage, boolean encrypts) {
		try {
			this.checksum = mac(AesSha1Keys.derive(key, signUsage, AesSha1Keys.Kind.CHECKSUM));
			this.integrity = mac(AesSha1Keys.derive(key, sealUsage, AesSha1Keys.Kind.INTEGRITY));
			this.cipher = Cipher.getInstance("AES/CTS/NoPadding");
			this.cipher.init(encrypts ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
					new SecretKeySpec(AesSha1Keys.derive(key, sealUsage, AesSha1Keys.Kind.ENCRYPTION), "AES"), IV);
		}
		catch (GeneralSecurityException ex) {
			throw missing(ex);
		}
	}

	private static Mac mac(byte[] key) throws GeneralSecurityException {
		Mac mac = Mac.getInstance(HMAC_SHA1);
		mac.init(new SecretKeySpec(key, HMAC_SHA1));
		return mac;
	}

	Mac checksum() {
		return this.checksum;
	}

	Mac integrity() {
		return this.integrity;
	}

	/** Add octets of a buffer to a checksum. */
	void update(Mac mac, ByteBuf buffer, int index, int length) {
		if (buffer.hasArray()) {
			mac.update(buffer.array(), buffer.arrayOffset() + index, length);
			return;
		}
		int end = index + length;
		for (int at = index; at < end; at += this.chunk.length) {
			int octets = Math.min(this.chunk.length, end - at);
			buffer.getBytes(at, this.chunk, 0, octets);
			mac.update(this.chunk, 0, octets);
		}
	}

	/**
	 * End a checksum.
	 * @return the digest, of which {@link #CHECKSUM_LENGTH} octets count; overwritten by
	 * the next one
	 */
	byte[] finish(Mac mac) {
		try {
			mac.doFinal(this.digest, 0);
			return this.digest;
		}
		catch (GeneralSecurityException ex) {
			throw missing(ex);
		}
	}

	/** Encrypt or decrypt, in place. */
	void crypt(byte[] octets, int length) {
		try {
			this.cipher.doFinal(octets, 0, length, octets, 0);
		}
		catch (GeneralSecurityException ex) {
			throw missing(ex);
		}
	}

	/** Overwrite the keys. */
	void destroy() {
		byte[] zeros = new byte[AesSha1Keys.BLOCK];
		try {
			this.checksum.init(new SecretKeySpec(zeros, HMAC_SHA1));
			this.integrity.init(new SecretKeySpec(zeros, HMAC_SHA1));
			this.cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(zeros, "AES"), IV);
		}
		catch (GeneralSecurityException ex) {
			throw missing(ex);
		}
	}

	private static IllegalStateException missing(GeneralSecurityException ex) {
		return new IllegalStateException("AES and HMAC-SHA1, which Kerberos needs, do not work here", ex);
	}

}
