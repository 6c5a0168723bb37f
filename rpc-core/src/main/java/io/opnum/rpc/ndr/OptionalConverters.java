package io.opnum.rpc.ndr;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import io.opnum.rpc.NdrConverter;

/**
 * Optional primitives are pointers that may be null, as other optionals are.
 */
final class OptionalConverters {

	private OptionalConverters() {
	}

	static final class OptionalIntConverter implements NdrConverter<OptionalInt, Optional<Integer>> {

		@Override
		public Optional<Integer> toNdr(OptionalInt value) {
			return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
		}

		@Override
		public OptionalInt fromNdr(Optional<Integer> form) {
			return form.isPresent() ? OptionalInt.of(form.get()) : OptionalInt.empty();
		}

	}

	static final class OptionalLongConverter implements NdrConverter<OptionalLong, Optional<Long>> {

		@Override
		public Optional<Long> toNdr(OptionalLong value) {
			return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
		}

		@Override
		public OptionalLong fromNdr(Optional<Long> form) {
			return form.isPresent() ? OptionalLong.of(form.get()) : OptionalLong.empty();
		}

	}

	static final class OptionalDoubleConverter implements NdrConverter<OptionalDouble, Optional<Double>> {

		@Override
		public Optional<Double> toNdr(OptionalDouble value) {
			return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
		}

		@Override
		public OptionalDouble fromNdr(Optional<Double> form) {
			return form.isPresent() ? OptionalDouble.of(form.get()) : OptionalDouble.empty();
		}

	}

}
