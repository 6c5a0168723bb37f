package io.opnum.rpc.ndr;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

import io.opnum.rpc.NdrConverter;
import org.jspecify.annotations.Nullable;

/**
 * The converters of types of the JDK that have a form without anything said.
 */
final class BuiltInConverters {

	private static final Map<Class<?>, Class<?>> CONVERTERS = new HashMap<>();

	static {
		add(Instant.class, TemporalConverters.InstantConverter.class);
		add(Duration.class, TemporalConverters.DurationConverter.class);
		add(LocalDate.class, TemporalConverters.LocalDateConverter.class);
		add(LocalTime.class, TemporalConverters.LocalTimeConverter.class);
		add(LocalDateTime.class, TemporalConverters.LocalDateTimeConverter.class);
		add(OffsetDateTime.class, TemporalConverters.OffsetDateTimeConverter.class);
		add(ZonedDateTime.class, TemporalConverters.ZonedDateTimeConverter.class);
		add(ZoneOffset.class, TemporalConverters.ZoneOffsetConverter.class);
		add(ZoneId.class, TemporalConverters.ZoneIdConverter.class);
		add(BigInteger.class, NumberConverters.BigIntegerConverter.class);
		add(BigDecimal.class, NumberConverters.BigDecimalConverter.class);
		add(URI.class, TextConverters.UriConverter.class);
		add(Locale.class, TextConverters.LocaleConverter.class);
		add(Currency.class, TextConverters.CurrencyConverter.class);
		add(Collection.class, CollectionConverters.CollectionConverter.class);
		add(Set.class, CollectionConverters.SetConverter.class);
		add(Map.class, CollectionConverters.MapConverter.class);
		add(OptionalInt.class, OptionalConverters.OptionalIntConverter.class);
		add(OptionalLong.class, OptionalConverters.OptionalLongConverter.class);
		add(OptionalDouble.class, OptionalConverters.OptionalDoubleConverter.class);
	}

	private BuiltInConverters() {
	}

	/**
	 * The converter of a class, {@code null} if there is none.
	 */
	static @Nullable Class<?> of(@Nullable Class<?> type) {
		return CONVERTERS.get(type);
	}

	private static void add(Class<?> type, @SuppressWarnings("rawtypes") Class<? extends NdrConverter> converter) {
		CONVERTERS.put(type, converter);
	}

}
