package io.opnum.rpc.ndr;

import io.opnum.rpc.V1Enum;
import org.jspecify.annotations.Nullable;

/**
 * The wire types that the discriminant of a union may have (C706 14.3.8).
 */
enum TagType {

	/** {@code boolean}, {@code char} and {@code small}. */
	OCTET(1, 1, 8),

	/** {@code short}. */
	SHORT(2, 2, 16),

	/** {@code long}, and an enumeration of 32 bits. */
	LONG(4, 4, 32),

	/** {@code hyper}. */
	HYPER(8, 8, 64),

	/** An enumeration: 16 bits in NDR, 32 in NDR64. */
	ENUM(2, 4, 32);

	private final int size;

	private final int size64;

	private final int bits;

	TagType(int size, int size64, int bits) {
		this.size = size;
		this.size64 = size64;
		this.bits = bits;
	}

	/**
	 * The wire type of a Java type.
	 * @param type the type, not boxed
	 * @param rawEnum whether it is {@code @RawEnum}
	 * @param wide whether it is {@code @V1Enum}
	 * @return the wire type, {@code null} if it can't be that of a discriminant
	 */
	static @Nullable TagType of(Class<?> type, boolean rawEnum, boolean wide) {
		if (type.isEnum()) {
			return (wide || type.isAnnotationPresent(V1Enum.class)) ? TagType.LONG : TagType.ENUM;
		}
		if (rawEnum && !wide) {
			return TagType.ENUM;
		}
		if (type == boolean.class || type == byte.class) {
			return TagType.OCTET;
		}
		if (type == short.class || type == char.class) {
			return TagType.SHORT;
		}
		if (type == int.class) {
			return TagType.LONG;
		}
		return (type == long.class) ? TagType.HYPER : null;
	}

	int size(boolean ndr64) {
		return ndr64 ? this.size64 : this.size;
	}

	/**
	 * Whether a number fits, as a signed or an unsigned one.
	 */
	boolean holds(long number) {
		if (this == ENUM) {
			// In NDR it has 16 bits, whatever it has in NDR64
			return number >= 0 && number <= 0xffff;
		}
		return this.bits == 64 || (number >= -1L << (this.bits - 1) && number < 1L << this.bits);
	}

	/**
	 * A number as it is read.
	 */
	long unsigned(long number) {
		return (this.bits == 64) ? number : number & ((1L << this.bits) - 1);
	}

	void write(NdrWriter writer, long tag) {
		switch (this) {
			case OCTET -> writer.writeByte((int) tag);
			case SHORT -> writer.writeShort((int) tag);
			case LONG -> writer.writeInt((int) tag);
			case HYPER -> writer.writeLong(tag);
			case ENUM -> writer.writeEnum((int) tag);
		}
	}

	long read(NdrReader reader) {
		return switch (this) {
			case OCTET -> Byte.toUnsignedLong(reader.readByte());
			case SHORT -> Short.toUnsignedLong(reader.readShort());
			case LONG -> Integer.toUnsignedLong(reader.readInt());
			case HYPER -> reader.readLong();
			case ENUM -> Integer.toUnsignedLong(reader.readEnum());
		};
	}

}
