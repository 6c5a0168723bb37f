package io.opnum.rpc.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Joins the stubs of the fragments of one call, within a limit. Not thread-safe.
 * <p>
 * The only fragment of a call is kept as it is. From the second on all are copied into
 * one buffer, so that what a call holds in memory is what it sent, however it was cut: a
 * slice of a few octets would keep the whole buffer it was received into. The buffer
 * grows with what came and never on the word of the peer alone.
 *
 * @since 0.1.0
 */
public final class Reassembler {

	/** How far ahead of what came the buffer may grow on the peer's word. */
	private static final int TRUST = 4;

	private final int maxLength;

	private final int expectedLength;

	private @Nullable ByteBuf first;

	private @Nullable ByteBuf joined;

	private int length;

	/**
	 * Create a reassembler of one call.
	 * @param maxLength the most octets of stub data in all
	 */
	public Reassembler(int maxLength) {
		this(maxLength, 0);
	}

	/**
	 * Create a reassembler of one call whose peer told how long it is.
	 * @param maxLength the most octets of stub data in all
	 * @param allocHint the {@code alloc_hint} of the first fragment; any value, for it
	 * saves copies at best
	 */
	public Reassembler(int maxLength, int allocHint) {
		if (maxLength < 0) {
			throw new IllegalArgumentException("The most octets of a call can't be " + maxLength);
		}
		this.maxLength = maxLength;
		this.expectedLength = (allocHint >= 0) ? Math.min(allocHint, maxLength) : maxLength;
	}

	/**
	 * Add the stub of the next fragment.
	 * @param stub the stub; retained as needed, not released
	 * @return whether it still is within the limit; if not, it was not added
	 */
	public boolean add(ByteBuf stub) {
		int added = stub.readableBytes();
		if (added > this.maxLength - this.length) {
			return false;
		}
		if (added == 0) {
			return true;
		}
		if (this.length == 0) {
			this.first = stub.retainedSlice();
		}
		else {
			append(stub, added);
		}
		this.length += added;
		return true;
	}

	/**
	 * Return the octets added so far.
	 * @return the octets, at most the limit
	 */
	public int length() {
		return this.length;
	}

	/**
	 * Return all that was added, contiguous; not copied where there was one fragment.
	 * @return the stub of the call, owned by the caller; the reassembler is empty after
	 */
	public ByteBuf join() {
		ByteBuf stub = (this.joined != null) ? this.joined : this.first;
		this.first = null;
		this.joined = null;
		this.length = 0;
		return (stub != null) ? stub : Unpooled.EMPTY_BUFFER;
	}

	/** Release what was added; may be called again, and after {@link #join()}. */
	public void release() {
		join().release();
	}

	private void append(ByteBuf stub, int added) {
		ByteBuf target = this.joined;
		int needed = this.length + added;
		if (target == null) {
			target = stub.alloc().buffer(capacity(needed), this.maxLength);
			this.joined = target;
			if (this.first != null) {
				target.writeBytes(this.first);
				this.first.release();
				this.first = null;
			}
		}
		else if (target.capacity() < needed) {
			target.capacity(capacity(needed));
		}
		target.writeBytes(stub, stub.readerIndex(), added);
	}

	/**
	 * What the peer told, if it is not far ahead of what came; else more than is needed,
	 * so that growing copies an octet about once more in all.
	 */
	private int capacity(int needed) {
		long capacity = (this.expectedLength >= needed) ? Math.min(this.expectedLength, (long) TRUST * needed)
				: 2L * needed;
		return (int) Math.min(capacity, this.maxLength);
	}

}
