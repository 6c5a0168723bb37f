package io.opnum.rpc.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the requests hold in memory whose last fragment is still to come, on all
 * connections together: each of these keeps within its limits where many that begin
 * requests and never end them would not leave the others the memory to be read.
 * <p>
 * Thread-safe. Requests of one fragment are not counted.
 */
final class IncompleteRequests {

	private final long maxOctets;

	private final AtomicLong octets = new AtomicLong();

	/**
	 * Create a count of zero.
	 * @param maxOctets the most octets of stub data to hold
	 */
	IncompleteRequests(long maxOctets) {
		this.maxOctets = maxOctets;
	}

	/**
	 * Hold some more octets.
	 * @param octets how many
	 * @return whether there is room for them; then {@link #release} is due
	 */
	boolean hold(int octets) {
		if (this.octets.addAndGet(octets) <= this.maxOctets) {
			return true;
		}
		release(octets);
		return false;
	}

	/** A request with so many octets is complete or given up. */
	void release(int octets) {
		this.octets.addAndGet(-octets);
	}

	long octets() {
		return this.octets.get();
	}

	long maxOctets() {
		return this.maxOctets;
	}

}
