package io.opnum.rpc.ndr;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.opnum.rpc.BadStubDataException;
import org.jspecify.annotations.Nullable;

/**
 * The elements of an array type, and the Java type that holds them. Elements are aligned
 * each by themselves; all bodies go before all pointees (C706 14.3.12.3).
 */
abstract class Elements {

	private final NdrType type;

	private final @Nullable RecordType structure;

	private Elements(NdrType type) {
		this.type = type;
		this.structure = (type instanceof RecordType record) ? record : null;
	}

	/**
	 * The elements of a Java array.
	 * @param component its component type
	 */
	static Elements ofArray(NdrType type, Class<?> component) {
		if (type instanceof RangedType ranged && component.isPrimitive()) {
			return new OfRanged(ranged);
		}
		return (type instanceof PrimitiveType primitive && component.isPrimitive()) ? new OfPrimitives(primitive)
				: new OfObjects(type, component);
	}

	/**
	 * The elements of a {@link List}.
	 */
	static Elements ofList(NdrType type) {
		return new OfList(type);
	}

	NdrType type() {
		return this.type;
	}

	TypeDescription describe() {
		return this.type.describe();
	}

	/**
	 * Whether other elements are the same, in Java as well as on the wire.
	 */
	boolean isSame(Elements other) {
		return getClass() == other.getClass() && this.type.isSame(other.type);
	}

	abstract int count(Object array);

	abstract void writeBodies(NdrWriter writer, Object array);

	abstract void writeDeferred(NdrWriter writer, Object array);

	/**
	 * Read the bodies.
	 * @param count how many; it was checked
	 * @return the Java array or list, or where elements have pointers what
	 * {@link #readDeferred} completes
	 */
	abstract Object readBodies(NdrReader reader, int count);

	abstract Object readDeferred(NdrReader reader, Object partial);

	/**
	 * Read bodies and pointees, which nothing is between.
	 * @param count how many; it was checked
	 * @return the Java array or list
	 */
	Object read(NdrReader reader, int count) {
		Object partial = readBodies(reader, count);
		return this.type.hasPointers() ? readDeferred(reader, partial) : partial;
	}

	/**
	 * The generated code of the elements, if there is any.
	 */
	@Nullable StructureCode code(boolean ndr64) {
		return (this.structure != null) ? this.structure.code(ndr64) : null;
	}

	/**
	 * Whether a discriminant selects the union arms that the elements are.
	 */
	boolean areSelectedBy(Object array, long tag) {
		return true;
	}

	void writeBody(NdrWriter writer, @Nullable Object element, int index) {
		try {
			this.type.writeBody(writer, element);
		}
		catch (IllegalArgumentException ex) {
			writer.failedIn("[" + index + "]");
			throw ex;
		}
	}

	void writeDeferred(NdrWriter writer, @Nullable Object element, int index) {
		try {
			this.type.writeDeferred(writer, element);
		}
		catch (IllegalArgumentException ex) {
			writer.failedIn("[" + index + "]");
			throw ex;
		}
	}

	@Nullable Object[] readBodies(NdrReader reader, @Nullable Object[] values) {
		int index = 0;
		try {
			for (; index < values.length; index++) {
				values[index] = this.type.readBody(reader);
			}
		}
		catch (BadStubDataException ex) {
			reader.failedIn("[" + index + "]");
			throw ex;
		}
		return values;
	}

	/**
	 * Complete partial values.
	 * @param values where to; may be where they are
	 */
	@Nullable Object[] readDeferred(NdrReader reader, @Nullable Object[] partial, @Nullable Object[] values) {
		int index = 0;
		try {
			for (; index < values.length; index++) {
				values[index] = this.type.readDeferredElement(reader, partial[index], values, index);
			}
		}
		catch (BadStubDataException ex) {
			reader.failedIn("[" + index + "]");
			throw ex;
		}
		return values;
	}

	/**
	 * A Java array of primitives: in bulk, never boxed.
	 */
	private static class OfPrimitives extends Elements {

		private final PrimitiveType type;

		OfPrimitives(PrimitiveType type) {
			super(type);
			this.type = type;
		}

		@Override
		int count(Object array) {
			return Array.getLength(array);
		}

		@Override
		void writeBodies(NdrWriter writer, Object array) {
			this.type.writeArray(writer, array);
		}

		@Override
		void writeDeferred(NdrWriter writer, Object array) {
		}

		@Override
		Object readBodies(NdrReader reader, int count) {
			return this.type.readArray(reader, count);
		}

		@Override
		Object readDeferred(NdrReader reader, Object partial) {
			return partial;
		}

	}

	/**
	 * A Java array of primitives whose numbers lie in a range.
	 */
	private static final class OfRanged extends OfPrimitives {

		private final RangedType range;

		OfRanged(RangedType range) {
			super(range.type());
			this.range = range;
		}

		@Override
		TypeDescription describe() {
			return this.range.describe();
		}

		@Override
		boolean isSame(Elements other) {
			return other instanceof OfRanged ranged && this.range.isSame(ranged.range);
		}

