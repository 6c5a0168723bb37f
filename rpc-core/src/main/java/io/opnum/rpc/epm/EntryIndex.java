package io.opnum.rpc.epm;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opnum.rpc.binding.EndpointEntry;
import org.jspecify.annotations.Nullable;

/**
 * Entries grouped by a key, each group in the order of registration until it is rotated.
 * Externally synchronized.
 *
 * @param <K> the type of the key
 */
final class EntryIndex<K> {

	private final Map<K, Group> groups = new HashMap<>();

	void put(K key, EntryKey entryKey, EndpointEntry entry) {
		Group group = this.groups.computeIfAbsent(key, (absent) -> new Group());
		group.entries.put(entryKey, entry);
		group.snapshot = null;
	}

	void remove(K key, EntryKey entryKey) {
		Group group = this.groups.get(key);
		if (group != null) {
			group.entries.remove(entryKey);
			group.snapshot = null;
			if (group.entries.isEmpty()) {
				this.groups.remove(key);
			}
		}
	}

	/** Return the entries of a key; a live view. */
	Collection<EndpointEntry> entries(K key) {
		Group group = this.groups.get(key);
		return (group != null) ? group.entries.values() : List.of();
	}

	/** Put an entry behind the others of its key. */
	void rotate(K key, EntryKey entryKey) {
		Group group = this.groups.get(key);
		EndpointEntry entry = (group != null) ? group.entries.remove(entryKey) : null;
		if (group != null && entry != null) {
			group.entries.put(entryKey, entry);
		}
	}

	/**
	 * Return the entries of a key as they are now. As long as nothing changes the same
	 * list is returned.
	 */
	List<EndpointEntry> snapshot(K key) {
		Group group = this.groups.get(key);
		if (group == null) {
			return List.of();
		}
		List<EndpointEntry> snapshot = group.snapshot;
		if (snapshot == null) {
			snapshot = List.copyOf(group.entries.values());
			group.snapshot = snapshot;
		}
		return snapshot;
	}

	private static final class Group {

		private final Map<EntryKey, EndpointEntry> entries = new LinkedHashMap<>();

		private @Nullable List<EndpointEntry> snapshot;

	}

}
