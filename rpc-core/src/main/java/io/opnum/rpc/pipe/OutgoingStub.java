package io.opnum.rpc.pipe;

import java.io.IOException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrWriter;
import io.opnum.rpc.ndr.StubOutput;
import io.opnum.rpc.pdu.Fragmenter;
import org.jspecify.annotations.Nullable;

/**
 * The stub of a call that is sent while it is written, in parts of several fragments.
 * Used by one thread at a time.
 */
public final class OutgoingStub implements StubOutput {

	/** The octets of a part: what is written to the connection at once. */
	private static final int PART = 64 * 1024;

	private static final int UNIT = 8;

	private final ByteBufAllocator allocator;

	private final NdrFormat format;

	private final int maxRest;

	private final PartSender sender;

	private @Nullable ByteBuf part;

	private NdrWriter writer;

	private boolean first = true;

	/**
	 * Create a stub.
	 * @param part the stub so far, with room for a header in front; ownership passes
	 * @param format the layout
	 * @param allocator allocates the further parts
	 * @param sender sends parts
	 */
	public OutgoingStub(ByteBuf part, NdrFormat format, ByteBufAllocator allocator, PartSender sender) {
		// An element may be larger than a part
		this(part, format, allocator, Integer.MAX_VALUE, sender);
	}

	private OutgoingStub(ByteBuf part, NdrFormat format, ByteBufAllocator allocator, int maxRest, PartSender sender) {
		this.maxRest = maxRest;
		this.allocator = allocator;
		this.format = format;
		this.sender = sender;
		this.part = part;
		this.writer = NdrWriter.behind(part, format);
	}

	/**
	 * Create a stub that begins with its pipes.
	 * @param format the layout
	 * @param allocator allocates the parts
	 * @param maxRest the most octets of what comes behind the pipes
	 * @param sender sends parts
	 */
	public OutgoingStub(NdrFormat format, ByteBufAllocator allocator, int maxRest, PartSender sender) {
		this(empty(allocator, maxRest), format, allocator, maxRest, sender);
	}

	private static ByteBuf empty(ByteBufAllocator allocator, int maxRest) {
		int capacity = Fragmenter.HEADROOM + PART + UNIT;
		ByteBuf part = allocator.buffer(capacity, (int) Math.min(Integer.MAX_VALUE, (long) capacity + maxRest));
		return part.setIndex(Fragmenter.HEADROOM, Fragmenter.HEADROOM);
	}

	@Override
	public NdrWriter writer() {
		return this.writer;
	}

	@Override
	public int room() {
		return PART - this.writer.offset();
	}

	@Override
	public void send() throws IOException {
		ByteBuf part = part();
		int rest = part.readableBytes() % UNIT;
		if (part.readableBytes() == rest) {
			return;
		}
		ByteBuf next = empty(this.allocator, this.maxRest);
		int end = part.writerIndex() - rest;
		next.writeBytes(part, end, rest);
		part.writerIndex(end);
		this.part = next;
		this.writer = NdrWriter.behind(next, this.format);
		pass(part, false);
	}

	/**
	 * Send the last part.
	 * @throws IOException if it can't be sent
	 */
	public void end() throws IOException {
		ByteBuf part = part();
		this.part = null;
		pass(part, true);
	}

	private void pass(ByteBuf part, boolean last) throws IOException {
		boolean first = this.first;
		this.first = false;
		this.sender.send(part, first, last);
	}

	/**
	 * Return the current part.
	 * @return the part, not owned
	 */
	public ByteBuf part() {
		ByteBuf part = this.part;
		if (part == null) {
			throw new IllegalStateException("The stub was sent");
		}
		return part;
	}

	/** Release what was not sent. */
	public void release() {
		ByteBuf part = this.part;
		if (part != null) {
			this.part = null;
			part.release();
		}
	}

	/**
	 * Sends parts of a stub.
	 */
	@FunctionalInterface
	public interface PartSender {

		/**
		 * Send a part. Waits while the peer does not read.
		 * @param part the octets, with room for a header in front; ownership passes
		 * @param first whether it is the first part
		 * @param last whether it is the last part
		 * @throws IOException if it can't be sent
		 */
		void send(ByteBuf part, boolean first, boolean last) throws IOException;

	}

}
