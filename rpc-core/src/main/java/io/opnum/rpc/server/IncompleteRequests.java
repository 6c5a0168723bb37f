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

	/** The part of the memory for buffers that they may have, which grow twofold. */
	private static final int PART_OF_MEMORY = 4;

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
	 * Return the most octets by the memory of the virtual machine, which has as much for
	 * buffers as for the heap unless it is told otherwise.
	 */
	static long maxOctetsByMemory() {
		return Math.max(1, Runtime.getRuntime().maxMemory() / PART_OF_MEMORY);
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

	long maxOctets() {
		return this.maxOctets;
	}

}
