package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;

import io.opnum.rpc.ndr.TypeDescription.Primitive;
import org.jspecify.annotations.Nullable;

/**
 * The primitive types (C706 14.2). Neither components of records nor elements of arrays
 * are boxed on their way out, elements of arrays not on their way in.
 */
abstract class PrimitiveType extends NdrType {

	static final PrimitiveType BYTE = new OfByte(Primitive.SMALL);

	static final PrimitiveType SHORT = new OfShort(Primitive.SHORT);

	static final PrimitiveType INT = new OfInt(Primitive.LONG);

	static final PrimitiveType LONG = new OfLong(Primitive.HYPER);

	private static final PrimitiveType UNSIGNED_BYTE = new OfByte(Primitive.UNSIGNED_SMALL);

	private static final PrimitiveType UNSIGNED_SHORT = new OfShort(Primitive.UNSIGNED_SHORT);

	private static final PrimitiveType UNSIGNED_INT = new OfInt(Primitive.UNSIGNED_LONG);

	private static final PrimitiveType UNSIGNED_LONG = new OfLong(Primitive.UNSIGNED_HYPER);

	private final Class<?> carrier;

	private final int size;

	private final TypeDescription description;

	private PrimitiveType(Class<?> carrier, int size, TypeDescription description) {
		this.carrier = carrier;
		this.size = size;
		this.description = description;
	}

	/**
	 * The type of a Java primitive, or {@code null} if the class is none.
	 */
	static @Nullable PrimitiveType of(Class<?> carrier) {
		for (PrimitiveType type : new PrimitiveType[] { BOOLEAN, BYTE, SHORT, INT, LONG, FLOAT, DOUBLE, CHAR }) {
			if (type.carrier == carrier) {
				return type;
			}
		}
		return null;
	}

	/**
	 * The unsigned type of a Java primitive: the same octets. Of one that has none the
	 * plain type.
	 */
	static @Nullable PrimitiveType unsigned(Class<?> carrier) {
		for (PrimitiveType type : new PrimitiveType[] { UNSIGNED_BYTE, UNSIGNED_SHORT, UNSIGNED_INT, UNSIGNED_LONG }) {
			if (type.carrier == carrier) {
				return type;
			}
		}
		return of(carrier);
	}

	@Override
	TypeDescription describe() {
		return this.description;
	}

	@Override
	int alignment(boolean ndr64) {
		return this.size;
	}

	@Override
	int minimumSize() {
		return this.size;
	}

	@Override
	Class<?> carrier() {
		return this.carrier;
	}

	@Override
	abstract void writeComponent(NdrWriter writer, MethodHandle accessor, Object owner) throws Throwable;

	/**
	 * Write the elements of a Java array.
	 */
	abstract void writeArray(NdrWriter writer, Object array);

	/**
	 * Read a Java array; the count is checked.
	 */
	abstract Object readArray(NdrReader reader, int count);

	/** IDL boolean: one octet, 0 or not 0. */
	static final PrimitiveType BOOLEAN = new PrimitiveType(boolean.class, 1, Primitive.BOOLEAN) {

		@Override
		void writeBody(NdrWriter writer, @Nullable Object value) {
			writer.writeBoolean((Boolean) required(value));
		}

		@Override
		void writeComponent(NdrWriter writer, MethodHandle accessor, Object owner) throws Throwable {
			writer.writeBoolean((boolean) accessor.invokeExact(owner));
		}

		@Override
		Object readBody(NdrReader reader) {
			return reader.readBoolean();
		}

		@Override
		void writeArray(NdrWriter writer, Object array) {
			writer.writeBooleans((boolean[]) array);
		}

		@Override
		Object readArray(NdrReader reader, int count) {
			return reader.readBooleans(count);
		}

	};

	/** IDL byte, char and small: one octet. */
	private static final class OfByte extends PrimitiveType {

		OfByte(Primitive description) {
			super(byte.class, 1, description);
		}

		@Override
		void writeBody(NdrWriter writer, @Nullable Object value) {
			writer.writeByte((Byte) required(value));
		}

		@Override
		void writeComponent(NdrWriter writer, MethodHandle accessor, Object owner) throws Throwable {
			writer.writeByte((byte) accessor.invokeExact(owner));
		}

		@Override
		Object readBody(NdrReader reader) {
			return reader.readByte();
		}

