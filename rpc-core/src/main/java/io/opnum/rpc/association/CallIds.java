package io.opnum.rpc.association;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The call ids of one connection: rising from 1, and never 0 when they wrap, which some
 * peers take for none. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CallIds {

	private final AtomicInteger last;

	/**
	 * Create the ids of a new connection.
	 */
	public CallIds() {
		this(0);
	}

	CallIds(int last) {
		this.last = new AtomicInteger(last);
	}

	/**
	 * Return the next id.
	 * @return the id, unsigned 32 bits, not 0
	 */
	public int next() {
		int id = this.last.incrementAndGet();
		return (id != 0) ? id : this.last.incrementAndGet();
	}

}
