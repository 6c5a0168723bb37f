package io.opnum.rpc.epm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.opnum.rpc.binding.EndpointEntry;

/**
 * A position in the endpoint map as it was when the lookup began. The list behind it is
 * shared with the other lookups that began before the map changed again. Thread-safe.
 */
final class EndpointLookup {

	private final List<EndpointEntry> snapshot;

	private final Predicate<EndpointEntry> filter;

	private int position;

	EndpointLookup(List<EndpointEntry> snapshot, Predicate<EndpointEntry> filter) {
		this.snapshot = snapshot;
		this.filter = filter;
	}

	/**
	 * Return the next entries.
	 * @param max how many at most
	 * @return the entries; fewer than that where no more follow
	 */
	synchronized List<EndpointEntry> next(int max) {
		List<EndpointEntry> page = new ArrayList<>();
		while (page.size() < max && this.position < this.snapshot.size()) {
			EndpointEntry entry = this.snapshot.get(this.position++);
			if (this.filter.test(entry)) {
				page.add(entry);
			}
		}
		return page;
	}

}
