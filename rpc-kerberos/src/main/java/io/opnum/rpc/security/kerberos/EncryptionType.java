package io.opnum.rpc.security.kerberos;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The encryption types there are: AES with ciphertext stealing, each with its own way to
 * derive keys and to protect integrity, and RC4, which has to be allowed.
 */
enum EncryptionType {

	/** {@code aes128-cts-hmac-sha1-96} (RFC 3962). */
	AES128_SHA1(17, 16, "HmacSHA1", 12),

	/** {@code aes256-cts-hmac-sha1-96} (RFC 3962). */
	AES256_SHA1(18, 32, "HmacSHA1", 12),

	/** {@code aes128-cts-hmac-sha256-128} (RFC 8009). */
	AES128_SHA256(19, 16, "HmacSHA256", 16),

	/** {@code aes256-cts-hmac-sha384-192} (RFC 8009). */
	AES256_SHA384(20, 32, "HmacSHA384", 24),

	/** {@code rc4-hmac} (RFC 4757), whose keys are NT hashes. */
	RC4(23, 16, "HmacMD5", 16);

	/** The octets of a block of AES, and of its confounder. */
	static final int BLOCK_LENGTH = 16;

	private final int code;

	private final int keyLength;

	private final String macAlgorithm;

	private final int checksumLength;

	EncryptionType(int code, int keyLength, String macAlgorithm, int checksumLength) {
		this.code = code;
		this.keyLength = keyLength;
		this.macAlgorithm = macAlgorithm;
		this.checksumLength = checksumLength;
	}

	static @Nullable EncryptionType of(int code) {
		return Arrays.stream(values()).filter((type) -> type.code == code).findFirst().orElse(null);
	}

	/** Its number on the wire. */
	int code() {
		return this.code;
	}

	int keyLength() {
		return this.keyLength;
	}

	String macAlgorithm() {
		return this.macAlgorithm;
	}

	/** The octets of the HMAC that are sent. */
	int checksumLength() {
		return this.checksumLength;
	}

	/**
	 * Whether the HMAC is over what is encrypted (RFC 8009), instead of over what is in
	 * the clear (RFC 3961).
	 */
	boolean authenticatesCiphertext() {
		return this == AES128_SHA256 || this == AES256_SHA384;
	}

	/** The octets of the confounder in front of what is encrypted. */
	int confounderLength() {
		return (this == RC4) ? Rc4Hmac.CONFOUNDER_LENGTH : BLOCK_LENGTH;
	}

	/** The number of its checksum (RFC 3962 7, RFC 8009 8, RFC 4757 4). */
	int signatureType() {
		if (this == RC4) {
			return Rc4Hmac.SIGNATURE_TYPE;
		}
		return authenticatesCiphertext() ? this.code : this.code - 2;
	}

	/**
	 * The octets of a checksum of a type.
	 * @param signatureType the type, any value
	 * @param available the octets that are there
	 */
	static int signatureLength(int signatureType, int available) {
		return Arrays.stream(values())
			.filter((type) -> type.signatureType() == signatureType)
			.mapToInt((type) -> Math.min(type.checksumLength, available))
			.findFirst()
			.orElse(available);
	}

	/**
	 * Derive the key of a purpose.
	 * @param key the protocol key
	 * @param usage the key usage number
	 * @param purpose what for
	 * @return the key, the caller's to overwrite
	 */
	byte[] derive(byte[] key, int usage, KeyPurpose purpose) {
		if (this == RC4) {
			return Rc4Hmac.derive(key, usage, purpose);
		}
		if (!authenticatesCiphertext()) {
			return KeyDerivation.simplified(key, usage, purpose);
		}
		int length = (purpose == KeyPurpose.ENCRYPTION) ? this.keyLength : this.checksumLength;
		return KeyDerivation.counter(this.macAlgorithm, key, usage, purpose, length);
	}

}