		@Override
		void writeArray(NdrWriter writer, Object array) {
			writer.writeBytes((byte[]) array);
		}

		@Override
		Object readArray(NdrReader reader, int count) {
			return reader.readBytes(count);
		}

	}

	/** IDL short: two octets. */
	private static final class OfShort extends PrimitiveType {

		OfShort(Primitive description) {
			super(short.class, 2, description);
		}

		@Override
		void writeBody(NdrWriter writer, @Nullable Object value) {
			writer.writeShort((Short) required(value));
		}

		@Override
		void writeComponent(NdrWriter writer, MethodHandle accessor, Object owner) throws Throwable {
			writer.writeShort((short) accessor.invokeExact(owner));
		}

		@Override
		Object readBody(NdrReader reader) {
			return reader.readShort();
		}

		@Override
		void writeArray(NdrWriter writer, Object array) {
			writer.writeShorts((short[]) array);
		}

		@Override
		Object readArray(NdrReader reader, int count) {
			return reader.readShorts(count);
		}

	}

	/** IDL long: four octets. */
	private static final class OfInt extends PrimitiveType {

		OfInt(Primitive description) {
			super(int.class, 4, description);
		}

		@Override
		void writeBody(NdrWriter writer, @Nullable Object value) {
			writer.writeInt((Integer) required(value));
		}

		@Override
		void writeComponent(NdrWriter writer, MethodHandle accessor, Object owner) throws Throwable {
			writer.writeInt((int) accessor.invokeExact(owner));
		}

		@Override
		Object readBody(NdrReader reader) {
			return reader.readInt();
		}

		@Override
		void writeArray(NdrWriter writer, Object array) {
			writer.writeInts((int[]) array);
		}

		@Override
		Object readArray(NdrReader reader, int count) {
			return reader.readInts(count);
		}

	}

	/** IDL hyper: eight octets. */
	private static final class OfLong extends PrimitiveType {

		OfLong(Primitive description) {
			super(long.class, 8, description);
		}

		@Override
		void writeBody(NdrWriter writer, @Nullable Object value) {
			writer.writeLong((Long) required(value));
		}

		@Override
		void writeComponent(NdrWriter writer, MethodHandle accessor, Object owner) throws Throwable {
			writer.writeLong((long) accessor.invokeExact(owner));
		}

		@Override
		Object readBody(NdrReader reader) {
			return reader.readLong();
		}

		@Override
		void writeArray(NdrWriter writer, Object array) {
			writer.writeLongs((long[]) array);
		}

		@Override
		Object readArray(NdrReader reader, int count) {
			return reader.readLongs(count);
		}

	}

	/** IDL float: four octets. */
	static final PrimitiveType FLOAT = new PrimitiveType(float.class, 4, Primitive.FLOAT) {

		@Override
		void writeBody(NdrWriter writer, @Nullable Object value) {
			writer.writeFloat((Float) required(value));
		}

		@Override
		void writeComponent(NdrWriter writer, MethodHandle accessor, Object owner) throws Throwable {
			writer.writeFloat((float) accessor.invokeExact(owner));
		}

		@Override
		Object readBody(NdrReader reader) {
			return reader.readFloat();
		}

		@Override
		void writeArray(NdrWriter writer, Object array) {
			writer.writeFloats((float[]) array);
		}

		@Override
		Object readArray(NdrReader reader, int count) {
			return reader.readFloats(count);
		}

	};

	/** IDL double: eight octets. */
	static final PrimitiveType DOUBLE = new PrimitiveType(double.class, 8, Primitive.DOUBLE) {

		@Override
		void writeBody(NdrWriter writer, @Nullable Object value) {
			writer.writeDouble((Double) required(value));
		}

		@Override
		void writeComponent(NdrWriter writer, MethodHandle accessor, Object owner) throws Throwable {
			writer.writeDouble((double) accessor.invokeExact(owner));
		}

		@Override
		Object readBody(NdrReader reader) {
			return reader.readDouble();
		}

		@Override
		void writeArray(NdrWriter writer, Object array) {
			writer.writeDoubles((double[]) array);
		}

		@Override
		Object readArray(NdrReader reader, int count) {
			return reader.readDoubles(count);
		}

	};

