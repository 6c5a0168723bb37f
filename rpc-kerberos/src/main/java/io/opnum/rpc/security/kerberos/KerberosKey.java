package io.opnum.rpc.security.kerberos;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A key with its encryption type. Externally synchronized where it is destroyed, else
 * thread-safe.
 */
final class KerberosKey {

	private static final SecureRandom RANDOM = new SecureRandom();

	private final EncryptionType type;

	private final byte[] octets;

	/**
	 * Create a key.
	 * @param type the encryption type
	 * @param octets as many as the type wants; the key's from now on
	 */
	KerberosKey(EncryptionType type, byte[] octets) {
		if (octets.length != type.keyLength()) {
			throw new IllegalArgumentException(
					"A key of %s has %d octets, not %d".formatted(type, type.keyLength(), octets.length));
		}
		this.type = type;
		this.octets = octets;
	}

	/** A key that nobody had before. */
	static KerberosKey random(EncryptionType type) {
		byte[] octets = new byte[type.keyLength()];
		RANDOM.nextBytes(octets);
		return new KerberosKey(type, octets);
	}

	EncryptionType type() {
		return this.type;
	}

	/** The octets, not copied. */
	byte[] octets() {
		return this.octets;
	}

	/** Encrypt a message, together with a confounder and an HMAC. */
	byte[] encrypt(int usage, byte[] message) {
		if (this.type == EncryptionType.RC4) {
			byte[] confounder = new byte[Rc4Hmac.CONFOUNDER_LENGTH];
			RANDOM.nextBytes(confounder);
			return Rc4Hmac.encrypt(this.octets, usage, confounder, message);
		}
		int block = EncryptionType.BLOCK_LENGTH;
		byte[] confounder = new byte[block];
		RANDOM.nextBytes(confounder);
		byte[] run = Arrays.copyOf(confounder, block + message.length);
		System.arraycopy(message, 0, run, block, message.length);
		try (RunCipher cipher = new RunCipher(this, usage, true)) {
			byte[] checksum = cipher.cryptWhole(run, null);
			byte[] encrypted = Arrays.copyOf(run, run.length + this.type.checksumLength());
			System.arraycopy(checksum, 0, encrypted, run.length, this.type.checksumLength());
			return encrypted;
		}
	}

	/**
	 * Decrypt a message.
	 * @return the message, or {@code null} if it was not encrypted with this key, or was
	 * altered since
	 */
	byte @Nullable [] decrypt(int usage, byte[] encrypted) {
		if (this.type == EncryptionType.RC4) {
			return Rc4Hmac.decrypt(this.octets, usage, encrypted);
		}
		int length = encrypted.length - this.type.checksumLength();
		if (length < EncryptionType.BLOCK_LENGTH) {
			return null;
		}
		byte[] run = Arrays.copyOf(encrypted, length);
		try (RunCipher cipher = new RunCipher(this, usage, false)) {
			byte[] checksum = cipher.cryptWhole(run, null);
			byte[] expected = Arrays.copyOf(checksum, this.type.checksumLength());
			if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(encrypted, length, encrypted.length))) {
				return null;
			}
			return Arrays.copyOfRange(run, EncryptionType.BLOCK_LENGTH, length);
		}
	}

	/**
	 * Make the checksum of a message.
	 * @return {@link EncryptionType#checksumLength()} octets
	 */
	byte[] checksum(int usage, byte[] message) {
		if (this.type == EncryptionType.RC4) {
			return Rc4Hmac.checksum(this.type.derive(this.octets, usage, KeyPurpose.CHECKSUM), usage, message);
		}
		KeyedMac mac = new KeyedMac(this, usage, KeyPurpose.CHECKSUM);
		mac.update(message);
		return Arrays.copyOf(mac.finish(), this.type.checksumLength());
	}

	/** Overwrite the octets. */
	void destroy() {
		Arrays.fill(this.octets, (byte) 0);
	}

	@Override
	public String toString() {
		return "KerberosKey[type=%s]".formatted(this.type);
	}

}
