package io.opnum.rpc.security.kerberos;

/**
 * What a key is derived for (RFC 3961 5.3, RFC 8009 3).
 */
enum KeyPurpose {

	/** Checksums of messages in the clear. */
	CHECKSUM(0x99),

	/** Encryption. */
	ENCRYPTION(0xaa),

	/** The integrity of what is encrypted. */
	INTEGRITY(0x55);

	private final byte code;

	KeyPurpose(int code) {
		this.code = (byte) code;
	}

	byte code() {
		return this.code;
	}

}
