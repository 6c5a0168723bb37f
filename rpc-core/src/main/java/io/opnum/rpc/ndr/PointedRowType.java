package io.opnum.rpc.ndr;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * What the elements of {@code [size_is(n, m)] T **} point to: an array whose attributes
 * are those of the second dimension. All of them have the same counts, which are reported
 * as those of that dimension.
 */
final class PointedRowType extends NdrType {

	private final ArrayType row;

	PointedRowType(ArrayType row) {
		this.row = row;
	}

	@Override
	void link() {
		this.row.link();
	}

	@Override
	TypeDescription describe() {
		return this.row.describe();
	}

	@Override
	int alignment(boolean ndr64) {
		return this.row.alignment(ndr64);
	}

	@Override
	int minimumSize() {
		return this.row.minimumSize();
	}

	@Override
	void write(NdrWriter writer, @Nullable Object value) {
		long size = writer.sizeIs();
		long first = writer.firstIs();
		long length = writer.lengthIs();
		long[] inner = { writer.sizeIs(1), writer.firstIs(1), writer.lengthIs(1) };
		writer.bounds(inner[0], inner[1], inner[2]);
		this.row.write(writer, value);
		// What is in the elements had its own
		writer.bounds(size, first, length);
		writer.innerBounds(inner);
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		throw new UnsupportedOperationException("is never without a pointer");
	}

	@Override
	Object read(NdrReader reader) {
		long[] before = reader.innerCounts();
		Object value = required(this.row.read(reader));
		long[] counts = { reader.maximumCount(), reader.firstIndex(), reader.actualCount() };
		if (before.length != 0 && !Arrays.equals(before, counts)) {
			throw reader.failure(
					"a row like those before it, of max_count, offset and actual_count " + Arrays.toString(before),
					Arrays.toString(counts));
		}
		reader.restoreCounts(new long[] { 0, 0, 0, counts[0], counts[1], counts[2] });
		return value;
	}

	@Override
	Object readBody(NdrReader reader) {
		throw new UnsupportedOperationException("is never without a pointer");
	}

	@Override
	boolean isSelectedBy(@Nullable Object value, long tag) {
		return this.row.isSelectedBy(value, tag);
	}

}
