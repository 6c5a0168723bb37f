package io.opnum.rpc.security.spnego;

import java.util.Arrays;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;

/**
 * Reads elements of ASN.1 in DER (X.690): what SPNEGO needs of it, since the JDK has no
 * public reader. Tags have one octet; lengths are definite, at most 65535, and in the
 * shortest form. Each is held to the octets that are there before anything is allocated.
 * Not thread-safe.
 */
final class DerReader {

	private static final int LONG_FORM = 0x80;

	private final byte[] octets;

	private final int end;

	private final String name;

	private int position;

	/**
	 * Begin to read.
	 * @param octets the elements, of any content
	 * @param name what they are, for messages
	 */
	DerReader(byte[] octets, String name) {
		this(octets, 0, octets.length, name);
	}

	private DerReader(byte[] octets, int position, int end, String name) {
		this.octets = octets;
		this.position = position;
		this.end = end;
		this.name = name;
	}

	boolean hasNext() {
		return this.position < this.end;
	}

	/** Whether the next element has a tag. */
	boolean isNext(int tag) {
		return hasNext() && tag() == tag;
	}

	/** The tag of the next element, of which there is one. */
	private int tag() {
		return this.octets[this.position] & 0xff;
	}

	/**
	 * Enter the next element.
	 * @param tag the tag that it has to have
	 * @return a reader of its content
	 */
	DerReader enter(int tag) {
		if (!isNext(tag)) {
			throw malformed("expected the tag %02x, there is %s".formatted(tag,
					hasNext() ? "%02x".formatted(tag()) : "nothing more"));
		}
		this.position++;
		int length = length();
		if (length > this.end - this.position) {
			throw malformed("an element claims %d octets, there are %d".formatted(length, this.end - this.position));
		}
		DerReader content = new DerReader(this.octets, this.position, this.position + length, this.name);
		this.position += length;
		return content;
	}

	/** Enter the next element, behind which nothing may come. */
	DerReader enterLast(int tag) {
		DerReader content = enter(tag);
		end();
		return content;
	}

	private int length() {
		int first = octet();
		if (first < LONG_FORM) {
			return first;
		}
		int count = first - LONG_FORM;
		if (count != 1 && count != 2) {
			throw malformed("a length has %d octets, expected 1 or 2".formatted(count));
		}
		int length = octet();
		if (count == 2) {
			length = length << 8 | octet();
		}
		if (length < LONG_FORM || count == 2 && length <= 0xff) {
			throw malformed("the length %d is not in its shortest form".formatted(length));
		}
		return length;
	}

	private int octet() {
		if (!hasNext()) {
			throw malformed("it ends within a length");
		}
		return this.octets[this.position++] & 0xff;
	}

	/** Return all octets that are left. */
	byte[] rest() {
		int start = this.position;
		this.position = this.end;
		return Arrays.copyOfRange(this.octets, start, this.end);
	}

	/** Check that nothing is left. */
	void end() {
		if (hasNext()) {
			throw malformed("%d octets come behind the end".formatted(this.end - this.position));
		}
	}

	/**
	 * Pass over fields that a later version may add (RFC 4178 4.2), down to the end.
	 * @param tag the lowest tag that they may have
	 */
	void skipExtensions(int tag) {
		while (hasNext()) {
			if (tag() < tag) {
				throw malformed("the tag %02x is not in its place".formatted(tag()));
			}
			enter(tag());
		}
	}

	AuthenticationException malformed(String what) {
		return malformed(this.name, what);
	}

	static AuthenticationException malformed(String name, String what) {
		return new AuthenticationException(Reason.MALFORMED_TOKEN,
				"Malformed %s: %s (RFC 4178 4.2)".formatted(name, what));
	}

}
