package io.opnum.rpc.ndr;

import java.io.IOException;
import java.lang.reflect.Array;

/**
 * Writes one pipe into the stub of a call, in the chunks that {@link ChunkReader} reads:
 * as large as the parts of the stub that are sent at once.
 * <p>
 * Not thread-safe. It waits where the peer does not read.
 *
 * @since 0.1.0
 */
public final class ChunkWriter {

	private static final int UNIT = 8;

	private final PipeStub pipe;

	private final StubOutput output;

	private final boolean ndr64;

	private final int countSize;

	private final int stride;

	private final int alignment;

	/** Where the count of the chunk is, from the begin of the part; -1 outside of one. */
	private int countOffset = -1;

	private int count;

	private boolean ended;

	/**
	 * Create a writer of the pipe that comes next.
	 * @param pipe the pipe
	 * @param output the stub
	 */
	public ChunkWriter(PipeStub pipe, StubOutput output) {
		this.pipe = pipe;
		this.output = output;
		this.ndr64 = output.writer().isNdr64();
		this.countSize = this.ndr64 ? 8 : 4;
		this.alignment = pipe.element().alignment(this.ndr64);
		this.stride = -(-pipe.element().fixedSize(this.ndr64) & -this.alignment);
	}

	/**
	 * Write octets, for a {@code pipe byte}.
	 * @param source where from
	 * @param from the first index
	 * @param length how many
	 * @throws IOException if they can't be sent
	 */
	public void write(byte[] source, int from, int length) throws IOException {
		int written = 0;
		while (written < length) {
			int some = begin(length - written);
			this.output.writer().writeBytes(source, from + written, some);
			this.count += some;
			written += some;
		}
	}

	/**
	 * Write what was pulled or pushed.
	 * @param portion a primitive array, or an element
	 * @throws IOException if it can't be sent
	 * @throws IllegalArgumentException if it has no form on the wire
	 */
	public void write(Object portion) throws IOException {
		if (this.pipe.form() == PipeStub.Form.ELEMENTS) {
			writeElement(portion);
		}
		else if (portion instanceof byte[] octets) {
			write(octets, 0, octets.length);
		}
		else {
			writeArray(portion, (PrimitiveType) this.pipe.element());
		}
	}

	private void writeElement(Object element) throws IOException {
		begin(1);
		NdrWriter writer = this.output.writer();
		int end = writer.offset();
		try {
			this.pipe.element().write(writer, element);
		}
		catch (RuntimeException ex) {
			takeBack(end);
			throw (ex instanceof IllegalArgumentException) ? new IllegalArgumentException(
					"an element of the pipe %s: %s".formatted(this.pipe, ex.getMessage()), ex) : ex;
		}
		this.count++;
	}

	/**
	 * Be where the last element ended: the pipe can go on without one that has no form.
	 */
	private void takeBack(int end) {
		if (this.count > 0) {
			this.output.writer().truncate(end);
		}
		else {
			this.output.writer().truncate(this.countOffset);
			this.countOffset = -1;
		}
	}

	private void writeArray(Object array, PrimitiveType type) throws IOException {
		int length = Array.getLength(array);
		int written = 0;
		while (written < length) {
			int some = begin(length - written);
			type.writeArray(this.output.writer(), (some == length) ? array : part(array, written, some));
			this.count += some;
			written += some;
		}
	}

	private static Object part(Object array, int from, int length) {
		Object part = Array.newInstance(array.getClass().getComponentType(), length);
		System.arraycopy(array, from, part, 0, length);
		return part;
	}

	/**
	 * Be in a chunk with room for an element.
	 * @return how many elements to write, at least one
	 */
	private int begin(int wanted) throws IOException {
		if (this.ended) {
			throw new IllegalStateException("The pipe " + this.pipe + " has ended");
		}
		int room = room();
		if (room < this.stride) {
			if (this.countOffset >= 0) {
				endChunk();
			}
			this.output.send();
			room = room();
		}
		NdrWriter writer = this.output.writer();
		if (this.countOffset < 0) {
			writer.align(this.countSize);
			this.countOffset = writer.offset();
			this.count = 0;
			writer.writeCount(0);
		}
		return Math.max(1, Math.min(wanted, room / this.stride));
	}

	/**
	 * The octets for elements, when all gaps and counts around them are written.
	 */
	private int room() {
		return this.output.room() - this.alignment - 3 * this.countSize;
	}

	private void endChunk() {
		NdrWriter writer = this.output.writer();
		writer.setCount(this.countOffset, this.count);
		if (this.ndr64) {
			writer.writeLong(-(long) this.count);
		}
		this.countOffset = -1;
	}

	/**
	 * Send what was written so far.
	 * @throws IOException if it can't be sent
	 */
	public void flush() throws IOException {
		if (this.countOffset < 0 || this.count == 0) {
			return;
		}
		int begin = this.countOffset;
		int elements = this.count;
		endChunk();
		NdrWriter writer = this.output.writer();
		// The gap in front of the next count
		writer.align(this.countSize);
		// As few elements as a count may stand behind
		int first = this.countSize / Math.min(this.countSize, Integer.lowestOneBit(this.stride));
		if (writer.offset() % UNIT != 0 && this.alignment <= this.countSize && first < elements) {
			split(writer, begin, first, elements);
		}
		this.output.send();
	}

	/**
	 * Make two chunks of one: the count in between moves the end by four octets, to a
	 * multiple of eight, so that all of it can be sent.
	 */
	private void split(NdrWriter writer, int begin, int first, int elements) {
		writer.setCount(begin, first);
		writer.insertCount(begin + this.countSize + first * this.stride, elements - first);
	}

	/**
	 * End the pipe: the last, empty chunk.
	 */
	public void end() {
		if (this.ended) {
			return;
		}
		if (this.countOffset >= 0) {
			endChunk();
		}
		NdrWriter writer = this.output.writer();
		writer.writeCount(0);
		if (this.ndr64) {
			writer.writeCount(0);
		}
		this.ended = true;
	}

}
