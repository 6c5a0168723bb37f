package io.opnum.rpc.ndr;

import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * A pointer that is on the wire: a referent id, then, after the outermost construction,
 * the pointee (C706 14.3.10 to 14.3.12).
 */
final class PointerType extends NdrType {

	// What a body leaves for the deferred phase; of a full pointer that is its id
	private static final Object NULL = new Object();

	private static final Object PRESENT = new Object();

	private final Kind kind;

	private final NdrType pointee;

	private final Nullness nullness;

	PointerType(Kind kind, NdrType pointee, Nullness nullness) {
		this.kind = kind;
		this.pointee = pointee;
		this.nullness = nullness;
	}

	@Override
	TypeDescription describe() {
		return new TypeDescription.Pointer(this.kind.describe(), this.pointee.describe(),
				this.nullness != Nullness.NEVER);
	}

	@Override
	int alignment(boolean ndr64) {
		return ndr64 ? 8 : 4;
	}

	@Override
	int minimumSize() {
		return 4;
	}

	@Override
	int bodySize(boolean ndr64) {
		return alignment(ndr64);
	}

	@Override
	boolean hasPointers() {
		return true;
	}

	@Override
	boolean isPointer() {
		return true;
	}

	/**
	 * The pointer to what a converter makes of the pointee. An optional is converted as a
	 * whole.
	 */
	NdrType converted(UnaryOperator<NdrType> conversion) {
		return (this.nullness != Nullness.OPTIONAL)
				? new PointerType(this.kind, conversion.apply(this.pointee), this.nullness) : conversion.apply(this);
	}

	/**
	 * Whether a Java value is the pointee, and no number is needed to tell it from
	 * others.
	 */
	boolean isPlain() {
		return this.kind != Kind.FULL && this.nullness != Nullness.OPTIONAL;
	}

	NdrType pointee() {
		return this.pointee;
	}

	boolean isNullable() {
		return this.nullness != Nullness.NEVER;
	}

	/**
	 * Write the pointee of a {@link #isPlain plain} pointer.
	 * @param pointee its type, handed over as that may be a constant to the compiler
	 */
	static void writePointee(NdrWriter writer, @Nullable Object value, NdrType pointee) {
		if (value != null) {
			writer.enter();
			pointee.write(writer, value);
			writer.leave();
		}
	}

	/**
	 * Read the pointee of a {@link #isPlain plain} pointer.
	 * @param pointee its type, handed over as that may be a constant to the compiler
	 * @param at where the pointer is, an index of the buffer
	 */
	@Nullable Object readPointee(NdrReader reader, NdrType pointee, int at) {
		if (this.kind != Kind.REF && reader.isNull(at)) {
			return readAt(reader, at);
		}
		reader.enter();
		Object target = pointee.read(reader);
		reader.leave();
		return target;
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		Object target = target(value);
		if (this.nullness == Nullness.NEVER) {
			required(target);
		}
		if (target != null && this.kind == Kind.FULL) {
			writer.writeCount(writer.fullPointersOrNew().write(target, this.pointee).id());
		}
		else {
			writer.writeReferent(target != null);
		}
	}

	@Override
	void writeDeferred(NdrWriter writer, @Nullable Object value) {
		Object target = target(value);
		if (target != null && (this.kind != Kind.FULL || isFirst(writer, target))) {
			writer.enter();
			this.pointee.write(writer, target);
			writer.leave();
		}
	}

	/**
	 * Whether what a full pointer points to is still to be written.
	 */
	private boolean isFirst(NdrWriter writer, Object target) {
		FullPointers.Referent referent = writer.fullPointersOrNew().written(target, this.pointee);
		if (referent == null) {
			return true;
		}
		boolean first = !referent.isPresent();
		referent.present();
		return first;
	}

	private @Nullable Object target(@Nullable Object value) {
		return (this.nullness == Nullness.OPTIONAL) ? ((Optional<?>) required(value)).orElse(null) : value;
	}

	@Override
	Object readBody(NdrReader reader) {
		long id = reader.readReferent();
		if (this.kind == Kind.REF) {
			// Peers put anything there
			return PRESENT;
		}
		if (id == 0) {
			if (this.nullness == Nullness.NEVER) {
				throw reader.failure("a pointer that is not null", "a null pointer");
			}
			return NULL;
		}
		return (this.kind == Kind.FULL) ? (Object) id : PRESENT;
	}

	@Override
	@Nullable Object readDeferred(NdrReader reader, @Nullable Object partial) {
		return value((partial != NULL) ? readPointee(reader, partial, null, 0) : null);
	}

	@Override
	@Nullable Object readDeferredElement(NdrReader reader, @Nullable Object partial, @Nullable Object[] values, int index) {
		if (this.nullness == Nullness.OPTIONAL) {
			return readDeferred(reader, partial);
		}
		return (partial != NULL) ? readPointee(reader, partial, values, index) : null;
	}

	private @Nullable Object value(@Nullable Object target) {
		return (this.nullness == Nullness.OPTIONAL) ? Optional.ofNullable(target) : target;
	}

	private @Nullable Object readPointee(NdrReader reader, @Nullable Object partial,
			@Nullable Object @Nullable [] values, int index) {
		if (partial instanceof Long id) {
			return readFull(reader, id, values, index);
		}
		return readPointee(reader);
	}

	private @Nullable Object readPointee(NdrReader reader) {
		reader.enter();
		Object target = this.pointee.read(reader);
		reader.leave();
		return target;
	}

	private @Nullable Object readFull(NdrReader reader, long id, @Nullable Object @Nullable [] values, int index) {
		FullPointers pointers = reader.fullPointersOrNew();
		FullPointers.Referent known = pointers.read(id);
		if (known == null || !known.isPresent()) {
			Object ofRequest = (known != null && known.type().isSame(this.pointee)) ? known.value() : null;
			FullPointers.Referent referent = pointers.reading(id, this.pointee);
			return pointers.read(referent, Objects.requireNonNull(readPointee(reader)), ofRequest);
		}
		if (!known.type().isSame(this.pointee)) {
			throw reader.failure("full pointers of one type", "full pointer %d to another type".formatted(id));
		}
		if (known.value() == null) {
			pointers.cycle();
			if (values == null) {
				throw reader.failure("pointers without a cycle",
						"full pointer %d inside of what it points to".formatted(id));
			}
			known.completeLater(values, index);
		}
		return known.value();
	}

	@Override
	boolean isNull(@Nullable Object value) {
		Object target = target(value);
		return target == null || this.pointee.isNull(target);
	}

	@Override
	boolean isSelectedBy(@Nullable Object value, long tag) {
		Object target = target(value);
		return target == null || this.pointee.isSelectedBy(target, tag);
	}

	/**
	 * The pointer classes of IDL.
	 */
	enum Kind {

		REF, UNIQUE, FULL;

		TypeDescription.PointerKind describe() {
			return TypeDescription.PointerKind.valueOf(name());
		}

	}

	/**
	 * What stands for a null pointer in Java.
	 */
	enum Nullness {

		/** Nothing: it is an error. */
		NEVER,

		/** {@code null}. */
		NULL,

		/** {@link Optional#empty()}. */
		OPTIONAL

	}

}
