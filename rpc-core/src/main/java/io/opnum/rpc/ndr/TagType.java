package io.opnum.rpc.ndr;

import io.opnum.rpc.V1Enum;
import org.jspecify.annotations.Nullable;

/**
 * The wire types that the discriminant of a union may have (C706 14.3.8).
 */
enum TagType {

	/** {@code boolean}, {@code char} and {@code small}. */
	OCTET(1, 1, 8) {

		@Override
		void write(NdrWriter writer, long tag) {
			writer.writeByte((int) tag);
		}

		@Override
		long read(NdrReader reader) {
			return Byte.toUnsignedLong(reader.readByte());
		}

	},

	/** {@code short}. */
	SHORT(2, 2, 16) {

		@Override
		void write(NdrWriter writer, long tag) {
			writer.writeShort((int) tag);
		}

		@Override
		long read(NdrReader reader) {
			return Short.toUnsignedLong(reader.readShort());
		}

	},

	/** {@code long}, and an enumeration of 32 bits. */
	LONG(4, 4, 32) {

		@Override
		void write(NdrWriter writer, long tag) {
			writer.writeInt((int) tag);
		}

		@Override
		long read(NdrReader reader) {
			return Integer.toUnsignedLong(reader.readInt());
		}

	},

	/** {@code hyper}. */
	HYPER(8, 8, 64) {

		@Override
		void write(NdrWriter writer, long tag) {
			writer.writeLong(tag);
		}

		@Override
		long read(NdrReader reader) {
			return reader.readLong();
		}

	},

	/** An enumeration: 16 bits in NDR, 32 in NDR64. */
	ENUM(2, 4, 32) {

		@Override
		void write(NdrWriter writer, long tag) {
			writer.writeEnum((int) tag);
		}

		@Override
		long read(NdrReader reader) {
			return Integer.toUnsignedLong(reader.readEnum());
		}

	};

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
		return this.bits == 64 || (number >= -1L << (this.bits - 1) && number < 1L << this.bits);
	}

	/**
	 * A number as it is read.
	 */
	long unsigned(long number) {
		return (this.bits == 64) ? number : number & ((1L << this.bits) - 1);
	}

	abstract void write(NdrWriter writer, long tag);

	abstract long read(NdrReader reader);

}
