package io.opnum.rpc.epm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.EndpointRegistrar;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.SyntaxId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoint map of a host: which interface is served where (C706 chapter 6.2.1).
 * {@link EndpointMapService} serves it to the network.
 * <p>
 * Entries are told apart by interface, transfer syntax, object, protocol sequence and
 * endpoint. Finding the endpoint of an interface takes the same time however many entries
 * there are.
 * <p>
 * Thread-safe; nothing blocks.
 *
 * @since 0.1.0
 */
public final class EndpointMap implements EndpointRegistrar {

	/** How many entries a map holds if nothing else is said: {@value}. */
	public static final int DEFAULT_MAX_ENTRIES = 131_072;

	private static final Logger logger = LoggerFactory.getLogger(EndpointMap.class);

	private final int maxEntries;

	// All below guarded by this

	private final Map<EntryKey, Registered> entries = new LinkedHashMap<>();

	private final EntryIndex<EntryKey.Slot> slots = new EntryIndex<>();

	private final EntryIndex<UUID> interfaces = new EntryIndex<>();

	private final Map<Object, Set<EntryKey>> owned = new IdentityHashMap<>();

	private @Nullable List<EndpointEntry> snapshot;

	private long examined;

	/**
	 * Create an empty map that holds {@link #DEFAULT_MAX_ENTRIES} at most.
	 */
	public EndpointMap() {
		this(DEFAULT_MAX_ENTRIES);
	}

	/**
	 * Create an empty map.
	 * @param maxEntries how many entries it holds at most
	 */
	public EndpointMap(int maxEntries) {
		if (maxEntries < 1) {
			throw new IllegalArgumentException("maxEntries is %d: expected 1 at least".formatted(maxEntries));
		}
		this.maxEntries = maxEntries;
	}

	/**
	 * Register endpoints; all of them or, if that fails, none. One that is registered
	 * already takes the new annotation.
	 * @param entries the entries
	 * @param replace whether older entries of the same interface, version, transfer
	 * syntax, object and protocol sequence go
	 * @throws IllegalArgumentException if an entry can't stand in an endpoint map: its
	 * protocol sequence has no tower, or its endpoint no place in one
	 * @throws IllegalStateException if there is no room
	 */
	@Override
	public void register(List<EndpointEntry> entries, boolean replace) {
		register(entries, replace, null);
	}

	/**
	 * Register endpoints for an owner.
	 * @param entries the entries
	 * @param replace whether older entries go
	 * @param owner whose entries they are, until somebody else registers them again; see
	 * {@link #unregisterAllOf}
	 */
	void register(List<EndpointEntry> entries, boolean replace, @Nullable Object owner) {
		Map<EntryKey, EndpointEntry> added = new LinkedHashMap<>();
		for (EndpointEntry entry : entries) {
			check(entry);
			added.put(EntryKey.of(entry), entry);
		}
		synchronized (this) {
			Set<EntryKey> replaced = replace ? olderThan(added.keySet()) : Set.of();
			long room = (long) this.maxEntries - this.entries.size() + replaced.size();
			if (added.keySet().stream().filter((key) -> isNew(key, replaced)).count() > room) {
				throw new IllegalStateException(
						"The endpoint map has no room for %d more entries: it holds %d and takes %d at most"
							.formatted(added.size(), this.entries.size(), this.maxEntries));
			}
			replaced.forEach(this::remove);
			added.forEach((key, entry) -> put(key, new Registered(entry, owner)));
		}
		logger.debug("Registered {} in the endpoint map", entries);
	}

	/** What can't stand in a tower must not keep the others from being looked up. */
	private static void check(EndpointEntry entry) {
		if (entry.endpoint().isDynamic()) {
			throw new IllegalArgumentException("%s has no endpoint in %s: give one to register in the endpoint map"
				.formatted(entry.interfaceId(), entry.endpoint()));
		}
		Tower.of(entry.interfaceId(), entry.transferSyntax(), entry.endpoint());
	}

	private Set<EntryKey> olderThan(Collection<EntryKey> added) {
		Set<EntryKey> older = new LinkedHashSet<>();
		for (EntryKey key : added) {
			for (EndpointEntry entry : this.slots.entries(key.slot())) {
				if (entry.interfaceId().equals(key.interfaceId())) {
					older.add(EntryKey.of(entry));
				}
			}
		}
		return older;
	}

	private boolean isNew(EntryKey key, Set<EntryKey> replaced) {
		return !this.entries.containsKey(key) || replaced.contains(key);
	}

	@Override
	public void unregister(List<EndpointEntry> entries) {
		unregisterAll(entries);
	}

	/**
	 * Unregister endpoints.
	 * @param entries the entries
	 * @return whether all of them were registered
	 */
	synchronized boolean unregisterAll(List<EndpointEntry> entries) {
		boolean all = true;
		for (EndpointEntry entry : entries) {
			all &= remove(EntryKey.of(entry));
		}
		return all;
	}

