package io.opnum.rpc.ndr;

import org.jspecify.annotations.Nullable;

/**
 * An array of several dimensions that is conformant, varying or both (C706 14.3.3 and
 * 14.3.5). Its max_counts, one for each dimension, are together in front of the outermost
 * structure, its pairs of offset and actual_count together in front of the elements,
 * which follow row by row. In Java it is an array of arrays or a list of lists, each row
 * as long as the others. Of an array of strings these are the innermost dimension: their
 * max_count is with those of the array, offset and actual_count are with each of them.
 */
final class MultiArrayType extends NdrType {

	private final Elements rows;

	private final NdrType leaf;

	private final int[] bounds;

	private final boolean[] hasFirst;

	private final boolean conformant;

	private final boolean varying;

	private final int arrayRank;

	/**
	 * Create a type.
	 * @param rows the rows of the outermost dimension
	 * @param leaf what the innermost rows consist of
	 * @param dimensions what is said of the dimensions
	 */
	MultiArrayType(Elements rows, NdrType leaf, Dimensions dimensions) {
		this.rows = rows;
		this.leaf = leaf;
		int rank = dimensions.rank();
		this.bounds = new int[rank];
		this.hasFirst = new boolean[rank];
		for (int i = 0; i < rank; i++) {
			this.bounds[i] = dimensions.bound(i);
			this.hasFirst[i] = dimensions.hasFirst(i);
		}
		this.conformant = dimensions.isConformant();
		this.varying = dimensions.isVarying();
		this.arrayRank = (leaf instanceof Text) ? rank - 1 : rank;
	}

	@Override
	void link() {
		this.leaf.link();
	}

	@Override
	TypeDescription describe() {
		TypeDescription description = this.leaf.describe();
		for (int i = this.arrayRank - 1; i >= 0; i--) {
			description = new TypeDescription.Array(description, this.bounds[i], this.varying);
		}
		return description;
	}

	@Override
	int alignment(boolean ndr64) {
		return this.leaf.alignment(ndr64);
	}

	@Override
	int minimumSize() {
		return this.varying ? 8 * this.arrayRank : 1;
	}

	@Override
	boolean isConformant() {
		return this.conformant;
	}

	@Override
	boolean hasPointers() {
		return this.leaf.hasPointers();
	}

	@Override
	void writeConformance(NdrWriter writer, @Nullable Object value) {
		for (int i = 0; i < this.bounds.length; i++) {
			long size = writer.sizeIs(i);
			if (size < 0) {
				throw new IllegalArgumentException("has a size_is of %d".formatted(size));
			}
			writer.writeCount(size);
		}
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		Object array = required(value);
		long[] counts = new long[this.bounds.length];
		for (int i = 0; i < counts.length; i++) {
			long room = this.conformant ? writer.sizeIs(i) : this.bounds[i];
			counts[i] = (this.varying && i < this.arrayRank) ? writeVariance(writer, i, room) : room;
		}
		checkCount(this.rows.count(array), counts[0]);
		writer.rowCounts(counts);
		this.rows.writeBodies(writer, array);
	}

	private static long writeVariance(NdrWriter writer, int dimension, long room) {
		long first = writer.firstIs(dimension);
		long length = writer.lengthIs(dimension);
		if (first < 0 || length < 0 || first > room || length > room - first) {
			throw new IllegalArgumentException(
					"sends %d elements from %d on, but there is room for %d".formatted(length, first, room));
		}
		writer.writeCount(first);
		writer.writeCount(length);
		return length;
	}

	private static void checkCount(int count, long expected) {
		if (count != expected) {
			throw new IllegalArgumentException("has %d elements, but should have %d".formatted(count, expected));
		}
	}

	@Override
	void writeDeferred(NdrWriter writer, @Nullable Object value) {
		this.rows.writeDeferred(writer, required(value));
	}

	@Override
	void readConformance(NdrReader reader) {
		long[] maxima = new long[this.bounds.length];
		for (int i = 0; i < maxima.length; i++) {
			maxima[i] = reader.readCount();
		}
		reader.conformances(maxima);
	}

