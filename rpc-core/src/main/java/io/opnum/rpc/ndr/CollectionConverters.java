package io.opnum.rpc.ndr;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.opnum.rpc.NdrConverter;
import org.jspecify.annotations.Nullable;

/**
 * Collections are lists on the wire; their order is kept. What is sent is a copy, so that
 * it does not matter if the collection changes meanwhile; what is received can't be
 * modified.
 */
final class CollectionConverters {

	private CollectionConverters() {
	}

	static final class CollectionConverter<T> implements NdrConverter<Collection<T>, List<T>> {

		@Override
		public List<T> toNdr(Collection<T> value) {
			return copy(value);
		}

		@Override
		public Collection<T> fromNdr(List<T> form) {
			return form;
		}

	}

	static final class SetConverter<T> implements NdrConverter<Set<T>, List<T>> {

		@Override
		public List<T> toNdr(Set<T> value) {
			return copy(value);
		}

		@Override
		public Set<T> fromNdr(List<T> form) {
			Keys.check(form, (element) -> element);
			Set<T> elements = new LinkedHashSet<>(capacity(form.size()));
			for (T element : form) {
				if (!elements.add(element)) {
					throw new IllegalArgumentException("%s is an element twice".formatted(element));
				}
			}
			return Collections.unmodifiableSet(elements);
		}

	}

	/**
	 * An entry of a map.
	 */
	record MapEntry<K, V>(K key, V value) {

	}

	static final class MapConverter<K, V> implements NdrConverter<Map<K, V>, List<MapEntry<K, V>>> {

		@Override
		public List<MapEntry<K, V>> toNdr(Map<K, V> value) {
			List<MapEntry<K, V>> entries = new ArrayList<>(value.size());
			value.forEach((key, each) -> entries.add(new MapEntry<>(key, each)));
			return entries;
		}

		@Override
		public Map<K, V> fromNdr(List<MapEntry<K, V>> form) {
			Keys.check(form, MapEntry::key);
			Map<K, V> map = new LinkedHashMap<>(capacity(form.size()));
			for (MapEntry<K, V> entry : form) {
				int size = map.size();
				map.put(entry.key(), entry.value());
				if (map.size() == size) {
					throw new IllegalArgumentException("%s is a key twice".formatted(entry.key()));
				}
			}
			return Collections.unmodifiableMap(map);
		}

	}

	@SuppressWarnings("unchecked")
	private static <T> List<T> copy(Collection<T> values) {
		return (List<T>) Arrays.asList(values.toArray());
	}

	private static int capacity(int size) {
		return (int) (size / 0.75f) + 1;
	}

	/**
	 * A peer can choose keys of one hash code. A hash table survives that where keys are
	 * comparable to each other; of others only some may come, as finding them takes time
	 * that grows with the square of their number.
	 */
	static final class Keys {

		static final int MAX_INCOMPARABLE = 10_000;

		private static final ClassValue<Boolean> COMPARABLE = new ClassValue<>() {

			@Override
			protected Boolean computeValue(Class<?> type) {
				return Arrays.stream(type.getGenericInterfaces()).anyMatch((each) -> isComparableTo(type, each));
			}

		};

		private Keys() {
		}

		/**
		 * Check keys or elements, of any classes.
		 */
		static <T> void check(List<T> values, Function<T, @Nullable Object> key) {
			if (values.size() <= MAX_INCOMPARABLE) {
				return;
			}
			for (T value : values) {
				Object each = key.apply(value);
				if (each != null && !COMPARABLE.get(each.getClass())) {
					String name = each.getClass().getSimpleName();
					throw new IllegalArgumentException(
							"has %d keys or elements, but as %s does not implement Comparable<%s> at most %d are taken"
								.formatted(values.size(), name, name, MAX_INCOMPARABLE));
				}
			}
		}

		private static boolean isComparableTo(Class<?> type, Type implemented) {
			return implemented instanceof ParameterizedType parameterized
					&& parameterized.getRawType() == Comparable.class
					&& parameterized.getActualTypeArguments()[0] == type;
		}

	}

}
