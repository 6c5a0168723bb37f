package io.opnum.rpc.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import io.opnum.rpc.Pipe;
import io.opnum.rpc.PipeSink;
import io.opnum.rpc.PipeSource;
import io.opnum.rpc.ndr.PipeStub;
import io.opnum.rpc.pipe.IncomingPipes;

/**
 * Hands what comes through the pipes of a response to the caller's sinks.
 * <p>
 * Used by the thread that makes the call.
 */
final class PipeDelivery {

	/** What is written to a stream at once. */
	private static final int BUFFER = 16 * 1024;

	private PipeDelivery() {
	}

	/**
	 * Receive a pipe to its end.
	 * @param pipe the pipe
	 * @param pipes the pipes of the response
	 * @param argument what the caller passed for it
	 * @param beforeEachWait sets how long to wait for what comes next
	 * @throws IOException if it does not come
	 * @throws CallersPipeException if the sink fails
	 */
	static void receive(PipeStub pipe, IncomingPipes pipes, Object argument, Runnable beforeEachWait)
			throws IOException, CallersPipeException {
		if (pipe.form() == PipeStub.Form.OCTETS) {
			receive(pipe, pipes.stream(pipe), (OutputStream) argument, beforeEachWait);
		}
		else {
			receive(pipe, pipes.source(pipe), sink(argument), beforeEachWait);
		}
	}

	@SuppressWarnings("unchecked")
	private static PipeSink<Object> sink(Object argument) {
		return (argument instanceof Pipe<?> both) ? (PipeSink<Object>) both.sink() : (PipeSink<Object>) argument;
	}

	private static void receive(PipeStub pipe, InputStream source, OutputStream sink, Runnable beforeEachWait)
			throws IOException, CallersPipeException {
		byte[] buffer = new byte[BUFFER];
		int count;
		beforeEachWait.run();
		while ((count = source.read(buffer)) >= 0) {
			try {
				sink.write(buffer, 0, count);
			}
			catch (IOException | RuntimeException ex) {
				throw new CallersPipeException(pipe, ex);
			}
			beforeEachWait.run();
		}
	}

	private static void receive(PipeStub pipe, PipeSource<Object> source, PipeSink<Object> sink,
			Runnable beforeEachWait) throws IOException, CallersPipeException {
		Object portion;
		beforeEachWait.run();
		while ((portion = source.pull()) != null) {
			try {
				sink.push(portion);
			}
			catch (IOException | RuntimeException ex) {
				throw new CallersPipeException(pipe, ex);
			}
			beforeEachWait.run();
		}
	}

}