	/**
	 * Unregister all entries of an interface that match.
	 * @param interfaceUuid the interface
	 * @param filter what they have to match
	 * @return how many there were
	 */
	synchronized int unregisterIf(UUID interfaceUuid, Predicate<EndpointEntry> filter) {
		List<EndpointEntry> matching = this.interfaces.entries(interfaceUuid).stream().filter(filter).toList();
		unregisterAll(matching);
		return matching.size();
	}

	/**
	 * Unregister what an owner registered and nobody else did since.
	 * @param owner the owner
	 * @return how many entries there were
	 */
	synchronized int unregisterAllOf(Object owner) {
		Set<EntryKey> keys = this.owned.remove(owner);
		if (keys == null) {
			return 0;
		}
		keys.forEach(this::remove);
		return keys.size();
	}

	/**
	 * Return all entries, in the order of registration.
	 * @return the entries as they are now
	 */
	public synchronized List<EndpointEntry> entries() {
		List<EndpointEntry> snapshot = this.snapshot;
		if (snapshot == null) {
			snapshot = this.entries.values().stream().map(Registered::entry).toList();
			this.snapshot = snapshot;
		}
		return snapshot;
	}

	/**
	 * Find the endpoints of an interface ({@code ept_map}). Entries of the object come
	 * first; only where there are none, those without an object. Several that fit are
	 * returned in turn: the first of one answer is the last of the next.
	 * @param interfaceId the interface; entries of the same major and no smaller minor
	 * version fit
	 * @param transferSyntax the transfer syntax
	 * @param protocolSequence the protocol sequence
	 * @param objectUuid the object; {@code null} or nil for none
	 * @param max how many to return at most
	 * @return the entries
	 */
	public synchronized List<EndpointEntry> map(InterfaceId interfaceId, SyntaxId transferSyntax,
			ProtocolSequence protocolSequence, @Nullable UUID objectUuid, int max) {
		if (objectUuid != null && !objectUuid.equals(EptEntry.NIL_OBJECT)) {
			List<EndpointEntry> ofObject = next(interfaceId,
					slot(interfaceId, transferSyntax, protocolSequence, objectUuid), max);
			if (!ofObject.isEmpty()) {
				return ofObject;
			}
		}
		return next(interfaceId, slot(interfaceId, transferSyntax, protocolSequence, null), max);
	}

	private static EntryKey.Slot slot(InterfaceId interfaceId, SyntaxId transferSyntax,
			ProtocolSequence protocolSequence, @Nullable UUID objectUuid) {
		return new EntryKey.Slot(interfaceId.uuid(), interfaceId.majorVersion(), transferSyntax, protocolSequence,
				objectUuid);
	}

	private List<EndpointEntry> next(InterfaceId interfaceId, EntryKey.Slot slot, int max) {
		List<EndpointEntry> found = new ArrayList<>();
		Iterator<EndpointEntry> candidates = this.slots.entries(slot).iterator();
		while (found.size() < max && candidates.hasNext()) {
			EndpointEntry candidate = candidates.next();
			this.examined++;
			if (candidate.interfaceId().serves(interfaceId)) {
				found.add(candidate);
			}
		}
		if (!found.isEmpty()) {
			this.slots.rotate(slot, EntryKey.of(found.get(0)));
		}
		return found;
	}

	/**
	 * Begin to enumerate entries.
	 * @param inquiry which
	 * @param visible which of these may be seen
	 * @return the lookup; later changes of the map don't touch it
	 */
	synchronized EndpointLookup lookup(EndpointInquiry inquiry, Predicate<EndpointEntry> visible) {
		InterfaceId interfaceId = inquiry.interfaceId();
		List<EndpointEntry> candidates = (interfaceId != null) ? this.interfaces.snapshot(interfaceId.uuid())
				: entries();
		return new EndpointLookup(candidates, visible.and(inquiry::matches));
	}

	/** Return how many entries {@link #map} looked at since this map was made. */
	synchronized long examined() {
		return this.examined;
	}

	private void put(EntryKey key, Registered registered) {
		disown(key, this.entries.put(key, registered));
		this.slots.put(key.slot(), key, registered.entry());
		this.interfaces.put(key.interfaceId().uuid(), key, registered.entry());
		if (registered.owner() != null) {
			this.owned.computeIfAbsent(registered.owner(), (absent) -> new LinkedHashSet<>()).add(key);
		}
		this.snapshot = null;
	}

	private boolean remove(EntryKey key) {
		Registered registered = this.entries.remove(key);
		if (registered == null) {
			return false;
		}
		disown(key, registered);
		this.slots.remove(key.slot(), key);
		this.interfaces.remove(key.interfaceId().uuid(), key);
		this.snapshot = null;
		return true;
	}

	private void disown(EntryKey key, @Nullable Registered registered) {
		Object owner = (registered != null) ? registered.owner() : null;
		Set<EntryKey> keys = (owner != null) ? this.owned.get(owner) : null;
		if (keys != null && keys.remove(key) && keys.isEmpty()) {
			this.owned.remove(owner);
		}
	}

	/**
	 * An entry and whose it is.
	 *
	 * @param entry the entry
	 * @param owner the owner, or {@code null} where it stays until it is unregistered
	 */
	private record Registered(EndpointEntry entry, @Nullable Object owner) {

	}

}
