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
		NEAREST.put(java.util.Map.class, "a List of a record of key and value");
		NEAREST.put(Collection.class, "a List");
		NEAREST.put(Iterable.class, "a List");
		NEAREST.put(java.util.stream.BaseStream.class, "a List");
		NEAREST.put(java.util.OptionalInt.class, "Optional<Integer>");
		NEAREST.put(java.util.OptionalLong.class, "Optional<Long>");
		NEAREST.put(java.util.OptionalDouble.class, "Optional<Double>");
		NEAREST.put(java.time.Duration.class, "a long of milliseconds");
		NEAREST.put(java.time.temporal.Temporal.class, "a long, or a String in ISO 8601 form");
		NEAREST.put(java.util.Date.class, "a long of milliseconds");
		NEAREST.put(java.math.BigInteger.class, "a String or a byte[]");
		NEAREST.put(java.math.BigDecimal.class, "a String, or a record of unscaled value and scale");
		NEAREST.put(CharSequence.class, "a String");
		NEAREST.put(java.net.URI.class, "a String");
		NEAREST.put(java.net.URL.class, "a String");
		NEAREST.put(java.util.Locale.class, "a String");
		NEAREST.put(java.io.InputStream.class, "a byte[]");
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
			return "Use a record, or a sealed interface of records, which is a union.";
		}
		return "Make it a record.";
	}

}
