package io.opnum.rpc.transport;

import java.util.ArrayDeque;
import java.util.Deque;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what is read into PDUs, by the {@code frag_length} of their headers (C706
 * 12.6.3.1): <pre>
 *  0          4          8             10            12          16
 * +----------+----------+-------------+-------------+-----------+----
 * | version… |   drep   | frag_length | auth_length |  call_id  | body
 * +----------+----------+-------------+-------------+-----------+----
 * </pre> {@code drep} tells the byte order of {@code frag_length}, which counts the whole
 * PDU.
 * <p>
 * A PDU that was read at once is not copied: it is a slice of the read buffer, or the
 * buffer itself. One that comes in pieces is gathered in a buffer that grows with what is
 * there, not with what its header claims.
 * <p>
 * Event loop only.
 */
final class FrameDecoder {

	private static final int HEADER_LENGTH = 16;

	private static final int DREP_OFFSET = 4;

	private static final int FRAG_LENGTH_OFFSET = 8;

	private static final int LITTLE_ENDIAN = 0x10;

	/** What a handshake of TLS begins with, and would be a version of RPC. */
	private static final int TLS_HANDSHAKE = 0x1603;

	/** What a piece is given at once; enough for the fragments of Windows and Samba. */
	private static final int INITIAL_CAPACITY = 6 * 1024;

	private final ByteBufAllocator allocator;

	private final Sink sink;

	/** What was read and not looked at, since the sink takes nothing now. */
	private final Deque<ByteBuf> unread = new ArrayDeque<>(1);

	/** The beginning of a PDU. */
	private @Nullable ByteBuf partial;

	private boolean delivering;

	private boolean closed;

	/**
	 * Create a decoder.
	 * @param allocator makes the buffers of PDUs that come in pieces
	 * @param sink takes the PDUs
	 */
	FrameDecoder(ByteBufAllocator allocator, Sink sink) {
		this.allocator = allocator;
		this.sink = sink;
	}

	/**
	 * Take what was read, and hand the PDUs on that are complete.
	 * @param in the octets; ownership passes to the decoder
	 * @throws RpcProtocolException if a header is impossible; nothing can be cut from
	 * then on
	 */
	void read(ByteBuf in) {
		if (this.closed) {
			in.release();
			return;
		}
		this.unread.addLast(in);
		deliver();
	}

	/**
	 * Hand on what was held back, as far as the sink takes it.
	 * @throws RpcProtocolException if a header is impossible
	 */
	void deliver() {
		if (this.delivering) {
			return;
		}
		this.delivering = true;
		try {
			while (!this.closed && this.sink.isReady()) {
				ByteBuf in = this.unread.pollFirst();
				if (in == null) {
					return;
				}
				cut(in);
			}
		}
		finally {
			this.delivering = false;
		}
	}

	/**
	 * Return whether something is held back.
	 * @return whether it is
	 */
	boolean hasUnread() {
		return !this.unread.isEmpty();
	}

	/**
	 * Return whether the beginning of a PDU is kept.
	 * @return whether it is
	 */
	boolean hasPartial() {
		return this.partial != null;
	}

	/** Release what is kept, and take nothing more. */
	void close() {
		this.closed = true;
		this.unread.forEach(ByteBuf::release);
		this.unread.clear();
		if (this.partial != null) {
			this.partial.release();
			this.partial = null;
		}
	}

	private void cut(ByteBuf in) {
		boolean owned = true;
		try {
			while (!this.closed && in.isReadable()) {
				if (!this.sink.isReady()) {
					this.unread.addFirst(in);
					owned = false;
					return;
				}
				ByteBuf frame = next(in);
				if (frame != null) {
					owned = frame != in;
					this.sink.received(frame);
					if (!owned) {
						return;
					}
				}
			}
		}
		finally {
			if (owned) {
				in.release();
			}
		}
	}

	/**
	 * Take the next PDU, or the beginning of one, off a buffer.
	 * @param in the buffer, not empty
	 * @return the PDU, which is the buffer itself if nothing else is left in it;
	 * {@code null} if more must be read
	 */
	private @Nullable ByteBuf next(ByteBuf in) {
		ByteBuf partial = this.partial;
		if (partial != null) {
			return gather(partial, in);
		}
		int readable = in.readableBytes();
		if (readable >= HEADER_LENGTH) {
			int length = fragLength(in);
			if (readable == length) {
				return in;
			}
			if (readable > length) {
				return in.readRetainedSlice(length);
			}
		}
		this.partial = this.allocator.buffer(Math.max(readable, INITIAL_CAPACITY)).writeBytes(in);
		return null;
	}

	private @Nullable ByteBuf gather(ByteBuf partial, ByteBuf in) {
		if (partial.readableBytes() < HEADER_LENGTH) {
			move(in, partial, HEADER_LENGTH);
			if (partial.readableBytes() < HEADER_LENGTH) {
				return null;
			}
		}
		int length = fragLength(partial);
		move(in, partial, length);
		if (partial.readableBytes() < length) {
			return null;
		}
		this.partial = null;
		return partial;
	}

	private static void move(ByteBuf in, ByteBuf partial, int length) {
		partial.writeBytes(in, Math.min(in.readableBytes(), length - partial.readableBytes()));
	}

	/**
	 * Return the length of the first PDU of several.
	 * @param pdus PDUs one behind the other, not empty
	 * @return the length; that of all the octets where they are no whole PDUs
	 */
	static int firstLength(ByteBuf pdus) {
		int readable = pdus.readableBytes();
		return (readable < HEADER_LENGTH) ? readable : Math.max(1, Math.min(readable, claimedLength(pdus)));
	}

	private static int claimedLength(ByteBuf header) {
		int start = header.readerIndex();
		boolean littleEndian = (header.getByte(start + DREP_OFFSET) & LITTLE_ENDIAN) != 0;
		return littleEndian ? header.getUnsignedShortLE(start + FRAG_LENGTH_OFFSET)
				: header.getUnsignedShort(start + FRAG_LENGTH_OFFSET);
	}

	private static int fragLength(ByteBuf header) {
		int length = claimedLength(header);
		if (header.getShort(header.readerIndex()) == TLS_HANDSHAKE) {
			throw new RpcProtocolException(
					"A handshake of TLS came where PDUs are spoken: a client that wants TLS needs an endpoint with TLS",
					RpcStatus.PROTOCOL_ERROR, false, null);
		}
		if (length < HEADER_LENGTH) {
			throw new RpcProtocolException(
					"The frag_length %d at offset 8 of a PDU is less than the 16 octets of its header (C706 12.6.3.1)"
						.formatted(length),
					RpcStatus.PROTOCOL_ERROR, false, null);
		}
		return length;
	}

	/**
	 * Takes PDUs.
	 */
	interface Sink {

		/**
		 * Return whether PDUs are taken now.
		 * @return whether they are
		 */
		boolean isReady();

		/**
		 * Take a PDU.
		 * @param frame the octets; ownership passes to the sink
		 */
		void received(ByteBuf frame);

	}

}
