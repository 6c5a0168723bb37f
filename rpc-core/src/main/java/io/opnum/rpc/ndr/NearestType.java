package io.opnum.rpc.ndr;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What to use instead of a Java type that has no NDR form.
 */
final class NearestType {

	private static final Map<Class<?>, String> NEAREST = new LinkedHashMap<>();

	static {
		NEAREST.put(java.util.Map.class, "a Map");
		NEAREST.put(java.util.Set.class, "a Set");
		NEAREST.put(Collection.class, "a List");
		NEAREST.put(Iterable.class, "a List");
		NEAREST.put(java.util.stream.BaseStream.class, "a List");
		NEAREST.put(java.time.Period.class, "a record of years, months and days");
		NEAREST.put(java.time.temporal.Temporal.class,
				"an Instant, LocalDate, LocalTime, LocalDateTime," + " OffsetDateTime or ZonedDateTime");
		NEAREST.put(java.util.Date.class, "an Instant");
		NEAREST.put(java.util.Calendar.class, "a ZonedDateTime");
		NEAREST.put(java.util.TimeZone.class, "a ZoneId");
		NEAREST.put(CharSequence.class, "a String");
		NEAREST.put(java.net.URL.class, "a URI");
		NEAREST.put(java.io.InputStream.class, "a byte[], or for a pipe a parameter of type InputStream");
		NEAREST.put(java.io.OutputStream.class, "a byte[], or for a pipe a parameter of type OutputStream");
		NEAREST.put(io.opnum.rpc.PipeSource.class, "a PipeSource as a parameter of its own");
		NEAREST.put(io.opnum.rpc.PipeSink.class, "a PipeSink as a parameter of its own");
		NEAREST.put(io.opnum.rpc.Pipe.class, "a Pipe as a parameter of its own");
		NEAREST.put(java.nio.ByteBuffer.class, "a byte[]");
		NEAREST.put(java.util.BitSet.class, "a byte[]");
		NEAREST.put(io.opnum.rpc.Out.class, "the Out or InOut as a parameter of its own");
		NEAREST.put(io.opnum.rpc.binding.BindingHandle.class, "a BindingHandle as a parameter of its own");
		NEAREST.put(java.util.concurrent.Future.class, "CompletableFuture as the result");
		NEAREST.put(Number.class, "an int, a long or a double");
		NEAREST.put(Throwable.class, "a record, or throw it");
	}

	private NearestType() {
	}

	static String of(Class<?> type) {
		for (Map.Entry<Class<?>, String> entry : NEAREST.entrySet()) {
			if (entry.getKey().isAssignableFrom(type)) {
				return "Use " + entry.getValue() + ".";
			}
		}
		if (type.isInterface() || type == Object.class) {
			return "Use a record, or a sealed interface of records, which is a union, or name a converter with @ConvertedBy.";
		}
		return "Make it a record, or name a converter with @ConvertedBy.";
	}

}
