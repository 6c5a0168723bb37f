package io.opnum.rpc;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/**
 * An {@code [out] pipe}: a parameter whose elements flow from server to client while the
 * operation runs, never all of them in memory (C706 14.3.9, MS-RPCE 2.2.5.3.4.5). The
 * operation pushes into the one it gets, and they come out of the one the caller passed,
 * on the thread that made the call, or of an asynchronous one on a thread of the client's
 * pipes.
 * <p>
 * Element types are those of {@link PipeSource}. For {@code pipe byte} there is
 * {@link OutputStream} too.
 * <p>
 * An operation fills several pipes in the order of the parameters, each closed before the
 * next, and all after it has read its {@code [in]} pipes. When it returns, those that are
 * open end. Used by one thread at a time.
 *
 * @param <T> the element type, or an array of it
 * @since 0.1.0
 */
@FunctionalInterface
public interface PipeSink<T> extends Closeable {

	/**
	 * Take an element, or where {@code T} is an array some elements. In an operation this
	 * waits while the caller does not read.
	 * @param element the element
	 * @throws PipeException in an operation, if the caller is gone or wants no more
	 * @throws IOException at a client whose sink can't take it; it ends the call
	 */
	void push(T element) throws IOException;

	/**
	 * In an operation: send what was pushed now, not only when there is enough of it.
	 * @throws IOException if that fails
	 */
	default void flush() throws IOException {
	}

	/**
	 * In an operation: end the pipe. What a caller passed is never closed.
	 */
	@Override
	default void close() throws IOException {
	}

	/**
	 * Return a sink that hands on what is pushed.
	 * @param <T> the element type
	 * @param consumer takes the elements, for example {@code list::add}
	 * @return the sink
	 */
	static <T> PipeSink<T> of(Consumer<? super T> consumer) {
		return consumer::accept;
	}

	/**
	 * Return a sink that writes octets to a stream.
	 * @param stream the stream; it is not closed
	 * @return the sink
	 */
	static PipeSink<byte[]> ofBytes(OutputStream stream) {
		return stream::write;
	}

}
