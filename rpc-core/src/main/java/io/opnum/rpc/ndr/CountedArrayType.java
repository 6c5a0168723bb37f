package io.opnum.rpc.ndr;

import org.jspecify.annotations.Nullable;

/**
 * An array that carries its size with it: {@code struct { unsigned long count;
 * [size_is(count), unique] T *items; }}. What a Java array or list is where nothing else
 * is said.
 */
final class CountedArrayType extends NdrType {

	private final ArrayType array;

	private final Elements elements;

	private final PointerType.Kind kind;

	private final PointerType fullPointer;

	private final boolean nullable;

	/**
	 * Create a type.
	 * @param kind the class of the pointer
	 * @param nullable whether a null pointer is {@code null} in Java; else it is an empty
	 * array
	 */
	CountedArrayType(Elements elements, PointerType.Kind kind, boolean nullable) {
		this.array = ArrayType.selfSized(elements);
		this.elements = elements;
		this.kind = kind;
		this.fullPointer = new PointerType(PointerType.Kind.FULL, this.array, PointerType.Nullness.NULL);
		this.nullable = nullable;
	}

	@Override
	TypeDescription describe() {
		return new TypeDescription.CountedArray(this.elements.describe(), this.kind.describe());
	}

	@Override
	int alignment(boolean ndr64) {
		return ndr64 ? 8 : 4;
	}

	@Override
	int minimumSize() {
		return 8;
	}

	@Override
	int bodySize(boolean ndr64) {
		return ndr64 ? 16 : 8;
	}

	@Override
	boolean hasPointers() {
		return true;
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		writer.align(alignment(writer.isNdr64()));
		if (value == null && !this.nullable) {
			required(value);
		}
		writer.writeInt((value != null) ? this.elements.count(value) : 0);
		if (this.kind == PointerType.Kind.FULL) {
			this.fullPointer.writeBody(writer, value);
		}
		else {
			writer.writeReferent(value != null);
		}
	}

	@Override
	void writeDeferred(NdrWriter writer, @Nullable Object value) {
		if (this.kind == PointerType.Kind.FULL) {
			this.fullPointer.writeDeferred(writer, value);
		}
		else if (value != null) {
			writer.enter();
			this.array.write(writer, value);
			writer.leave();
		}
	}

	@Override
	Object readBody(NdrReader reader) {
		reader.align(alignment(reader.isNdr64()));
		long count = Integer.toUnsignedLong(reader.readInt());
		long id = reader.readReferent();
		if (id == 0 && count != 0) {
			throw reader.failure("a pointer to %d elements".formatted(count), "a null pointer");
		}
		return new Partial(count, id);
	}

	@Override
	@Nullable Object readDeferred(NdrReader reader, @Nullable Object partial) {
		Partial body = (Partial) required(partial);
		if (body.id() == 0) {
			return this.nullable ? null : this.elements.read(reader, 0);
		}
		if (this.kind == PointerType.Kind.FULL) {
			return readFull(reader, body);
		}
		reader.enter();
		this.array.readConformance(reader);
		if (reader.conformance() != body.count()) {
			throw reader.failure("max_count %d, as the count says".formatted(body.count()),
					Long.toUnsignedString(reader.conformance()));
		}
		Object value = this.array.readElements(reader);
		reader.leave();
		return value;
	}

	private Object readFull(NdrReader reader, Partial body) {
		Object value = required(this.fullPointer.readDeferred(reader, body.id()));
		if (this.elements.count(value) != body.count()) {
			throw reader.failure("max_count %d, as the count says".formatted(body.count()),
					Integer.toString(this.elements.count(value)));
		}
		return value;
	}

	@Override
	boolean isSelectedBy(@Nullable Object value, long tag) {
		return value == null || this.elements.areSelectedBy(value, tag);
	}

	/**
	 * The body.
	 *
	 * @param count the count
	 * @param id the referent id of the pointer
	 */
	private record Partial(long count, long id) {

	}

}
