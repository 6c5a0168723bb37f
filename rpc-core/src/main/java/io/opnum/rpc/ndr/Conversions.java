package io.opnum.rpc.ndr;

import java.util.IdentityHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Values that were converted for one phase of marshalling and are written again in the
 * next: a converter is asked once, and what changes meanwhile, a concurrent map for
 * example, can't make the phases disagree. A value whose accessor makes another object
 * each time, as of a primitive type, is converted again.
 * <p>
 * Not thread-safe.
 */
final class Conversions {

	private final Map<ConvertedType, Map<Object, @Nullable Kept>> kept = new IdentityHashMap<>();

	/**
	 * Convert a value that later phases ask for again.
	 */
	@Nullable Object keep(ConvertedType type, @Nullable Object value) {
		if (value == null) {
			return null;
		}
		Map<Object, @Nullable Kept> ofType = ofType(type);
		Kept known = ofType.get(value);
		if (known == null) {
			known = new Kept(type.toForm(value));
			ofType.put(value, known);
		}
		known.uses++;
		return known.form;
	}

	/**
	 * What was kept of a value, for a phase that is not the last.
	 */
	@Nullable Object peek(ConvertedType type, @Nullable Object value) {
		if (value == null) {
			return null;
		}
		Kept known = ofType(type).get(value);
		return (known != null) ? known.form : type.toForm(value);
	}

	/**
	 * What was kept of a value, for the last phase.
	 */
	@Nullable Object take(ConvertedType type, @Nullable Object value) {
		if (value == null) {
			return null;
		}
		Kept known = ofType(type).get(value);
		if (known == null) {
			return type.toForm(value);
		}
		if (--known.uses == 0) {
			ofType(type).remove(value);
		}
		return known.form;
	}

	private Map<Object, @Nullable Kept> ofType(ConvertedType type) {
		return this.kept.computeIfAbsent(type, (key) -> new IdentityHashMap<>());
	}

	/**
	 * The form of a value. The same object may be at several places.
	 */
	private static final class Kept {

		private final @Nullable Object form;

		private int uses;

		Kept(@Nullable Object form) {
			this.form = form;
		}

	}

}
