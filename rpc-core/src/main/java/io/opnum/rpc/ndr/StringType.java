package io.opnum.rpc.ndr;

import org.jspecify.annotations.Nullable;

/**
 * A string of {@code wchar_t} or {@code char} (C706 14.3.4).
 * <ul>
 * <li>{@code [string] wchar_t *}: conformant and varying, terminated. Its max_count is
 * the number of characters sent, or what {@code size_is} says.</li>
 * <li>{@code [string] char a[n]}: varying, terminated.</li>
 * <li>{@code [size_is(s), length_is(n)] wchar_t *}: conformant and varying, not
 * terminated: what the counted strings of Windows point to.</li>
 * </ul>
 */
final class StringType extends NdrType {

	static final StringType WIDE = new StringType(true, true, -1, false, false);

	static final StringType NARROW = new StringType(false, true, -1, false, false);

	private final boolean wide;

	private final boolean terminated;

	private final int bound;

	private final boolean sized;

	private final boolean counted;

	private StringType(boolean wide, boolean terminated, int bound, boolean sized, boolean counted) {
		this.wide = wide;
		this.terminated = terminated;
		this.bound = bound;
		this.sized = sized;
		this.counted = counted;
	}

	/**
	 * {@code [string] char a[bound]}.
	 */
	StringType fixed(int bound) {
		return new StringType(this.wide, true, bound, false, false);
	}

	/**
	 * With {@code size_is}, {@code length_is} or both.
	 */
	StringType bounded(boolean sized, boolean counted) {
		return new StringType(this.wide, !counted, -1, sized, counted);
	}

	@Override
	TypeDescription describe() {
		return new TypeDescription.Text(this.wide, this.terminated, this.bound);
	}

	@Override
	int alignment(boolean ndr64) {
		return this.wide ? 2 : 1;
	}

	@Override
	int minimumSize() {
		return isConformant() ? 12 : 8;
	}

	@Override
	boolean isConformant() {
		return this.bound < 0;
	}

	@Override
	void write(NdrWriter writer, @Nullable Object value) {
		if (this == WIDE) {
			String text = (String) required(value);
			if (!writer.writeString(text)) {
				throw containsNul();
			}
		}
		else {
			super.write(writer, value);
		}
	}

	private static IllegalArgumentException containsNul() {
		return new IllegalArgumentException("contains a NUL, which would end it");
	}

	@Override
	void writeConformance(NdrWriter writer, @Nullable Object value) {
		String text = (String) required(value);
		int count = count(text);
		if (this.counted && writer.lengthIs() != count) {
			throw new IllegalArgumentException("has %d characters, but its length_is is %s".formatted(count,
					Long.toUnsignedString(writer.lengthIs())));
		}
		long maximum = this.sized ? writer.sizeIs() : count;
		checkRoom(text, maximum);
		writer.writeCount(maximum);
	}

	void checkRoom(String text, long maximum) {
		int count = count(text);
		if (maximum < count) {
			throw new IllegalArgumentException(
					"takes %d characters%s, but its size_is is %d".formatted(count, terminator(), maximum));
		}
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		String text = (String) required(value);
		int count = count(text);
		if (this.bound >= 0 && count > this.bound) {
			throw new IllegalArgumentException(
					"takes %d characters%s, but there is room for %d".formatted(count, terminator(), this.bound));
		}
		if (!this.wide) {
			checkNarrow(text);
		}
		if (this.terminated && text.indexOf(0) >= 0) {
			throw containsNul();
		}
		writer.writeCount(0);
		writer.writeCount(count);
		if (this.wide) {
			writer.writeWideChars(text, this.terminated);
		}
		else {
			writer.writeNarrowChars(text, this.terminated);
		}
	}

	@Override
	Object read(NdrReader reader) {
		String text = (this == WIDE) ? reader.readString() : null;
		return (text != null) ? text : required(super.read(reader));
	}

	@Override
	void readConformance(NdrReader reader) {
		reader.conformance(reader.readCount());
	}

	@Override
	Object readBody(NdrReader reader) {
		long maximum = (this.bound >= 0) ? this.bound : reader.conformance();
		long offset = reader.readCount();
		if (offset != 0) {
			throw reader.failure("a string from offset 0", "offset " + Long.toUnsignedString(offset));
		}
		int count = reader.checkCount(reader.readCount(), this.wide ? 2 : 1);
		if (Long.compareUnsigned(count, maximum) > 0) {
			throw reader.failure("at most %s characters".formatted(Long.toUnsignedString(maximum)),
					Integer.toString(count));
		}
		// Samba sends an empty string without its terminator in some places
		boolean terminated = this.terminated && count != 0;
		String text = this.wide ? reader.readWideChars(count, terminated) : reader.readNarrowChars(count, terminated);
		reader.bounds(maximum, 0, count);
		return text;
	}

	private int count(String text) {
		return this.terminated ? text.length() + 1 : text.length();
	}

	private String terminator() {
		return this.terminated ? " with its terminator" : "";
	}

	static void checkNarrow(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) > 0xff) {
				throw new IllegalArgumentException("contains '%c' (U+%04X), which is no 8-bit character"
					.formatted(text.charAt(i), (int) text.charAt(i)));
			}
		}
	}

}
