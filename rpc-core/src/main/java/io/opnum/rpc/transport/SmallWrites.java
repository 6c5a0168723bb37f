package io.opnum.rpc.transport;

import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Puts the small buffers of a burst together: to copy some hundred octets costs less than
 * the way of a buffer of its own through the channel, and to write one buffer less than
 * to gather many. A buffer that remains alone, and one that is not small, is not copied.
 * <p>
 * Event loop only.
 */
final class SmallWrites {

	/** What is larger is not copied. */
	private static final int SMALL = 1024;

	private static final int CAPACITY = 16 * 1024;

	private final ByteBufAllocator allocator;

	private final Consumer<ByteBuf> writer;

	/** The first of a burst, as long as it is alone. */
	private @Nullable ByteBuf first;

	private @Nullable ByteBuf gathered;

	/**
	 * Create an empty gathering.
	 * @param allocator makes the buffers that others are copied to
	 * @param writer writes a buffer to the channel; ownership passes
	 */
	SmallWrites(ByteBufAllocator allocator, Consumer<ByteBuf> writer) {
		this.allocator = allocator;
		this.writer = writer;
	}

	/**
	 * Write a buffer, at the latest with the next {@link #write()}.
	 * @param octets the buffer; ownership passes
	 */
	void add(ByteBuf octets) {
		if (octets.readableBytes() > SMALL) {
			write();
			this.writer.accept(octets);
			return;
		}
		ByteBuf gathered = this.gathered;
		if (gathered == null) {
			ByteBuf first = this.first;
			if (first == null) {
				this.first = octets;
				return;
			}
			this.first = null;
			gathered = this.allocator.ioBuffer(CAPACITY, CAPACITY);
			this.gathered = gathered;
			move(first, gathered);
		}
		else if (gathered.maxWritableBytes() < octets.readableBytes()) {
			write();
			this.first = octets;
			return;
		}
		move(octets, gathered);
	}

	private static void move(ByteBuf from, ByteBuf to) {
		try {
			to.writeBytes(from);
		}
		finally {
			from.release();
		}
	}

	private @Nullable ByteBuf pending() {
		return (this.gathered != null) ? this.gathered : this.first;
	}

	/** Write what is here to the channel. */
	void write() {
		ByteBuf pending = take();
		if (pending != null) {
			this.writer.accept(pending);
		}
	}

	/** Forget what is here. */
	void release() {
		ByteBuf pending = take();
		if (pending != null) {
			pending.release();
		}
	}

	private @Nullable ByteBuf take() {
		ByteBuf pending = pending();
		this.first = null;
		this.gathered = null;
		return pending;
	}

}