		@Override
		void writeBodies(NdrWriter writer, Object array) {
			for (int i = 0; i < Array.getLength(array); i++) {
				try {
					this.range.checkSent(Array.getLong(array, i));
				}
				catch (IllegalArgumentException ex) {
					writer.failedIn("[" + i + "]");
					throw ex;
				}
			}
			super.writeBodies(writer, array);
		}

		@Override
		Object readBodies(NdrReader reader, int count) {
			Object array = super.readBodies(reader, count);
			for (int i = 0; i < count; i++) {
				try {
					this.range.checkRead(reader, Array.getLong(array, i));
				}
				catch (BadStubDataException ex) {
					reader.failedIn("[" + i + "]");
					throw ex;
				}
			}
			return array;
		}

	}

	/**
	 * A Java array of objects.
	 */
	private static final class OfObjects extends Elements {

		private final Class<?> component;

		OfObjects(NdrType type, Class<?> component) {
			super(type);
			this.component = component;
		}

		@Override
		int count(Object array) {
			return ((Object[]) array).length;
		}

		@Override
		void writeBodies(NdrWriter writer, Object array) {
			@Nullable Object[] values = (Object[]) array;
			StructureCode code = code(writer.isNdr64());
			if (code != null) {
				code.writeBodies(writer, Arrays.asList(values).iterator(), values.length);
				return;
			}
			for (int i = 0; i < values.length; i++) {
				writeBody(writer, values[i], i);
			}
		}

		@Override
		void writeDeferred(NdrWriter writer, Object array) {
			@Nullable Object[] values = (Object[]) array;
			StructureCode code = code(writer.isNdr64());
			if (code != null) {
				code.writeDeferred(writer, Arrays.asList(values).iterator(), values.length);
				return;
			}
			for (int i = 0; i < values.length; i++) {
				writeDeferred(writer, values[i], i);
			}
		}

		@Override
		boolean areSelectedBy(Object array, long tag) {
			return Arrays.stream((Object[]) array).allMatch((element) -> type().isSelectedBy(element, tag));
		}

		@Override
		Object readBodies(NdrReader reader, int count) {
			return readBodies(reader, type().hasPointers() ? new Object[count] : newArray(count));
		}

		@Override
		Object readDeferred(NdrReader reader, Object partial) {
			@Nullable Object[] values = (Object[]) partial;
			return readDeferred(reader, values, newArray(values.length));
		}

		@Override
		Object read(NdrReader reader, int count) {
			StructureCode code = code(reader.isNdr64());
			int at = (code != null) ? code.skip(reader, count) : -1;
			if (code == null || at < 0) {
				return super.read(reader, count);
			}
			@Nullable Object[] values = newArray(count);
			code.read(reader, at, values);
			return values;
		}

		@Override
		boolean isSame(Elements other) {
			return super.isSame(other) && other instanceof OfObjects objects && this.component == objects.component;
		}

		private @Nullable Object[] newArray(int count) {
			return (Object[]) Array.newInstance(this.component, count);
		}

	}

	/**
	 * A list. What is read can't be modified.
	 */
	private static final class OfList extends Elements {

		OfList(NdrType type) {
			super(type);
		}

		@Override
		int count(Object array) {
			return ((List<?>) array).size();
		}

		@Override
		void writeBodies(NdrWriter writer, Object array) {
			List<?> list = (List<?>) array;
			StructureCode code = code(writer.isNdr64());
			if (code != null) {
				code.writeBodies(writer, list.iterator(), list.size());
				return;
			}
			int index = 0;
			for (Object element : list) {
				writeBody(writer, element, index++);
			}
		}

		@Override
		void writeDeferred(NdrWriter writer, Object array) {
			List<?> list = (List<?>) array;
			StructureCode code = code(writer.isNdr64());
			if (code != null) {
				code.writeDeferred(writer, list.iterator(), list.size());
				return;
			}
			int index = 0;
			for (Object element : list) {
				writeDeferred(writer, element, index++);
			}
		}

		@Override
		boolean areSelectedBy(Object array, long tag) {
			return ((List<?>) array).stream().allMatch((element) -> type().isSelectedBy(element, tag));
		}

		@Override
		Object readBodies(NdrReader reader, int count) {
			@Nullable Object[] values = readBodies(reader, new Object[count]);
			return type().hasPointers() ? values : list(values);
		}

		@Override
		Object readDeferred(NdrReader reader, Object partial) {
			@Nullable Object[] values = (Object[]) partial;
			return list(readDeferred(reader, values, values));
		}

		@Override
		Object read(NdrReader reader, int count) {
			StructureCode code = code(reader.isNdr64());
			int at = (code != null) ? code.skip(reader, count) : -1;
			if (code == null || at < 0) {
				return super.read(reader, count);
			}
			@Nullable Object[] values = new Object[count];
			code.read(reader, at, values);
			return list(values);
		}

		private static List<@Nullable Object> list(@Nullable Object[] values) {
			return Collections.unmodifiableList(Arrays.<@Nullable Object>asList(values));
		}

	}

}
