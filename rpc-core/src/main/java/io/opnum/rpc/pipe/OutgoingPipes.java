package io.opnum.rpc.pipe;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.opnum.rpc.PipeException;
import io.opnum.rpc.PipeSink;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.ndr.ChunkWriter;
import io.opnum.rpc.ndr.NdrWriter;
import io.opnum.rpc.ndr.PipeStub;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of one direction of a call, as they are written: in their order, each ended
 * before the next (C706 5.1.3).
 * <p>
 * Its pipes are used by one thread at a time; {@link #release()} may come from any thread
 * that does not hold up an event loop.
 */
public final class OutgoingPipes {

	private final List<PipeStub> stubs;

	private final OutgoingStub output;

	private final @Nullable IncomingPipes before;

	private final OutgoingPipe[] pipes;

	/** Held by whoever writes, so that nothing is released under his hands. */
	private final ReentrantLock lock = new ReentrantLock();

	private boolean over;

	/**
	 * Create the pipes of a direction.
	 * @param stubs the pipes, in their order
	 * @param output the stub
	 * @param before the pipes that are read before these are written, if there are any
	 */
	public OutgoingPipes(List<PipeStub> stubs, OutgoingStub output, @Nullable IncomingPipes before) {
		this.stubs = stubs;
		this.output = output;
		this.before = before;
		this.pipes = new OutgoingPipe[stubs.size()];
		for (int i = 0; i < this.pipes.length; i++) {
			this.pipes[i] = new OutgoingPipe(i);
		}
	}

	/**
	 * Return what writes a pipe.
	 * @param stub the pipe
	 * @return the sink
	 */
	public PipeSink<Object> sink(PipeStub stub) {
		return this.pipes[this.stubs.indexOf(stub)];
	}

	/**
	 * Return what writes a pipe as octets.
	 * @param stub the pipe
	 * @return the stream
	 */
	public OutputStream stream(PipeStub stub) {
		return new PipeOutputStream(this.pipes[this.stubs.indexOf(stub)]);
	}

	/**
	 * The writer has finished: end the pipes that are open, add what comes behind them,
	 * and send the last of the stub.
	 * @param rest writes what comes behind the pipes
	 * @throws IOException if it can't be sent
	 */
	public void finish(Consumer<NdrWriter> rest) throws IOException {
		this.lock.lock();
		try {
			for (OutgoingPipe pipe : this.pipes) {
				pipe.end();
			}
			rest.accept(this.output.writer());
			this.over = true;
			this.output.end();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The call is over: the pipes can't be used any more, what they hold is released. */
	public void release() {
		this.lock.lock();
		try {
			this.over = true;
			this.output.release();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * One of the pipes.
	 */
	private final class OutgoingPipe implements PipeSink<Object> {

		private final int number;

		private @Nullable ChunkWriter writer;

		private boolean ended;

		OutgoingPipe(int number) {
			this.number = number;
		}

		private PipeStub stub() {
			return OutgoingPipes.this.stubs.get(this.number);
		}

		@Override
		public void push(Object portion) throws IOException {
			Objects.requireNonNull(portion, "An element of a pipe can't be null");
			OutgoingPipes.this.lock.lock();
			try {
				writer().write(portion);
			}
			finally {
				OutgoingPipes.this.lock.unlock();
			}
		}

		void write(byte[] source, int from, int length) throws IOException {
			OutgoingPipes.this.lock.lock();
			try {
				writer().write(source, from, length);
			}
			finally {
				OutgoingPipes.this.lock.unlock();
			}
		}

		@Override
		public void flush() throws IOException {
			OutgoingPipes.this.lock.lock();
			try {
				if (this.writer != null && !this.ended) {
					writer().flush();
				}
			}
			finally {
				OutgoingPipes.this.lock.unlock();
			}
		}

		@Override
		public void close() throws IOException {
			OutgoingPipes.this.lock.lock();
			try {
				if (!this.ended && !OutgoingPipes.this.over) {
					writer();
					end();
				}
			}
			finally {
				OutgoingPipes.this.lock.unlock();
			}
		}

		/** Its turn: those before it are ended. */
		private ChunkWriter writer() throws IOException {
			if (this.ended || OutgoingPipes.this.over) {
				throw new PipeException("The pipe %s has ended: it was closed, or its call is over".formatted(stub()),
						RpcStatus.PIPE_CLOSED, null);
			}
			IncomingPipes before = OutgoingPipes.this.before;
			if (this.writer == null && before != null) {
				before.finishBefore(stub());
			}
			for (int i = 0; i < this.number && this.writer == null; i++) {
				if (!OutgoingPipes.this.pipes[i].ended) {
					throw new PipeException(
							"The pipe %s is written to before %s was closed: pipes are filled in the order of the parameters"
								.formatted(stub(), OutgoingPipes.this.pipes[i].stub()),
							RpcStatus.PIPE_ORDER, null);
				}
			}
			return begun();
		}

		private ChunkWriter begun() {
			ChunkWriter writer = this.writer;
			if (writer == null) {
				writer = new ChunkWriter(stub(), OutgoingPipes.this.output);
				this.writer = writer;
			}
			return writer;
		}

		void end() {
			if (!this.ended) {
				begun().end();
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
	private static final class PipeOutputStream extends OutputStream {

		private final OutgoingPipe pipe;

		PipeOutputStream(OutgoingPipe pipe) {
			this.pipe = pipe;
		}

		@Override
		public void write(int octet) throws IOException {
			this.pipe.write(new byte[] { (byte) octet }, 0, 1);
		}

		@Override
		public void write(byte[] source, int from, int length) throws IOException {
			Objects.checkFromIndexSize(from, length, source.length);
			this.pipe.write(source, from, length);
		}

		@Override
		public void flush() throws IOException {
			this.pipe.flush();
		}

		@Override
		public void close() throws IOException {
			this.pipe.close();
		}

	}

}
