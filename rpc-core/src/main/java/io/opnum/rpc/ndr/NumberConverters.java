package io.opnum.rpc.ndr;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/**
 * Forms of numbers without bounds. They are given some: a few octets could stand for a
 * number that takes hours to print.
 */
final class NumberConverters {

	private static final int MAX_OCTETS = 65536;

	private static final int MAX_SCALE = 100_000;

	static final List<FunctionConverter<?, ?>> ALL = List.of(
			FunctionConverter.of(BigInteger.class, byte[].class, NumberConverters::octets, NumberConverters::integer),
			FunctionConverter.of(BigDecimal.class, ScaledNumber.class, ScaledNumber::of, ScaledNumber::value));

	private NumberConverters() {
	}

	/**
	 * Two's complement, the most significant octet first.
	 */
	private static byte[] octets(BigInteger value) {
		return checked(value.toByteArray());
	}

	private static BigInteger integer(byte[] octets) {
		return new BigInteger(checked(octets));
	}

	private static byte[] checked(byte[] octets) {
		if (octets.length == 0 || octets.length > MAX_OCTETS) {
			throw new ArithmeticException(
					"a number of %d octets, expected 1 to %d".formatted(octets.length, MAX_OCTETS));
		}
		return octets;
	}

	/**
	 * A number to be divided by ten to the power of the scale.
	 */
	record ScaledNumber(int scale, BigInteger unscaled) {

		ScaledNumber {
			if (scale < -MAX_SCALE || scale > MAX_SCALE) {
				throw new ArithmeticException(
						"the scale %d, expected %d to %d".formatted(scale, -MAX_SCALE, MAX_SCALE));
			}
		}

		static ScaledNumber of(BigDecimal value) {
			return new ScaledNumber(value.scale(), value.unscaledValue());
		}

		BigDecimal value() {
			return new BigDecimal(this.unscaled, this.scale);
		}

	}

}
