package io.opnum.rpc.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory something may hold, on all connections together: each of these keeps
 * within limits of its own, where many of them would not leave the others any.
 * <p>
 * Thread-safe.
 */
class OctetBudget {

	private final long maxOctets;

	private final AtomicLong octets = new AtomicLong();

	/**
	 * Create a budget of which nothing is held.
	 * @param maxOctets the most octets to hold
	 */
	OctetBudget(long maxOctets) {
		this.maxOctets = maxOctets;
	}

	/**
	 * Hold some more octets, if there is room for them.
	 * @param octets how many
	 * @return whether there is; then {@link #release} is due
	 */
	final boolean hold(int octets) {
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
	final void add(int octets) {
		this.octets.addAndGet(octets);
	}

	/**
	 * So many octets are held no more.
	 * @param octets how many
	 */
	void release(long octets) {
		this.octets.addAndGet(-octets);
	}

	/** The octets that are held. */
	final long octets() {
		return this.octets.get();
	}

	/** The most octets to hold. */
	final long maxOctets() {
		return this.maxOctets;
	}

}
