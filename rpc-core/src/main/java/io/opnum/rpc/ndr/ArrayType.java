package io.opnum.rpc.ndr;

import org.jspecify.annotations.Nullable;

/**
 * An array: fixed, varying, conformant, or conformant and varying (C706 14.3.3, MS-RPCE
 * 2.2.5.3.2). A conformant one has its max_count in front of the outermost structure, a
 * varying one its offset and actual_count in front of its elements.
 */
final class ArrayType extends NdrType {

	private final Elements elements;

	private final int bound;

	private final boolean varying;

	private final boolean hasFirst;

	private final boolean sized;

	private boolean pointedRows;

	private ArrayType(Elements elements, int bound, boolean varying, boolean hasFirst, boolean sized) {
		this.elements = elements;
		this.bound = bound;
		this.varying = varying;
		this.hasFirst = hasFirst;
		this.sized = sized;
	}

	/** {@code T a[bound]}. */
	static ArrayType fixed(Elements elements, int bound) {
		return new ArrayType(elements, bound, false, false, false);
	}

	/**
	 * {@code [length_is(n)] T a[bound]}, or {@code [size_is(n)] T a[]}, with
	 * {@code length_is} or not.
	 */
	static ArrayType of(Elements elements, Dimensions dimensions) {
		return new ArrayType(elements, dimensions.bound(0), dimensions.isVarying(), dimensions.hasFirst(0),
				dimensions.isConformant());
	}

	/** A conformant array whose max_count is the number of its elements. */
	static ArrayType selfSized(Elements elements) {
		return new ArrayType(elements, -1, false, false, false);
	}

	/**
	 * {@code [size_is(n, m)] T **}: an array of pointers to arrays.
	 */
	static ArrayType ofPointedRows(Elements pointers, Dimensions dimensions) {
		ArrayType type = of(pointers, dimensions);
		type.pointedRows = true;
		return type;
	}

	@Override
	void link() {
		this.elements.type().link();
	}

	@Override
	TypeDescription describe() {
		return new TypeDescription.Array(this.elements.describe(), Math.max(-1, this.bound), this.varying);
	}

	@Override
	int alignment(boolean ndr64) {
		return this.elements.type().alignment(ndr64);
	}

	@Override
	int minimumSize() {
		if (this.varying) {
			return 8;
		}
		long size = Math.max(0L, this.bound) * this.elements.type().minimumSize();
		return (int) Math.max(1, Math.min(Integer.MAX_VALUE, size));
	}

	@Override
	int bodySize(boolean ndr64) {
		int element = this.elements.type().bodySize(ndr64);
		if (this.bound < 0 || this.varying || element < 0) {
			return -1;
		}
		int alignment = alignment(ndr64);
		long stride = (element + alignment - 1) / alignment * alignment;
		long size = stride * (this.bound - 1) + element;
		return (size <= Integer.MAX_VALUE) ? (int) size : -1;
	}

	@Override
	boolean isConformant() {
		return this.bound < 0;
	}

	@Override
	boolean hasPointers() {
		return this.elements.type().hasPointers();
	}

	@Override
	void writeConformance(NdrWriter writer, @Nullable Object value) {
		int count = this.elements.count(required(value));
		long maximum = this.sized ? writer.sizeIs() : count;
		if (this.varying ? maximum < count : maximum != count) {
			throw new IllegalArgumentException("has %d elements, but its size_is is %d".formatted(count, maximum));
		}
		writer.writeCount(maximum);
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		Object array = required(value);
		int count = this.elements.count(array);
		if (this.varying) {
			if (writer.lengthIs() != count) {
				throw new IllegalArgumentException(
						"has %d elements, but its length_is is %d".formatted(count, writer.lengthIs()));
			}
			if (this.bound >= 0 && count > this.bound) {
				throw new IllegalArgumentException(
						"has %d elements, but there is room for %d".formatted(count, this.bound));
			}
			writer.writeCount(this.hasFirst ? first(writer, count) : 0);
			writer.writeCount(count);
		}
		else if (this.bound >= 0 && count != this.bound) {
			throw new IllegalArgumentException(
					"has %d elements, but its size is fixed: %d".formatted(count, this.bound));
		}
		this.elements.writeBodies(writer, array);
	}

	private long first(NdrWriter writer, int count) {
		long first = writer.firstIs();
		long room = (this.bound >= 0) ? this.bound : writer.sizeIs();
		if (first < 0 || first > room - count) {
			throw new IllegalArgumentException(
					"has %d elements from %d on, but there is room for %d".formatted(count, first, room));
		}
		return first;
	}

	@Override
	void writeDeferred(NdrWriter writer, @Nullable Object value) {
		this.elements.writeDeferred(writer, required(value));
	}

	@Override
	void readConformance(NdrReader reader) {
		reader.conformance(reader.readCount());
	}

	@Override
	Object readBody(NdrReader reader) {
		long maximum = maximumCount(reader);
		long first = 0;
		long count = maximum;
		if (this.varying) {
			first = reader.readCount();
			count = reader.readCount();
			checkRange(reader, maximum, first, count, this.hasFirst);
		}
		Object array = this.elements.readBodies(reader, checkCount(reader, count));
		reader.bounds(maximum, first, count);
		return array;
	}

	@Override
	Object read(NdrReader reader) {
		if (isConformant()) {
			readConformance(reader);
		}
		return readElements(reader);
	}

	/**
	 * Read bodies and pointees.
	 */
	Object readElements(NdrReader reader) {
		if (this.varying) {
			Object partial = readBody(reader);
			return hasPointers() ? readDeferred(reader, partial) : partial;
		}
		long maximum = maximumCount(reader);
		Object array = this.elements.read(reader, checkCount(reader, maximum));
		reader.bounds(maximum, 0, maximum);
		return array;
	}

	private long maximumCount(NdrReader reader) {
		return (this.bound >= 0) ? this.bound : reader.conformance();
	}

	private int checkCount(NdrReader reader, long count) {
		return reader.checkCount(count, this.elements.type().minimumSize());
	}

	/**
	 * Check that what is sent is a part of the array.
	 */
	static void checkRange(NdrReader reader, long maximum, long first, long count, boolean hasFirst) {
		if (!hasFirst && first != 0) {
			throw reader.failure("an array from offset 0", "offset " + Long.toUnsignedString(first));
		}
		if (Long.compareUnsigned(first, maximum) > 0 || Long.compareUnsigned(count, maximum - first) > 0) {
			throw reader.failure("at most %s elements".formatted(Long.toUnsignedString(maximum)),
					Long.toUnsignedString(count) + ((first != 0) ? " from " + Long.toUnsignedString(first) : ""));
		}
	}

	@Override
	Object readDeferred(NdrReader reader, @Nullable Object partial) {
		// Arrays among the elements report their own bounds
		long maximum = reader.maximumCount();
		long first = reader.firstIndex();
		long actual = reader.actualCount();
		if (this.pointedRows) {
			reader.restoreCounts(new long[Extent.NUMBERS]);
		}
		Object array = this.elements.readDeferred(reader, required(partial));
		reader.bounds(maximum, first, actual);
		return array;
	}

	@Override
	boolean isSame(NdrType other) {
		return other instanceof ArrayType array && this.bound == array.bound && this.varying == array.varying
				&& this.sized == array.sized && this.hasFirst == array.hasFirst && this.elements.isSame(array.elements);
	}

	@Override
	boolean isSelectedBy(@Nullable Object value, long tag) {
		return this.elements.areSelectedBy(required(value), tag);
	}

}