	@Override
	Object readBody(NdrReader reader) {
		long[] maxima = this.conformant ? reader.conformances() : null;
		long[] counts = new long[this.bounds.length];
		long[] extents = new long[Extent.NUMBERS * counts.length];
		for (int i = 0, at = 0; i < counts.length; i++, at += Extent.NUMBERS) {
			long room = (maxima != null) ? maxima[i] : this.bounds[i];
			counts[i] = room;
			extents[at] = room;
			if (this.varying && i < this.arrayRank) {
				extents[at + 1] = reader.readCount();
				counts[i] = reader.readCount();
				ArrayType.checkRange(reader, room, extents[at + 1], counts[i], this.hasFirst[i]);
			}
			extents[at + 2] = counts[i];
		}
		checkTotal(reader, counts);
		reader.rowCounts(counts);
		Object array = this.rows.readBodies(reader, (int) counts[0]);
		reader.restoreCounts(extents);
		return array;
	}

	/**
	 * Check that the stub has room for all elements, or that the rows without any are not
	 * too many.
	 */
	private void checkTotal(NdrReader reader, long[] counts) {
		long total = 1;
		for (int i = 0; i < this.arrayRank; i++) {
			if (counts[i] == 0) {
				reader.checkEmptyRows((int) total);
				return;
			}
			if (counts[i] < 0 || counts[i] > Integer.MAX_VALUE / total) {
				throw reader.failure("at most %d elements".formatted(Integer.MAX_VALUE),
						"%d times %s".formatted(total, Long.toUnsignedString(counts[i])));
			}
			total *= counts[i];
		}
		reader.checkCount(total, this.leaf.minimumSize());
	}

	@Override
	Object readDeferred(NdrReader reader, @Nullable Object partial) {
		long[] counts = reader.saveCounts();
		Object array = this.rows.readDeferred(reader, required(partial));
		reader.restoreCounts(counts);
		return array;
	}

	@Override
	boolean isSelectedBy(@Nullable Object value, long tag) {
		return this.rows.areSelectedBy(required(value), tag);
	}

	/**
	 * A row: an element of the dimension outside of it.
	 */
	static final class Row extends NdrType {

		private final int dimension;

		private final Elements elements;

		/**
		 * Create a type.
		 * @param dimension which one, from 1 on
		 */
		Row(int dimension, Elements elements) {
			this.dimension = dimension;
			this.elements = elements;
		}

		@Override
		TypeDescription describe() {
			return this.elements.describe();
		}

		@Override
		int alignment(boolean ndr64) {
			return this.elements.type().alignment(ndr64);
		}

		@Override
		int minimumSize() {
			return 1;
		}

		@Override
		boolean hasPointers() {
			return this.elements.type().hasPointers();
		}

		@Override
		void writeBody(NdrWriter writer, @Nullable Object value) {
			Object row = required(value);
			long[] counts = writer.rowCounts();
			checkCount(this.elements.count(row), counts[this.dimension]);
			this.elements.writeBodies(writer, row);
			// Arrays inside of the elements had theirs
			writer.rowCounts(counts);
		}

		@Override
		void writeDeferred(NdrWriter writer, @Nullable Object value) {
			this.elements.writeDeferred(writer, required(value));
		}

		@Override
		Object readBody(NdrReader reader) {
			long[] counts = reader.rowCounts();
			Object row = this.elements.readBodies(reader, (int) counts[this.dimension]);
			reader.rowCounts(counts);
			return row;
		}

		@Override
		Object readDeferred(NdrReader reader, @Nullable Object partial) {
			return this.elements.readDeferred(reader, required(partial));
		}

		@Override
		boolean isSelectedBy(@Nullable Object value, long tag) {
			return this.elements.areSelectedBy(required(value), tag);
		}

	}

	/**
	 * A string that is the innermost dimension.
	 */
	static final class Text extends NdrType {

		private final int dimension;

		private final StringType type;

		/**
		 * Create a type.
		 * @param dimension which one, from 1 on
		 */
		Text(int dimension, StringType type) {
			this.dimension = dimension;
			this.type = type;
		}

		@Override
		TypeDescription describe() {
			return this.type.describe();
		}

		@Override
		int alignment(boolean ndr64) {
			return this.type.alignment(ndr64);
		}

		@Override
		int minimumSize() {
			return 8;
		}

		@Override
		void writeBody(NdrWriter writer, @Nullable Object value) {
			this.type.checkRoom((String) required(value), writer.rowCounts()[this.dimension]);
			this.type.writeBody(writer, value);
		}

		@Override
		Object readBody(NdrReader reader) {
			// That of a structure around the array is still to be used
			long conformance = reader.conformance();
			reader.conformance(reader.rowCounts()[this.dimension]);
			Object text = this.type.readBody(reader);
			reader.conformance(conformance);
			return text;
		}

	}

}
