package io.opnum.rpc.server;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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
final class BufferedOctets extends OctetBudget {

	/** There is room again when an eighth is free: not for one fragment at a time. */
	private static final int FREE_PART = 8;

	/** Beyond so many times as much as should be held, long answers are lost. */
	private static final int OVERDRAFT = 2;

	/** What a request counts for at least: the objects around a few octets. */
	private static final int LEAST_CHARGE = 512;

	private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();

	/**
	 * Create a count of zero.
	 * @param maxOctets the most octets to hold, but for what each connection may
	 */
	BufferedOctets(long maxOctets) {
		super(maxOctets);
	}

	@Override
	void release(long octets) {
		super.release(octets);
		if (octets() <= roomAgain() && !this.waiting.isEmpty()) {
			wake();
		}
	}

	private long roomAgain() {
		return maxOctets() - maxOctets() / FREE_PART;
	}

	/**
	 * What a request counts for while it waits to be unmarshalled.
	 * @param octets the octets of its stub
	 * @return the octets to hold
	 */
	static int chargeOf(int octets) {
		return Math.max(octets, LEAST_CHARGE);
	}

	boolean isExhausted() {
		return octets() >= maxOctets();
	}

	/** Whether what can't be refused has come to far more than there should be. */
	boolean isOverdrawn() {
		return octets() / OVERDRAFT >= maxOctets();
	}

	/**
	 * Have somebody told once when there is room.
	 * @param task tells it; not run within this method, and by any thread
	 * @return whether it is told; {@code false} if there is room already
	 */
	boolean awaitRoom(Runnable task) {
		this.waiting.add(task);
		// If another one took it, that one tells
		return octets() > roomAgain() || !this.waiting.remove(task);
	}

	private void wake() {
		// Who finds the room taken waits again: for the next time, not for this one
		for (Runnable task : List.copyOf(this.waiting)) {
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

}
