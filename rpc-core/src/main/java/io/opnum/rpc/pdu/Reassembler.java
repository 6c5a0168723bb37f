package io.opnum.rpc.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Joins the stubs of the fragments of one call, within a limit. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class Reassembler {

	/**
	 * Create a reassembler of one call.
	 * @param maxLength the most octets of stub data in all
	 */
	public Reassembler(int maxLength) {
	}

	/**
	 * Add the stub of the next fragment.
	 * @param stub the stub; retained as needed, not released
	 * @return whether it still is within the limit
	 */
	public boolean add(ByteBuf stub) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return all that was added, contiguous; copied at most once, and not at all where
	 * there was one fragment.
	 * @return the stub of the call, owned by the caller; the reassembler is empty after
	 */
	public ByteBuf join() {
		throw new UnsupportedOperationException();
	}

	/** Release what was added. */
	public void release() {
	}

}
