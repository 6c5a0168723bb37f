package io.opnum.rpc.ndr;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Optional primitives are pointers that may be null, as other optionals are.
 */
final class OptionalConverters {

	static final List<FunctionConverter<?, ?>> ALL = List
		.of(FunctionConverter.of(OptionalInt.class, new NdrTypeReference<Optional<Integer>>() {
		}, (value) -> value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty(),
				(form) -> form.map(OptionalInt::of).orElseGet(OptionalInt::empty)),
				FunctionConverter.of(OptionalLong.class, new NdrTypeReference<Optional<Long>>() {
				}, (value) -> value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty(),
						(form) -> form.map(OptionalLong::of).orElseGet(OptionalLong::empty)),
				FunctionConverter.of(OptionalDouble.class, new NdrTypeReference<Optional<Double>>() {
				}, (value) -> value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty(),
						(form) -> form.map(OptionalDouble::of).orElseGet(OptionalDouble::empty)));

	private OptionalConverters() {
	}

}
