package io.opnum.rpc.ndr;

import java.io.IOException;
import java.lang.reflect.Array;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.PipeException;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads one pipe off the stub of a call (C706 14.3.9, MS-RPCE 2.2.5.3.4.5): chunks, each
 * a count and so many elements, the last with a count of zero; in NDR64 each chunk ends
 * with its count negated. <pre>
 * NDR    | n | element | element | … | m | element | … | 0 |
 * NDR64  | n | element | … | -n | m | element | … | -m | 0 | 0 |
 * </pre> A count is a claim: elements are read as they come, and nothing is allocated for
 * those that have not.
 * <p>
 * Not thread-safe. It waits where the stub has not come far enough.
 *
 * @since 0.1.0
 */
public final class ChunkReader {

	/** The most elements of a chunk in NDR64. */
	private static final long MAX_COUNT_64 = Integer.MAX_VALUE;

	/** As many octets of elements as are made a Java object at once. */
	private static final int PORTION = 8192;

	private final PipeStub pipe;

	private final StubInput input;

	private final boolean ndr64;

	private final int elementSize;

	private final int stride;

	private final int alignment;

	/** How many elements the current chunk claims. */
	private long count;

	private long remaining;

	private boolean ended;

	/** Why nothing more can be read: where the next element begins is not known. */
	private @Nullable PipeException failure;

	/**
	 * Create a reader of the pipe that comes next.
	 * @param pipe the pipe
	 * @param input the stub
	 */
	public ChunkReader(PipeStub pipe, StubInput input) {
		this.pipe = pipe;
		this.input = input;
		this.ndr64 = input.format().ndr64();
		this.alignment = pipe.element().alignment(this.ndr64);
		this.elementSize = pipe.element().fixedSize(this.ndr64);
		this.stride = -(-this.elementSize & -this.alignment);
	}

	/**
	 * Return whether the pipe was read to its end; its last chunk is read if it is next.
	 * @return whether no element is left
	 * @throws IOException if the stub can't be read
	 */
	public boolean isAtEnd() throws IOException {
		try {
			return !begin();
		}
		catch (BadStubDataException ex) {
			throw failure(ex);
		}
	}

	/**
	 * Read elements as octets, for a {@code pipe byte}.
	 * @param target where to
	 * @param from the first index
	 * @param length how many at most, positive
	 * @return how many, at least one; -1 at the end of the pipe
	 * @throws IOException if the stub can't be read
	 */
	public int read(byte[] target, int from, int length) throws IOException {
		try {
			int available = available(length);
			if (available == 0) {
				return -1;
			}
			this.input.octets().readBytes(target, from, available);
			this.remaining -= available;
			return available;
		}
		catch (BadStubDataException ex) {
			throw failure(ex);
		}
	}

	/**
	 * Return how many octets of a {@code pipe byte} can be read without waiting, as far
	 * as that is known.
	 * @return the octets
	 */
	public int readyOctets() {
		return (int) Math.min(this.remaining, this.input.octets().readableBytes());
	}

	/**
	 * Read some elements.
	 * @return a primitive array, or {@code Object[]} where the elements are objects;
	 * {@code null} at the end of the pipe
	 * @throws IOException if the stub can't be read
	 */
	public @Nullable Object readPortion() throws IOException {
		try {
			int available = available(Math.max(1, PORTION / this.stride));
			if (available == 0) {
				return null;
			}
			NdrReader reader = NdrReader.within(this.input.octets(), this.input.format(), this.input.offset());
			Object portion = read(reader, available);
			this.remaining -= available;
			return portion;
		}
		catch (BadStubDataException ex) {
			throw failure(ex);
		}
		catch (RuntimeException ex) {
			fail(ex.toString(), RpcStatus.BAD_STUB_DATA, ex);
			throw ex;
		}
	}

	private Object read(NdrReader reader, int available) {
		NdrType element = this.pipe.element();
		if (this.pipe.form() != PipeStub.Form.ELEMENTS && element instanceof PrimitiveType primitive) {
			return primitive.readArray(reader, available);
		}
		@Nullable Object[] elements = new Object[available];
		for (int i = 0; i < available; i++) {
			elements[i] = element.read(reader);
		}
		return elements;
	}

	/**
	 * Read the pipe to its end, and drop what it has.
	 * @throws IOException if the stub can't be read
	 */
	public void skip() throws IOException {
		try {
			int available;
			while ((available = available(Integer.MAX_VALUE)) > 0) {
				long octets = (long) this.stride * (available - 1) + this.elementSize;
				this.input.octets().skipBytes((int) octets);
				this.remaining -= available;
			}
		}
		catch (BadStubDataException ex) {
			throw failure(ex);
		}
	}

	/**
	 * How many elements have come wholly, at least one; the reader index is at the first.
	 * Zero at the end of the pipe.
	 */
	private int available(int most) throws IOException {
		if (!begin()) {
			return 0;
		}
		align(this.alignment, this.elementSize);
		int whole = 1 + (this.input.octets().readableBytes() - this.elementSize) / this.stride;
		return (int) Math.min(Math.min(whole, most), this.remaining);
	}

	/**
	 * Go on to the next chunk if the last one has no elements left.
	 * @return whether there is an element
	 */
	private boolean begin() throws IOException {
		if (this.failure != null) {
			throw this.failure;
		}
		if (this.remaining > 0) {
			return true;
		}
		if (this.ended) {
			return false;
		}
		if (this.count != 0) {
			endChunk();
		}
		this.count = readCount();
		if (this.ndr64 && (this.count < 0 || this.count > MAX_COUNT_64)) {
			throw bad("a chunk of at most %d elements".formatted(MAX_COUNT_64), Long.toUnsignedString(this.count));
		}
		this.remaining = this.count;
		if (this.count == 0) {
			endChunk();
			this.ended = true;
		}
		return !this.ended;
	}

	private void endChunk() throws IOException {
		if (this.ndr64) {
			long negated = readCount();
			if (negated != -this.count) {
				throw bad("%d, the count of the chunk negated, behind its elements".formatted(-this.count),
						Long.toString(negated));
			}
		}
	}

	private long readCount() throws IOException {
		int size = this.ndr64 ? 8 : 4;
		align(size, size);
		return NdrReader.within(this.input.octets(), this.input.format(), this.input.offset()).readCount();
	}

	/**
	 * Skip a gap, and wait until so many octets have come behind it.
	 */
	private void align(int alignment, int size) throws IOException {
		int gap = (int) (-this.input.offset() & (alignment - 1));
		ByteBuf octets = this.input.octets();
		while (octets.readableBytes() < gap + size) {
			if (!this.input.more()) {
				throw bad("%d more octets of the pipe".formatted(gap + size),
						this.input.octets().readableBytes() + " octets");
			}
			octets = this.input.octets();
		}
		octets.skipBytes(gap);
	}

	private BadStubDataException bad(String expected, String actual) {
		return NdrReader.within(this.input.octets(), this.input.format(), this.input.offset())
			.failure(expected, actual);
	}

	private PipeException failure(BadStubDataException cause) {
		return fail(cause.getMessage(), (cause.status() != null) ? cause.status() : RpcStatus.BAD_STUB_DATA, cause);
	}

	private PipeException fail(@Nullable String message, RpcStatus status, RuntimeException cause) {
		PipeException failure = new PipeException("The pipe %s has bad stub data: %s".formatted(this.pipe, message),
				status, cause);
		this.failure = failure;
		return failure;
	}

}
