package io.opnum.rpc.ndr;

import java.util.Iterator;

import org.jspecify.annotations.Nullable;

/**
 * Straight-line marshalling code of a structure for one of NDR and NDR64, as
 * {@link StructureCodeGenerator} writes it. It does what {@link RecordType} does by
 * interpreting its components, for structures whose body has the same size for all
 * values: then room is made, or looked for, once, and each field has a fixed place in it.
 * <p>
 * A value is read in one go, its body by index and its pointees where the cursor is:
 * nothing has to be kept from one phase to the next. Where octets are missing nothing is
 * read here, and the {@link RecordType} says what and where.
 * <p>
 * Immutable, thread-safe.
 */
abstract class StructureCode {

	private final RecordType type;

	private final StructureLayout layout;

	StructureCode(RecordType type, StructureLayout layout) {
		this.type = type;
		this.layout = layout;
	}

	/**
	 * Write the body of a structure.
	 * @param at an index of the buffer, aligned and with room; the cursor is anywhere
	 * then
	 */
	abstract void writeBody(NdrWriter writer, int at, Object value);

	/**
	 * Write the bodies of structures, each in its place.
	 * @param at where the first goes; the cursor is anywhere then
	 */
	abstract void writeBodies(NdrWriter writer, int at, Iterator<?> values, int count);

	/**
	 * Write the pointees of a structure.
	 */
	abstract void writeDeferred(NdrWriter writer, Object value);

	/**
	 * Write the pointees of structures.
	 */
	abstract void writeDeferred(NdrWriter writer, Iterator<?> values, int count);

	/**
	 * Read a structure: its body from an index of the buffer, its pointees from the
	 * cursor on.
	 */
	abstract Object read(NdrReader reader, int at);

	/**
	 * Read structures.
	 * @param at where the first is
	 */
	abstract void read(NdrReader reader, int at, @Nullable Object[] values);

	/**
	 * Write the body of a structure.
	 */
	final void writeBody(NdrWriter writer, Object value) {
		int size = this.layout.size();
		int at = writer.reserve(this.layout.alignment(), size);
		writeBody(writer, at, value);
		writer.moveTo(at + size);
	}

	/**
	 * Write the bodies of structures.
	 */
	final void writeBodies(NdrWriter writer, Iterator<?> values, int count) {
		if (count != 0) {
			long size = this.layout.size(count);
			int at = writer.reserve(this.layout.alignment(), size);
			if (this.layout.stride() != this.layout.size()) {
				writer.clear(at, (int) size);
			}
			writeBodies(writer, at, values, count);
			writer.moveTo(at + (int) size);
		}
	}

	/**
	 * Go behind a body.
	 * @return its index, or -1 if it is not there as a whole
	 */
	final int skip(NdrReader reader) {
		return reader.skip(this.layout.alignment(), this.layout.size() - this.layout.padding(), this.layout.padding());
	}

	/**
	 * Go behind the bodies of structures.
	 * @return the index of the first, or -1 if they are not there as a whole
	 */
	final int skip(NdrReader reader, int count) {
		int padding = this.layout.padding();
		return (count != 0) ? reader.skip(this.layout.alignment(), this.layout.size(count) - padding, padding) : 0;
	}

	/**
	 * Whether a pointer that may be null is not.
	 */
	static boolean isPresent(@Nullable Object value) {
		return value != null;
	}

	/**
	 * Check that a pointer that is never null is not.
	 * @return {@code true}
	 */
	static boolean isRequired(@Nullable Object value) {
		NdrType.required(value);
		return true;
	}

	/**
	 * Note which component could not be written.
	 */
	final void failedIn(NdrWriter writer, int component) {
		writer.failedIn(this.type.components()[component].name());
	}

	/**
	 * Note which component could not be read.
	 */
	final void failedIn(NdrReader reader, int component) {
		reader.failedIn(this.type.components()[component].name());
	}

	/**
	 * Note which element could not be written.
	 */
	final void failedAt(NdrWriter writer, int index) {
		writer.failedIn("[" + index + "]");
	}

	/**
	 * Note which element could not be read.
	 */
	final void failedAt(NdrReader reader, int index) {
		reader.failedIn("[" + index + "]");
	}

	/**
	 * What is thrown where a constructor has thrown.
	 */
	final RuntimeException refused(Throwable ex) {
		return RecordType.refused(this.type.name(), ex);
	}

}
