package io.opnum.rpc.security.kerberos;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * {@code EncAPRepPart} (RFC 4120 5.5.2).
 *
 * @param time the time of the authenticator, in microseconds
 * @param subkey the sub-key, or {@code null}
 * @param sequence the number of the first message, 0 if it is not told
 */
record ReplyPart(Instant time, @Nullable KerberosKey subkey, long sequence) {

	private static final int TAG = 27;

	static ReplyPart decode(byte[] octets) {
		return Fields.decode(octets, TAG, "EncAPRepPart", (fields) -> new ReplyPart(Microseconds.read(fields, 0, 1),
				fields.has(2) ? SessionKeys.decode(fields.sequence(2)) : null, fields.has(3) ? fields.unsigned(3) : 0));
	}

	byte[] encode() {
		Fields.Writer writer = new Fields.Writer().time(0, this.time).integer(1, Microseconds.of(this.time));
		if (this.subkey != null) {
			writer.add(2, SessionKeys.encode(this.subkey));
		}
		return writer.integer(3, this.sequence).message(TAG);
	}

}
