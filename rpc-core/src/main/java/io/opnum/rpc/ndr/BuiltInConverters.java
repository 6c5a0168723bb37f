package io.opnum.rpc.ndr;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The converters of types of the JDK that have a form without anything said.
 */
final class BuiltInConverters {

	private static final Map<Class<?>, FunctionConverter<?, ?>> FUNCTIONS = Stream
		.of(TemporalConverters.ALL, NumberConverters.ALL, TextConverters.ALL, OptionalConverters.ALL)
		.flatMap(List::stream)
		.collect(Collectors.toUnmodifiableMap(FunctionConverter::type, Function.identity()));

	private static final Map<Class<?>, Class<?>> GENERIC = Map.of(Collection.class,
			CollectionConverters.CollectionConverter.class, Set.class, CollectionConverters.SetConverter.class,
			Map.class, CollectionConverters.MapConverter.class);

	private BuiltInConverters() {
	}

	/**
	 * The converter of a class whose form does not depend on its type arguments,
	 * {@code null} if there is none.
	 */
	static @Nullable FunctionConverter<?, ?> of(@Nullable Class<?> type) {
		return (type != null) ? FUNCTIONS.get(type) : null;
	}

	/**
	 * The class of the converter of a generic class, {@code null} if there is none.
	 */
	static @Nullable Class<?> ofGeneric(@Nullable Class<?> type) {
		return (type != null) ? GENERIC.get(type) : null;
	}

}
