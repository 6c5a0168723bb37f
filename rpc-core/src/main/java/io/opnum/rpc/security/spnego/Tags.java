package io.opnum.rpc.security.spnego;

/**
 * The tags of ASN.1 that SPNEGO uses.
 */
final class Tags {

	static final int OCTET_STRING = 0x04;

	static final int OBJECT_IDENTIFIER = 0x06;

	static final int ENUMERATED = 0x0a;

	static final int SEQUENCE = 0x30;

	/** The first token of a mechanism of GSS-API (RFC 2743 3.1). */
	static final int GSS_TOKEN = 0x60;

	private static final int CONTEXT = 0xa0;

	private Tags() {
	}

	/** Return the tag around a field, or around an alternative. */
	static int context(int number) {
		return CONTEXT + number;
	}

}
