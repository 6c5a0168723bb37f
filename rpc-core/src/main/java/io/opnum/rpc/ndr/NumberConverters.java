package io.opnum.rpc.ndr;

import java.math.BigDecimal;
import java.math.BigInteger;

import io.opnum.rpc.NdrConverter;

/**
 * Forms of numbers without bounds. They are given some: a few octets could stand for a
 * number that takes hours to print.
 */
final class NumberConverters {

	private static final int MAX_OCTETS = 65536;

	private static final int MAX_SCALE = 100_000;

	private NumberConverters() {
	}

	/**
	 * Two's complement, the most significant octet first.
	 */
	static final class BigIntegerConverter implements NdrConverter<BigInteger, byte[]> {

		@Override
		public byte[] toNdr(BigInteger value) {
			return checked(value.toByteArray());
		}

		@Override
		public BigInteger fromNdr(byte[] form) {
			return new BigInteger(checked(form));
		}

		private static byte[] checked(byte[] octets) {
			if (octets.length == 0 || octets.length > MAX_OCTETS) {
				throw new ArithmeticException(
						"a number of %d octets, expected 1 to %d".formatted(octets.length, MAX_OCTETS));
			}
			return octets;
		}

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

	}

	static final class BigDecimalConverter implements NdrConverter<BigDecimal, ScaledNumber> {

		@Override
		public ScaledNumber toNdr(BigDecimal value) {
			return new ScaledNumber(value.scale(), value.unscaledValue());
		}

		@Override
		public BigDecimal fromNdr(ScaledNumber form) {
			return new BigDecimal(form.unscaled(), form.scale());
		}

	}

}
