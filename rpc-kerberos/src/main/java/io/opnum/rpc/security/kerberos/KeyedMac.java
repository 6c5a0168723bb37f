package io.opnum.rpc.security.kerberos;

import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.netty.buffer.ByteBuf;

/**
 * The HMAC of one key, over octets that lie in several places. Not thread-safe.
 */
final class KeyedMac {

	private static final int CHUNK_LENGTH = 4096;

	private final EncryptionType type;

	private final Mac mac;

	private final byte[] digest;

	private byte[] chunk = {};

	KeyedMac(KerberosKey key, int usage, KeyPurpose purpose) {
		this.type = key.type();
		byte[] derived = this.type.derive(key.octets(), usage, purpose);
		try {
			this.mac = Mac.getInstance(this.type.macAlgorithm());
			this.mac.init(new SecretKeySpec(derived, this.type.macAlgorithm()));
		}
		catch (GeneralSecurityException ex) {
			throw missing(ex);
		}
		finally {
			Arrays.fill(derived, (byte) 0);
		}
		this.digest = new byte[this.mac.getMacLength()];
	}

	void update(byte[] octets) {
		this.mac.update(octets);
	}

	void update(byte[] octets, int offset, int length) {
		this.mac.update(octets, offset, length);
	}

	void update(ByteBuf buffer, int index, int length) {
		if (buffer.hasArray()) {
			this.mac.update(buffer.array(), buffer.arrayOffset() + index, length);
			return;
		}
		if (this.chunk.length == 0) {
			this.chunk = new byte[CHUNK_LENGTH];
		}
		int end = index + length;
		for (int at = index; at < end; at += CHUNK_LENGTH) {
			int octets = Math.min(CHUNK_LENGTH, end - at);
			buffer.getBytes(at, this.chunk, 0, octets);
			this.mac.update(this.chunk, 0, octets);
		}
	}

	/**
	 * End a checksum, and begin the next one.
	 * @return the digest, of which {@link EncryptionType#checksumLength()} octets are
	 * sent; overwritten by the next one
	 */
	byte[] finish() {
		try {
			this.mac.doFinal(this.digest, 0);
			return this.digest;
		}
		catch (GeneralSecurityException ex) {
			throw missing(ex);
		}
	}

	/** Overwrite the key. */
	void destroy() {
		String algorithm = this.type.macAlgorithm();
		try {
			this.mac.init(new SecretKeySpec(new byte[EncryptionType.BLOCK_LENGTH], algorithm));
		}
		catch (GeneralSecurityException ex) {
			throw missing(ex);
		}
	}

	private IllegalStateException missing(GeneralSecurityException ex) {
		return new IllegalStateException(this.type.macAlgorithm() + ", which Kerberos needs, does not work here", ex);
	}

}
