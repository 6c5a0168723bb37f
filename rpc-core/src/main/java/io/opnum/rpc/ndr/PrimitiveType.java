package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;

import io.opnum.rpc.ndr.TypeDescription.Primitive;
import org.jspecify.annotations.Nullable;

/**
 * The primitive types (C706 14.2). Neither components of records nor elements of arrays
 * are boxed on their way out, elements of arrays not on their way in.
 * <p>
 * One class that switches, not a class for each: a call of one of many classes is slower
 * than a jump.
 */
final class PrimitiveType extends NdrType {

	/** IDL boolean: one octet, 0 or not 0. */
	static final PrimitiveType BOOLEAN = new PrimitiveType(Kind.BOOLEAN, boolean.class, 1, Primitive.BOOLEAN);

	/** Windows' BOOL: a long, 0 or not 0. */
	static final PrimitiveType BOOL = new PrimitiveType(Kind.BOOL, boolean.class, 4, Primitive.BOOL);

	/** IDL byte, char and small: one octet. */
	static final PrimitiveType BYTE = new PrimitiveType(Kind.BYTE, byte.class, 1, Primitive.SMALL);

	/** IDL short: two octets. */
	static final PrimitiveType SHORT = new PrimitiveType(Kind.SHORT, short.class, 2, Primitive.SHORT);

	/** IDL long: four octets. */
	static final PrimitiveType INT = new PrimitiveType(Kind.INT, int.class, 4, Primitive.LONG);

	/** IDL hyper: eight octets. */
	static final PrimitiveType LONG = new PrimitiveType(Kind.LONG, long.class, 8, Primitive.HYPER);

	/** IDL float: four octets. */
	static final PrimitiveType FLOAT = new PrimitiveType(Kind.FLOAT, float.class, 4, Primitive.FLOAT);

	/** IDL double: eight octets. */
	static final PrimitiveType DOUBLE = new PrimitiveType(Kind.DOUBLE, double.class, 8, Primitive.DOUBLE);

	/** IDL wchar_t: a UTF-16 code unit. */
	static final PrimitiveType CHAR = new PrimitiveType(Kind.CHAR, char.class, 2, Primitive.WCHAR);

	/** IDL char: an octet, ISO-8859-1. */
	static final PrimitiveType ANSI_CHAR = new PrimitiveType(Kind.ANSI_CHAR, char.class, 1, Primitive.CHAR);

	/** IDL enum whose numbers need not be constants, in a Java int. */
	static final PrimitiveType RAW_ENUM_INT = new PrimitiveType(Kind.RAW_ENUM_INT, int.class, 2, 4,
			new TypeDescription.RawEnumeration());

	/** IDL enum whose numbers need not be constants, in a Java short. */
	static final PrimitiveType RAW_ENUM_SHORT = new PrimitiveType(Kind.RAW_ENUM_SHORT, short.class, 2, 4,
			new TypeDescription.RawEnumeration());

	/** {@code __int3264}: four octets, in NDR64 eight. */
	static final PrimitiveType INT3264 = new PrimitiveType(Kind.INT3264, long.class, 4, 8, Primitive.INT3264);

	/** {@code unsigned __int3264}. */
	static final PrimitiveType UNSIGNED_INT3264 = new PrimitiveType(Kind.UNSIGNED_INT3264, long.class, 4, 8,
			Primitive.UNSIGNED_INT3264);

	private static final PrimitiveType UNSIGNED_BYTE = BYTE.describedAs(Primitive.UNSIGNED_SMALL);

	private static final PrimitiveType UNSIGNED_SHORT = SHORT.describedAs(Primitive.UNSIGNED_SHORT);

	private static final PrimitiveType UNSIGNED_INT = INT.describedAs(Primitive.UNSIGNED_LONG);

	private static final PrimitiveType UNSIGNED_LONG = LONG.describedAs(Primitive.UNSIGNED_HYPER);

	private final Kind kind;

	private final Class<?> carrier;

	private final int size;

	private final int size64;

	private final TypeDescription description;

	private PrimitiveType(Kind kind, Class<?> carrier, int size, TypeDescription description) {
		this(kind, carrier, size, size, description);
	}

