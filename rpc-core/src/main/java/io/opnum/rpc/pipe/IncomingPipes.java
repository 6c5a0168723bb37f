package io.opnum.rpc.pipe;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import io.opnum.rpc.PipeException;
import io.opnum.rpc.PipeSource;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.ndr.ChunkReader;
import io.opnum.rpc.ndr.PipeStub;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of one direction of a call, as they are read: in their order, each to its end
 * (C706 5.1.3).
 * <p>
 * Its pipes are used by one thread at a time; {@link #release()} may come from any thread
 * that does not hold up an event loop.
 */
public final class IncomingPipes {

	private final List<PipeStub> stubs;

	private final IncomingStub input;

	private final IncomingPipe[] pipes;

	/** Held by whoever reads, so that nothing is released under his hands. */
	private final ReentrantLock lock = new ReentrantLock();

	private boolean over;

	/**
	 * Create the pipes of a direction.
	 * @param stubs the pipes, in their order
	 * @param input the stub, at the first pipe when that is first read
	 */
	public IncomingPipes(List<PipeStub> stubs, IncomingStub input) {
		this.stubs = stubs;
		this.input = input;
		this.pipes = new IncomingPipe[stubs.size()];
		for (int i = 0; i < this.pipes.length; i++) {
			this.pipes[i] = new IncomingPipe(i);
		}
	}

	/**
	 * Return what reads a pipe as objects.
	 * @param stub the pipe
	 * @return the source
	 */
	public PipeSource<Object> source(PipeStub stub) {
		return this.pipes[this.stubs.indexOf(stub)];
	}

	/**
	 * Return what reads a pipe as octets.
	 * @param stub the pipe
	 * @return the stream
	 */
	public InputStream stream(PipeStub stub) {
		return new PipeInputStream(this.pipes[this.stubs.indexOf(stub)]);
	}

	/**
	 * See that all pipes were read to their ends. Those that were closed are now, and so
	 * is the stub.
	 * @throws IOException {@code nca_s_fault_pipe_discipline} if elements are left in a
	 * pipe that was not closed, or as reading fails
	 */
	public void finish() throws IOException {
		IncomingPipe unread = readOn();
		if (unread != null) {
			throw new PipeException(
					"The operation returned before it had read the pipe %s to its end: read all of it, or close it if the rest is not wanted"
						.formatted(unread.stub()),
					RpcStatus.PIPE_DISCIPLINE, null);
		}
	}

	/**
	 * See that all pipes were read to their ends before elements flow the other way.
	 * @param next the pipe that is about to be written to
	 * @throws IOException {@code nca_s_fault_pipe_order} if elements are left in a pipe
	 * that was not closed, or as reading fails
	 */
	void finishBefore(PipeStub next) throws IOException {
		IncomingPipe unread = readOn();
		if (unread != null) {
			throw new PipeException(
					"The pipe %s is written to before %s was read to its end: the [in] pipes are read first"
						.formatted(next, unread.stub()),
					RpcStatus.PIPE_ORDER, null);
		}
	}

	/**
	 * Read to the ends of pipes that were closed, and of the stub.
	 * @return the first pipe that elements are left in, or {@code null}
	 */
	private @Nullable IncomingPipe readOn() throws IOException {
		this.lock.lock();
		try {
			if (this.over) {
				throw over("the call");
			}
			for (IncomingPipe pipe : this.pipes) {
				if (pipe.closed) {
					pipe.skip();
				}
				else if (!pipe.isAtEnd()) {
					return pipe;
				}
			}
			this.input.skipRest();
			return null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The call is over: the pipes can't be used any more, what they hold is released.
	 */
	public void release() {
		this.input.fail(over("the call"));
		this.lock.lock();
		try {
			this.over = true;
			this.input.release();
		}
		finally {
			this.lock.unlock();
		}
	}

	private static PipeException over(Object what) {
		return new PipeException("The pipe of %s is read after that has ended".formatted(what), RpcStatus.PIPE_CLOSED,
				null);
	}

	/**
	 * One of the pipes.
	 */
	final class IncomingPipe implements PipeSource<Object> {

		private final int number;

		private @Nullable ChunkReader reader;

		private @Nullable Object @Nullable [] elements;

		private int nextElement;

		private volatile boolean ended;

		private volatile boolean closed;

		IncomingPipe(int number) {
			this.number = number;
		}

		PipeStub stub() {
			return IncomingPipes.this.stubs.get(this.number);
		}

		@Override
		public @Nullable Object pull() throws IOException {
			IncomingPipes.this.lock.lock();
			try {
				if (this.ended && this.elements == null && !this.closed) {
					return null;
				}
				if (this.closed || stub().form() != PipeStub.Form.ELEMENTS) {
					return portion();
				}
				@Nullable Object[] elements = this.elements;
				if (elements == null) {
					elements = (Object[]) portion();
					if (elements == null) {
						return null;
					}
					this.elements = elements;
					this.nextElement = 0;
				}
				Object element = elements[this.nextElement++];
				if (this.nextElement == elements.length) {
					this.elements = null;
				}
				return element;
			}
			finally {
				IncomingPipes.this.lock.unlock();
			}
		}

		private @Nullable Object portion() throws IOException {
			Object portion = reader().readPortion();
			this.ended = portion == null;
			return portion;
		}

		int read(byte[] target, int from, int length) throws IOException {
			IncomingPipes.this.lock.lock();
			try {
				if (this.ended && !this.closed) {
					return -1;
				}
				int read = reader().read(target, from, length);
				this.ended = read < 0;
				return read;
			}
			finally {
				IncomingPipes.this.lock.unlock();
			}
		}

		int ready() {
			IncomingPipes.this.lock.lock();
			try {
				ChunkReader reader = this.reader;
				return (reader == null || IncomingPipes.this.over) ? 0 : reader.readyOctets();
			}
			finally {
				IncomingPipes.this.lock.unlock();
			}
		}

		@Override
		public void close() {
			this.closed = true;
		}

		/** Its turn: those before it are read. */
		private ChunkReader reader() throws IOException {
			if (IncomingPipes.this.over) {
				throw over(stub());
			}
			if (this.closed) {
				throw new PipeException("The pipe %s was closed".formatted(stub()), RpcStatus.PIPE_CLOSED, null);
			}
			for (int i = 0; i < this.number && this.reader == null; i++) {
				IncomingPipe earlier = IncomingPipes.this.pipes[i];
				if (earlier.closed) {
					earlier.skip();
				}
				else if (!earlier.isAtEnd()) {
					throw new PipeException(
							"The pipe %s is read before %s was to its end: pipes are read in the order of the parameters"
								.formatted(stub(), earlier.stub()),
							RpcStatus.PIPE_ORDER, null);
				}
			}
			return begun();
		}

		private ChunkReader begun() {
			ChunkReader reader = this.reader;
			if (reader == null) {
				reader = new ChunkReader(stub(), IncomingPipes.this.input);
				this.reader = reader;
			}
			return reader;
		}

		private boolean isAtEnd() throws IOException {
			if (!this.ended) {
				this.ended = begun().isAtEnd();
			}
			return this.ended && this.elements == null;
		}

		private void skip() throws IOException {
			this.elements = null;
			if (!this.ended) {
				begun().skip();
				this.ended = true;
			}
		}

		@Override
		public String toString() {
			return "pipe " + stub();
		}

	}

	/**
	 * One of the pipes, as a stream.
	 */
	private static final class PipeInputStream extends InputStream {

		private final IncomingPipe pipe;

		PipeInputStream(IncomingPipe pipe) {
			this.pipe = pipe;
		}

		@Override
		public int read() throws IOException {
			byte[] octet = new byte[1];
			return (this.pipe.read(octet, 0, 1) < 0) ? -1 : octet[0] & 0xff;
		}

		@Override
		public int read(byte[] target, int from, int length) throws IOException {
			Objects.checkFromIndexSize(from, length, target.length);
			return (length == 0) ? 0 : this.pipe.read(target, from, length);
		}

		@Override
		public int available() {
			return this.pipe.ready();
		}

		@Override
		public void close() {
			this.pipe.close();
		}

	}

}
