package io.opnum.rpc.ndr;

import java.util.Arrays;

import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * An enumeration: 16 bits, in NDR64 or as {@code [v1_enum]} 32 (C706 14.2.5).
 */
final class EnumType extends NdrType {

	private final Class<?> type;

	private final boolean wide;

	/** By ordinal. */
	private final int[] numbers;

	/** Ascending, and the constants in the same order. */
	private final int[] sortedNumbers;

	private final Enum<?>[] sortedConstants;

	/**
	 * Create an enumeration.
	 * @param numbers the distinct number of each constant
	 * @param wide whether it always takes 32 bits
	 */
	EnumType(Class<?> type, Enum<?>[] constants, int[] numbers, boolean wide) {
		this.type = type;
		this.wide = wide;
		this.numbers = numbers.clone();
		this.sortedConstants = constants.clone();
		Arrays.sort(this.sortedConstants,
				(left, right) -> Integer.compare(numbers[left.ordinal()], numbers[right.ordinal()]));
		this.sortedNumbers = Arrays.stream(this.sortedConstants)
			.mapToInt((constant) -> numbers[constant.ordinal()])
			.toArray();
	}

	@Override
	TypeDescription describe() {
		return new TypeDescription.Enumeration(this.type, this.wide,
				Arrays.stream((Enum<?>[]) this.type.getEnumConstants())
					.map((constant) -> new TypeDescription.Enumeration.Constant(constant.name(), numberOf(constant)))
					.toList());
	}

	@Override
	int alignment(boolean ndr64) {
		return (this.wide || ndr64) ? 4 : 2;
	}

	@Override
	int minimumSize() {
		return this.wide ? 4 : 2;
	}

	@Override
	int bodySize(boolean ndr64) {
		return alignment(ndr64);
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		int number = numberOf((Enum<?>) required(value));
		if (this.wide) {
			writer.writeInt(number);
		}
		else {
			writer.writeEnum(number);
		}
	}

	@Override
	Object readBody(NdrReader reader) {
		return constant(reader, this.wide ? reader.readInt() : reader.readEnum());
	}

	/**
	 * The constant of a number that was read.
	 */
	Object constant(NdrReader reader, int number) {
		int index = number;
		// Most enumerations count from 0 without gaps
		if (index < 0 || index >= this.sortedNumbers.length || this.sortedNumbers[index] != number) {
			index = Arrays.binarySearch(this.sortedNumbers, number);
		}
		if (index < 0) {
			throw reader.failure("the number of a constant of the enum " + this.type.getSimpleName(),
					Integer.toString(number), RpcStatus.ENUM_VALUE_OUT_OF_RANGE);
		}
		return this.sortedConstants[index];
	}

	int numberOf(Enum<?> constant) {
		return this.numbers[constant.ordinal()];
	}

}
