package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;

import org.jspecify.annotations.Nullable;

/**
 * The marshalling code of one wire type. A value goes over the wire in three phases (C706
 * 14.3): its conformance, hoisted to the front of the outermost structure; its body; and
 * the pointees of the pointers embedded in it, deferred until after the outermost
 * construction.
 * <p>
 * Java values are immutable, so what holds embedded pointers is read in two steps:
 * {@link #readBody} returns a partial value, {@link #readDeferred} completes it.
 * <p>
 * Immutable once compiled, thread-safe.
 */
abstract class NdrType {

	/**
	 * Compute what depends on the types that this one contains by value. Called once all
	 * types are defined, as they may refer to each other.
	 * @throws RecursiveValueException if the type contains itself by value
	 */
	void link() {
	}

	/**
	 * What the type is in the terms of IDL.
	 */
	abstract TypeDescription describe();

	/**
	 * The alignment of the body.
	 */
	abstract int alignment(boolean ndr64);

	/**
	 * The least number of octets a body takes, at least 1.
	 */
	abstract int minimumSize();

	/**
	 * The number of octets of a body that begins aligned, where that is the same for all
	 * values; else -1. Known once the type is linked.
	 */
	int bodySize(boolean ndr64) {
		return -1;
	}

	/**
	 * The {@link #bodySize} where nothing else belongs to a value; else -1.
	 */
	final int fixedSize(boolean ndr64) {
		return hasPointers() ? -1 : bodySize(ndr64);
	}

	/**
	 * Whether a max_count goes ahead of the outermost structure.
	 */
	boolean isConformant() {
		return false;
	}

	/**
	 * Whether pointers are embedded, so that there is a deferred phase.
	 */
	boolean hasPointers() {
		return false;
	}

	/**
	 * Whether it is a pointer, so that all of what it points to is deferred.
	 */
	boolean isPointer() {
		return false;
	}

	void writeConformance(NdrWriter writer, @Nullable Object value) {
	}

	abstract void writeBody(NdrWriter writer, @Nullable Object value);

	void writeDeferred(NdrWriter writer, @Nullable Object value) {
	}

	/**
	 * Write a value that is embedded in nothing: a parameter or a pointee.
	 */
	void write(NdrWriter writer, @Nullable Object value) {
		if (isConformant()) {
			writeConformance(writer, value);
		}
		writeBody(writer, value);
		if (hasPointers()) {
			writeDeferred(writer, value);
		}
	}

	void readConformance(NdrReader reader) {
	}

	/**
	 * Read the body.
	 * @return the value, or where there are pointers what {@link #readDeferred} completes
	 */
	abstract @Nullable Object readBody(NdrReader reader);

	@Nullable Object readDeferred(NdrReader reader, @Nullable Object partial) {
		return partial;
	}

	/**
	 * Read a value whose pointees are next, but whose body, which has a
	 * {@link #bodySize}, was skipped.
	 * @param at where the body is, an index of the buffer
	 */
	@Nullable Object readAt(NdrReader reader, int at) {
		int next = reader.moveTo(at);
		Object body = readBody(reader);
		reader.moveTo(next);
		return hasPointers() ? readDeferred(reader, body) : body;
	}

	/**
	 * Complete an element of an array or list. Only there a full pointer may lead back to
	 * what it is inside of: the element is put in its place when that is complete.
	 * @param values the elements
	 * @param index which one
	 */
	@Nullable Object readDeferredElement(NdrReader reader, @Nullable Object partial, @Nullable Object[] values, int index) {
		return readDeferred(reader, partial);
	}

	/**
	 * Whether another type is the same, in Java as well as on the wire.
	 */
	boolean isSame(NdrType other) {
		return this == other;
	}

	/**
	 * Read a value that is embedded in nothing: a parameter or a pointee.
	 */
	@Nullable Object read(NdrReader reader) {
		if (isConformant()) {
			readConformance(reader);
		}
		Object value = readBody(reader);
		return hasPointers() ? readDeferred(reader, value) : value;
	}

	/**
	 * The type in which a record's accessor hands a value over.
	 */
	Class<?> carrier() {
		return Object.class;
	}

	/**
	 * Write the body of a record component without boxing it.
	 * @param accessor from Object to the {@link #carrier()}
	 */
	void writeComponent(NdrWriter writer, MethodHandle accessor, Object owner) throws Throwable {
		writeBody(writer, (Object) accessor.invokeExact(owner));
	}

	/**
	 * Whether a value stands for a null pointer.
	 */
	boolean isNull(@Nullable Object value) {
		return value == null;
	}

	/**
	 * Whether a discriminant selects the union arm that a value is.
	 */
	boolean isSelectedBy(@Nullable Object value, long tag) {
		return true;
	}

	/**
	 * A type contains itself by value.
	 */
	@SuppressWarnings("serial")
	static final class RecursiveValueException extends RuntimeException {

		RecursiveValueException(String type) {
			super(type);
		}

	}

	static <T> T required(@Nullable T value) {
		if (value == null) {
			throw new IllegalArgumentException("is null, which can't be sent: mark it @Nullable to make it a"
					+ " pointer that may be null, or give a value");
		}
		return value;
	}

}
