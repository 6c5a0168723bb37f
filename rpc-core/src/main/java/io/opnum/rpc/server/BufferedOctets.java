package io.opnum.rpc.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a server holds in memory for all its peers together, of requests that are complete
 * and of answers that are not read. Each connection keeps within limits of its own, where
 * many of them would not leave the others any memory.
 * <p>
 * Once there is too much, connections that have calls are not read until there is room.
 * Those without one are: of each the server takes one fragment in any case, so that
 * whoever holds nothing is served while others hold all.
 * <p>
 * Thread-safe.
 */
final class BufferedOctets {

	/** There is room again when an eighth is free: not for one fragment at a time. */
	private static final int FREE_PART = 8;

	private final long maxOctets;

	private final AtomicLong octets = new AtomicLong();

	private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();

	/**
	 * Create a count of zero.
	 * @param maxOctets the most octets to hold, but for what each connection may
	 */
	BufferedOctets(long maxOctets) {
		this.maxOctets = maxOctets;
	}

	/**
	 * Hold some more octets, if there is room for them.
	 * @param octets how many
	 * @return whether there is; then {@link #release} is due
	 */
	boolean hold(int octets) {
		if (this.octets.addAndGet(octets) <= this.maxOctets) {
			return true;
		}
		release(octets);
		return false;
	}

	/**
	 * Hold some more octets, which can't be refused. Then {@link #release} is due.
	 * @param octets how many
	 */
	void add(int octets) {
		this.octets.addAndGet(octets);
	}

	/** So many octets are held no more. */
	void release(long octets) {
		if (this.octets.addAndGet(-octets) <= roomAgain() && !this.waiting.isEmpty()) {
			wake();
		}
	}

	private long roomAgain() {
		return this.maxOctets - this.maxOctets / FREE_PART;
	}

	boolean isExhausted() {
		return this.octets.get() >= this.maxOctets;
	}

	/**
	 * Tell somebody once when there is room.
	 * @param task tells it; may be run at once, and by any thread
	 */
	void awaitRoom(Runnable task) {
		this.waiting.add(task);
		if (this.octets.get() <= roomAgain()) {
			wake();
		}
	}

	private void wake() {
		for (Runnable task : this.waiting) {
			if (this.waiting.remove(task)) {
				task.run();
			}
		}
	}

	/**
	 * Don't tell somebody any more.
	 * @param task what would have told it
	 */
	void forget(Runnable task) {
		this.waiting.remove(task);
	}

	long octets() {
		return this.octets.get();
	}

}