	private PrimitiveType(Kind kind, Class<?> carrier, int size, int size64, TypeDescription description) {
		this.kind = kind;
		this.carrier = carrier;
		this.size = size;
		this.size64 = size64;
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

	/**
	 * The same octets under another name of IDL.
	 */
	PrimitiveType describedAs(Primitive description) {
		return new PrimitiveType(this.kind, this.carrier, this.size, this.size64, description);
	}

	@Override
	TypeDescription describe() {
		return this.description;
	}

	@Override
	int alignment(boolean ndr64) {
		return ndr64 ? this.size64 : this.size;
	}

	@Override
	int minimumSize() {
		return this.size;
	}

	@Override
	int bodySize(boolean ndr64) {
		// A primitive is aligned to its size
		return alignment(ndr64);
	}

	/**
	 * What generated code calls to write it at an index, and, with {@code get}, to read
	 * it: a suffix of methods of {@link NdrWriter} and {@link NdrReader}.
	 * @return {@code null} where there are no such methods, as values are checked or the
	 * size depends on the syntax
	 */
	@Nullable String accessSuffix() {
		return switch (this.kind) {
			case BOOLEAN -> "Boolean";
			case BOOL -> "Bool";
			case BYTE -> "Byte";
			case SHORT -> "Short";
			case INT -> "Int";
			case LONG -> "Long";
			case FLOAT -> "Float";
			case DOUBLE -> "Double";
			case CHAR -> "Char";
			case ANSI_CHAR, RAW_ENUM_INT, RAW_ENUM_SHORT, INT3264, UNSIGNED_INT3264 -> null;
		};
	}

	@Override
	boolean isSame(NdrType other) {
		return other instanceof PrimitiveType primitive && this.kind == primitive.kind;
	}

	@Override
	Class<?> carrier() {
		return this.carrier;
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		Object boxed = required(value);
		switch (this.kind) {
			case BOOLEAN -> writer.writeBoolean((Boolean) boxed);
			case BOOL -> writer.writeInt((Boolean) boxed ? 1 : 0);
			case BYTE -> writer.writeByte((Byte) boxed);
			case SHORT -> writer.writeShort((Short) boxed);
			case INT -> writer.writeInt((Integer) boxed);
			case LONG -> writer.writeLong((Long) boxed);
			case FLOAT -> writer.writeFloat((Float) boxed);
			case DOUBLE -> writer.writeDouble((Double) boxed);
			case CHAR -> writer.writeShort((Character) boxed);
			case ANSI_CHAR -> writer.writeByte(narrow((Character) boxed));
			case RAW_ENUM_INT -> writer.writeEnum((Integer) boxed);
			case RAW_ENUM_SHORT -> writer.writeEnum(Short.toUnsignedInt((Short) boxed));
			case INT3264 -> writer.writeInt3264((Long) boxed);
			case UNSIGNED_INT3264 -> writer.writeUnsignedInt3264((Long) boxed);
		}
	}

	@Override
	void writeComponent(NdrWriter writer, MethodHandle accessor, Object owner) throws Throwable {
		switch (this.kind) {
			case BOOLEAN -> writer.writeBoolean((boolean) accessor.invokeExact(owner));
			case BOOL -> writer.writeInt((boolean) accessor.invokeExact(owner) ? 1 : 0);
			case BYTE -> writer.writeByte((byte) accessor.invokeExact(owner));
			case SHORT -> writer.writeShort((short) accessor.invokeExact(owner));
			case INT -> writer.writeInt((int) accessor.invokeExact(owner));
			case LONG -> writer.writeLong((long) accessor.invokeExact(owner));
			case FLOAT -> writer.writeFloat((float) accessor.invokeExact(owner));
			case DOUBLE -> writer.writeDouble((double) accessor.invokeExact(owner));
			case CHAR -> writer.writeShort((char) accessor.invokeExact(owner));
			case ANSI_CHAR -> writer.writeByte(narrow((char) accessor.invokeExact(owner)));
			case RAW_ENUM_INT -> writer.writeEnum((int) accessor.invokeExact(owner));
			case RAW_ENUM_SHORT -> writer.writeEnum(Short.toUnsignedInt((short) accessor.invokeExact(owner)));
			case INT3264 -> writer.writeInt3264((long) accessor.invokeExact(owner));
			case UNSIGNED_INT3264 -> writer.writeUnsignedInt3264((long) accessor.invokeExact(owner));
		}
	}

	@Override
	Object readBody(NdrReader reader) {
		return switch (this.kind) {
			case BOOLEAN -> reader.readBoolean();
			case BOOL -> reader.readInt() != 0;
			case BYTE -> reader.readByte();
			case SHORT -> reader.readShort();
			case INT -> reader.readInt();
			case LONG -> reader.readLong();
			case FLOAT -> reader.readFloat();
			case DOUBLE -> reader.readDouble();
			case CHAR -> (char) reader.readShort();
			case ANSI_CHAR -> (char) (reader.readByte() & 0xff);
			case RAW_ENUM_INT -> reader.readEnum();
			case RAW_ENUM_SHORT -> readShortEnum(reader);
			case INT3264 -> reader.readInt3264();
			case UNSIGNED_INT3264 -> reader.readUnsignedInt3264();
		};
	}

	/**
	 * Write the elements of a Java array.
	 */
	void writeArray(NdrWriter writer, Object array) {
		switch (this.kind) {
			case BOOLEAN -> writer.writeBooleans((boolean[]) array);
			case BOOL -> {
				for (boolean value : (boolean[]) array) {
					writer.writeInt(value ? 1 : 0);
				}
			}
			case BYTE -> writer.writeBytes((byte[]) array);
			case SHORT -> writer.writeShorts((short[]) array);
			case INT -> writer.writeInts((int[]) array);
			case LONG -> writer.writeLongs((long[]) array);
			case FLOAT -> writer.writeFloats((float[]) array);
			case DOUBLE -> writer.writeDoubles((double[]) array);
			case CHAR -> writer.writeChars((char[]) array);
			case ANSI_CHAR -> {
				String text = String.valueOf((char[]) array);
				StringType.checkNarrow(text);
				writer.writeNarrowChars(text, false);
			}
			case RAW_ENUM_INT -> {
				for (int value : (int[]) array) {
					writer.writeEnum(value);
				}
			}
			case RAW_ENUM_SHORT -> {
				for (short value : (short[]) array) {
					writer.writeEnum(Short.toUnsignedInt(value));
				}
			}
			case INT3264 -> {
				for (long value : (long[]) array) {
					writer.writeInt3264(value);
				}
			}
			case UNSIGNED_INT3264 -> {
				for (long value : (long[]) array) {
					writer.writeUnsignedInt3264(value);
				}
			}
		}
	}

	/**
	 * Read a Java array; the count is checked.
	 */
	Object readArray(NdrReader reader, int count) {
		return switch (this.kind) {
			case BOOLEAN -> reader.readBooleans(count);
			case BOOL -> {
				boolean[] values = new boolean[count];
				for (int i = 0; i < count; i++) {
					values[i] = reader.readInt() != 0;
				}
				yield values;
			}
			case BYTE -> reader.readBytes(count);
			case SHORT -> reader.readShorts(count);
			case INT -> reader.readInts(count);
			case LONG -> reader.readLongs(count);
			case FLOAT -> reader.readFloats(count);
			case DOUBLE -> reader.readDoubles(count);
			case CHAR -> reader.readChars(count);
			case ANSI_CHAR -> reader.readNarrowChars(count, false).toCharArray();
			case RAW_ENUM_INT -> {
				int[] values = new int[count];
				for (int i = 0; i < count; i++) {
					values[i] = reader.readEnum();
				}
				yield values;
			}
			case RAW_ENUM_SHORT -> {
				short[] values = new short[count];
				for (int i = 0; i < count; i++) {
					values[i] = readShortEnum(reader);
				}
				yield values;
			}
			case INT3264 -> {
				long[] values = new long[count];
				for (int i = 0; i < count; i++) {
					values[i] = reader.readInt3264();
				}
				yield values;
			}
			case UNSIGNED_INT3264 -> {
				long[] values = new long[count];
				for (int i = 0; i < count; i++) {
					values[i] = reader.readUnsignedInt3264();
				}
				yield values;
			}
		};
	}

	private static short readShortEnum(NdrReader reader) {
		int number = reader.readEnum();
		if (number >>> 16 != 0) {
			throw reader.failure("an enum number of 16 bits", Integer.toUnsignedString(number));
		}
		return (short) number;
	}

	private static int narrow(char value) {
		if (value > 0xff) {
			throw new IllegalArgumentException(
					"is '%c' (U+%04X), which is no 8-bit character".formatted(value, (int) value));
		}
		return value;
	}

	/**
	 * Which one.
	 */
	private enum Kind {

		BOOLEAN, BOOL, BYTE, SHORT, INT, LONG, FLOAT, DOUBLE, CHAR, ANSI_CHAR, RAW_ENUM_INT, RAW_ENUM_SHORT, INT3264,
		UNSIGNED_INT3264

	}

}