	/** IDL wchar_t: a UTF-16 code unit. */
	static final PrimitiveType CHAR = new PrimitiveType(char.class, 2, Primitive.WCHAR) {

		@Override
		void writeBody(NdrWriter writer, @Nullable Object value) {
			writer.writeShort((Character) required(value));
		}

		@Override
		void writeComponent(NdrWriter writer, MethodHandle accessor, Object owner) throws Throwable {
			writer.writeShort((char) accessor.invokeExact(owner));
		}

		@Override
		Object readBody(NdrReader reader) {
			return (char) reader.readShort();
		}

		@Override
		void writeArray(NdrWriter writer, Object array) {
			writer.writeChars((char[]) array);
		}

		@Override
		Object readArray(NdrReader reader, int count) {
			return reader.readChars(count);
		}

	};

	/** IDL char: an octet, ISO-8859-1. */
	static final PrimitiveType ANSI_CHAR = new PrimitiveType(char.class, 1, Primitive.CHAR) {

		@Override
		void writeBody(NdrWriter writer, @Nullable Object value) {
			writer.writeByte(narrow((Character) required(value)));
		}

		@Override
		void writeComponent(NdrWriter writer, MethodHandle accessor, Object owner) throws Throwable {
			writer.writeByte(narrow((char) accessor.invokeExact(owner)));
		}

		@Override
		Object readBody(NdrReader reader) {
			return (char) (reader.readByte() & 0xff);
		}

		@Override
		void writeArray(NdrWriter writer, Object array) {
			String text = String.valueOf((char[]) array);
			StringType.checkNarrow(text);
			writer.writeNarrowChars(text, false);
		}

		@Override
		Object readArray(NdrReader reader, int count) {
			return reader.readNarrowChars(count, false).toCharArray();
		}

	};

	/** IDL enum whose numbers need not be constants, in a Java int. */
	static final PrimitiveType RAW_ENUM_INT = new RawEnum(int.class) {

		@Override
		void writeBody(NdrWriter writer, @Nullable Object value) {
			writer.writeEnum((Integer) required(value));
		}

		@Override
		void writeComponent(NdrWriter writer, MethodHandle accessor, Object owner) throws Throwable {
			writer.writeEnum((int) accessor.invokeExact(owner));
		}

		@Override
		Object readBody(NdrReader reader) {
			return reader.readEnum();
		}

		@Override
		void writeArray(NdrWriter writer, Object array) {
			for (int value : (int[]) array) {
				writer.writeEnum(value);
			}
		}

		@Override
		Object readArray(NdrReader reader, int count) {
			int[] values = new int[count];
			for (int i = 0; i < count; i++) {
				values[i] = reader.readEnum();
			}
			return values;
		}

	};

	/** IDL enum whose numbers need not be constants, in a Java short. */
	static final PrimitiveType RAW_ENUM_SHORT = new RawEnum(short.class) {

		@Override
		void writeBody(NdrWriter writer, @Nullable Object value) {
			writer.writeEnum(Short.toUnsignedInt((Short) required(value)));
		}

		@Override
		void writeComponent(NdrWriter writer, MethodHandle accessor, Object owner) throws Throwable {
			writer.writeEnum(Short.toUnsignedInt((short) accessor.invokeExact(owner)));
		}

		@Override
		Object readBody(NdrReader reader) {
			return narrow(reader);
		}

		@Override
		void writeArray(NdrWriter writer, Object array) {
			for (short value : (short[]) array) {
				writer.writeEnum(Short.toUnsignedInt(value));
			}
		}

		@Override
		Object readArray(NdrReader reader, int count) {
			short[] values = new short[count];
			for (int i = 0; i < count; i++) {
				values[i] = narrow(reader);
			}
			return values;
		}

		private short narrow(NdrReader reader) {
			int number = reader.readEnum();
			if (number >>> 16 != 0) {
				throw reader.failure("an enum number of 16 bits", Integer.toUnsignedString(number));
			}
			return (short) number;
		}

	};

	private static int narrow(char value) {
		if (value > 0xff) {
			throw new IllegalArgumentException(
					"is '%c' (U+%04X), which is no 8-bit character".formatted(value, (int) value));
		}
		return value;
	}

	private abstract static class RawEnum extends PrimitiveType {

		RawEnum(Class<?> carrier) {
			super(carrier, 2, new TypeDescription.RawEnumeration());
		}

		@Override
		int alignment(boolean ndr64) {
			return ndr64 ? 4 : 2;
		}

	}

}
