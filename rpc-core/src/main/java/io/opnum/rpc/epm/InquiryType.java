package io.opnum.rpc.epm;

import org.jspecify.annotations.Nullable;

/**
 * What a lookup asks for ({@code inquiry_type} of MS-RPCE 2.2.1.2.4). The ordinals are
 * the numbers on the wire.
 */
enum InquiryType {

	ALL, BY_INTERFACE, BY_OBJECT, BY_BOTH;

	private static final InquiryType[] VALUES = values();

	int code() {
		return ordinal();
	}

	static @Nullable InquiryType of(int code) {
		return (code >= 0 && code < VALUES.length) ? VALUES[code] : null;
	}

	boolean byInterface() {
		return this == BY_INTERFACE || this == BY_BOTH;
	}

	boolean byObject() {
		return this == BY_OBJECT || this == BY_BOTH;
	}

}
