package io.opnum.rpc.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import io.opnum.rpc.Pipe;
import io.opnum.rpc.PipeSink;
import io.opnum.rpc.PipeSource;
import io.opnum.rpc.ndr.PipeStub;
import io.opnum.rpc.pipe.OutgoingPipes;
import org.jspecify.annotations.Nullable;

/**
 * Sends what the caller's sources supply through the pipes of a request. What a slow
 * source supplies is sent at once, what a fast one does is gathered.
 * <p>
 * Used by the thread that makes the call.
 */
final class PipeSupply {

	/** What is read of a stream at once. */
	private static final int BUFFER = 16 * 1024;

	/** A source that takes longer has what it supplied sent at once. */
	private static final long SLOW_NANOS = 1_000_000;

	private PipeSupply() {
	}

	/**
	 * Send a pipe to its end.
	 * @param pipe the pipe
	 * @param argument what the caller passed for it
	 * @param pipes the pipes of the request
	 * @throws IOException if it can't be sent
	 * @throws CallersPipeException if the source fails
	 */
	static void send(PipeStub pipe, Object argument, OutgoingPipes pipes) throws IOException, CallersPipeException {
		if (pipe.form() == PipeStub.Form.OCTETS) {
			send(pipe, (InputStream) argument, pipes.stream(pipe));
		}
		else {
			send(pipe, source(argument), pipes.sink(pipe));
		}
	}

	@SuppressWarnings("unchecked")
	private static PipeSource<Object> source(Object argument) {
		return (argument instanceof Pipe<?> both) ? (PipeSource<Object>) both.source() : (PipeSource<Object>) argument;
	}

	private static void send(PipeStub pipe, InputStream source, OutputStream sink)
			throws IOException, CallersPipeException {
		byte[] buffer = new byte[BUFFER];
		long before = System.nanoTime();
		int count;
		while ((count = read(pipe, source, buffer)) >= 0) {
			sink.write(buffer, 0, count);
			before = flushAfter(before, sink::flush);
		}
		sink.close();
	}

	private static void send(PipeStub pipe, PipeSource<Object> source, PipeSink<Object> sink)
			throws IOException, CallersPipeException {
		long before = System.nanoTime();
		Object portion;
		while ((portion = pull(pipe, source)) != null) {
			try {
				sink.push(portion);
			}
			catch (IllegalArgumentException | ClassCastException ex) {
				throw new CallersPipeException(pipe, ex);
			}
			before = flushAfter(before, sink::flush);
		}
		sink.close();
	}

	/** What a slow source supplies does not wait for more of it. */
	private static long flushAfter(long before, Flush flush) throws IOException {
		long now = System.nanoTime();
		if (now - before > SLOW_NANOS) {
			flush.flush();
		}
		return now;
	}

	private static int read(PipeStub pipe, InputStream source, byte[] buffer) throws CallersPipeException {
		try {
			return source.read(buffer);
		}
		catch (IOException | RuntimeException ex) {
			throw new CallersPipeException(pipe, ex);
		}
	}

	private static @Nullable Object pull(PipeStub pipe, PipeSource<Object> source) throws CallersPipeException {
		try {
			return source.pull();
		}
		catch (IOException | RuntimeException ex) {
			throw new CallersPipeException(pipe, ex);
		}
	}

	private interface Flush {

		void flush() throws IOException;

	}

}
