package io.opnum.rpc.ndr;

import org.jspecify.annotations.Nullable;

/**
 * A discriminant in a component of a record.
 *
 * @param type the Java type of the component, not boxed
 * @param enumType its type if it is an enumeration
 */
record TagValue(Class<?> type, @Nullable EnumType enumType) {

	/**
	 * The number that a value stands for, not yet cut to the width of a discriminant.
	 */
	long number(Object value) {
		if (this.enumType != null) {
			return this.enumType.numberOf((Enum<?>) value);
		}
		if (value instanceof Character character) {
			return character;
		}
		return (value instanceof Boolean flag) ? (flag ? 1 : 0) : ((Number) value).longValue();
	}

	/**
	 * The value that a number stands for.
	 */
	Object value(long number, NdrReader reader) {
		if (this.enumType != null) {
			return this.enumType.constant(reader, (int) number);
		}
		if (this.type == int.class) {
			return (int) number;
		}
		if (this.type == short.class) {
			return (short) number;
		}
		if (this.type == byte.class) {
			return (byte) number;
		}
		if (this.type == char.class) {
			return (char) number;
		}
		return (this.type == boolean.class) ? (Object) (number != 0) : (Object) number;
	}

}
