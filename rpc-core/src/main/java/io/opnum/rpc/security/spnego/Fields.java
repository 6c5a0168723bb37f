package io.opnum.rpc.security.spnego;

import org.jspecify.annotations.Nullable;

/**
 * Fields that are octet strings and may be left out. Stateless and thread-safe.
 */
final class Fields {

	private Fields() {
	}

	/** Write a field, or nothing. */
	static byte[] octets(int field, byte @Nullable [] octets) {
		return (octets != null) ? DerWriter.element(Tags.context(field), DerWriter.element(Tags.OCTET_STRING, octets))
				: DerWriter.NOTHING;
	}

	/** Read a field, if it comes next. */
	static byte @Nullable [] octets(int field, DerReader in) {
		return in.isNext(Tags.context(field)) ? in.enter(Tags.context(field)).enterLast(Tags.OCTET_STRING).rest()
				: null;
	}

}
