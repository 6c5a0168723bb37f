package io.opnum.rpc.client;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The associations of {@linkplain CallerIdentity callers}, which come and go, so that
 * those that were not used for the longest are given up when there are too many: their
 * connections close as soon as nothing is in flight on them. Thread-safe.
 */
final class CallersAssociations {

	private final int max;

	/** In the order of their last use. Guarded by itself. */
	private final Map<Association, Boolean> kept = new LinkedHashMap<>(16, 0.75f, true);

	/**
	 * Create it.
	 * @param max how many are kept while no call needs them
	 */
	CallersAssociations(int max) {
		this.max = max;
	}

	/** A call of its caller goes over an association. */
	void used(Association association) {
		association.keep(true);
		Association eldest;
		synchronized (this.kept) {
			this.kept.put(association, Boolean.TRUE);
			if (association.isOver()) {
				this.kept.remove(association);
			}
			eldest = (this.kept.size() > this.max) ? takeEldest() : null;
		}
		if (eldest != null) {
			eldest.keep(false);
		}
	}

	private @Nullable Association takeEldest() {
		Iterator<Association> associations = this.kept.keySet().iterator();
		Association eldest = associations.next();
		associations.remove();
		return eldest;
	}

	/** An association is over. */
	void remove(Association association) {
		synchronized (this.kept) {
			this.kept.remove(association);
		}
	}

}
