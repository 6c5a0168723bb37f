package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;

import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * A primitive type whose numbers lie in a range (MS-RPCE 3.1.1.5.3.3.1).
 */
final class RangedType extends NdrType {

	private final PrimitiveType type;

	private final long min;

	private final long max;

	private final boolean unsigned;

	/**
	 * Create a type.
	 * @param type an integral type
	 * @param unsigned whether its numbers have no sign
	 */
	RangedType(PrimitiveType type, long min, long max, boolean unsigned) {
		this.type = type;
		this.min = min;
		this.max = max;
		this.unsigned = unsigned;
	}

	/**
	 * Whether both ends of a range are numbers of a type.
	 * @param octets how long the type is
	 */
	static boolean fits(long min, long max, int octets, boolean unsigned) {
		int bits = Byte.SIZE * octets;
		if (bits == Long.SIZE) {
			return true;
		}
		long last = (1L << (unsigned ? bits : bits - 1)) - 1;
		return min >= (unsigned ? 0 : -1L << (bits - 1)) && max <= last;
	}

	/**
	 * Compare the ends of a range: those of an unsigned {@code long} are unsigned, too.
	 * @param octets how long the type is
	 */
	static int compare(long min, long max, int octets, boolean unsigned) {
		return (unsigned && octets == Long.BYTES) ? Long.compareUnsigned(min, max) : Long.compare(min, max);
	}

	PrimitiveType type() {
		return this.type;
	}

	@Override
	TypeDescription describe() {
		return new TypeDescription.Ranged(this.type.describe(), text(this.min), text(this.max));
	}

	@Override
	int alignment(boolean ndr64) {
		return this.type.alignment(ndr64);
	}

	@Override
	int minimumSize() {
		return this.type.minimumSize();
	}

	@Override
	int bodySize(boolean ndr64) {
		return this.type.bodySize(ndr64);
	}

	@Override
	Class<?> carrier() {
		return this.type.carrier();
	}

	@Override
	boolean isSame(NdrType other) {
		return other instanceof RangedType ranged && this.type.isSame(ranged.type) && this.min == ranged.min
				&& this.max == ranged.max;
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		checkSent(((Number) required(value)).longValue());
		this.type.writeBody(writer, value);
	}

	@Override
	void writeComponent(NdrWriter writer, MethodHandle accessor, Object owner) throws Throwable {
		Class<?> carrier = carrier();
		if (carrier == int.class) {
			checkSent((int) accessor.invokeExact(owner));
		}
		else if (carrier == long.class) {
			checkSent((long) accessor.invokeExact(owner));
		}
		else if (carrier == short.class) {
			checkSent((short) accessor.invokeExact(owner));
		}
		else {
			checkSent((byte) accessor.invokeExact(owner));
		}
		this.type.writeComponent(writer, accessor, owner);
	}

	@Override
	Object readBody(NdrReader reader) {
		Object value = this.type.readBody(reader);
		checkRead(reader, ((Number) value).longValue());
		return value;
	}

	void checkSent(long number) {
		if (!contains(number)) {
			throw new IllegalArgumentException("is %s, but its range is %s".formatted(text(widen(number)), range()));
		}
	}

	void checkRead(NdrReader reader, long number) {
		if (!contains(number)) {
			throw reader.failure("a number of the range " + range(), text(widen(number)), RpcStatus.INVALID_BOUND);
		}
	}

	private boolean contains(long number) {
		long wide = widen(number);
		return this.unsigned ? Long.compareUnsigned(wide, this.min) >= 0 && Long.compareUnsigned(wide, this.max) <= 0
				: wide >= this.min && wide <= this.max;
	}

	private long widen(long number) {
		if (!this.unsigned || carrier() == long.class) {
			return number;
		}
		return number & ((carrier() == int.class) ? 0xffffffffL : (carrier() == short.class) ? 0xffff : 0xff);
	}

	private String range() {
		return text(this.min) + " to " + text(this.max);
	}

	private String text(long number) {
		return this.unsigned ? Long.toUnsignedString(number) : Long.toString(number);
	}

}
