package io.opnum.rpc.security.ntlm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;

/**
 * Reads the fields of one NTLM message: integers at fixed offsets, and octets that stand
 * elsewhere in the message, which lengths and offsets tell (MS-NLMP 2.2.1). Each is held
 * to the octets that are there before anything is allocated. Not thread-safe.
 */
final class MessageReader {

	/** {@code NTLMSSP} and a zero, read as a little-endian integer. */
	static final long SIGNATURE = 0x005053534d4c544eL;

	/** More than any message needs, so that what answers it fits its length fields. */
	private static final int MAX_LENGTH = 0x8000;

	private static final int TYPE = 8;

	private final ByteBuffer message;

	private final String name;

	/** Where the first of the octets stands that were read by length and offset. */
	private int payload = Integer.MAX_VALUE;

	/**
	 * Begin to read.
	 * @param token the message, of any content
	 * @param type its type
	 * @param name its name
	 * @param minLength the octets of its fixed fields
	 * @throws AuthenticationException if it is no such message
	 */
	MessageReader(byte[] token, int type, String name, int minLength) {
		this.message = ByteBuffer.wrap(token).order(ByteOrder.LITTLE_ENDIAN);
		this.name = name;
		if (token.length < minLength || token.length > MAX_LENGTH) {
			throw malformed("it has %d octets, expected %d to %d".formatted(token.length, minLength, MAX_LENGTH));
		}
		if (this.message.getLong(0) != SIGNATURE) {
			throw malformed("it does not start with NTLMSSP");
		}
		if (this.message.getInt(TYPE) != type) {
			throw malformed(
					"its type is %s, expected %d".formatted(Integer.toUnsignedString(this.message.getInt(TYPE)), type));
		}
	}

	int i32(int offset) {
		return this.message.getInt(offset);
	}

	byte[] fixed(int offset, int length) {
		return Arrays.copyOfRange(this.message.array(), offset, offset + length);
	}

	/**
	 * Read octets that stand elsewhere.
	 * @param offset where length, maximum length and offset are
	 * @param field the name of the field
	 * @return the octets
	 */
	byte[] octets(int offset, String field) {
		int length = Short.toUnsignedInt(this.message.getShort(offset));
		if (length == 0) {
			return new byte[0];
		}
		int start = this.message.getInt(offset + 4);
		if (start < 0 || start > this.message.limit() - length) {
			throw malformed("%s has %d octets at offset %s, but the message has %d".formatted(field, length,
					Integer.toUnsignedString(start), this.message.limit()));
		}
		this.payload = Math.min(this.payload, start);
		return fixed(start, length);
	}

	String text(int offset, String field) {
		byte[] octets = octets(offset, field);
		if (octets.length % 2 != 0) {
			throw malformed("%s has %d octets, which is no UTF-16".formatted(field, octets.length));
		}
		return new String(octets, StandardCharsets.UTF_16LE);
	}

	/** Whether fixed fields can reach to an offset: nothing that was read is in front. */
	boolean hasFixed(int end) {
		return this.message.limit() >= end && this.payload >= end;
	}

	AuthenticationException malformed(String what) {
		return new AuthenticationException(Reason.MALFORMED_TOKEN,
				"Malformed %s: %s (MS-NLMP 2.2.1)".formatted(this.name, what));
	}

}
