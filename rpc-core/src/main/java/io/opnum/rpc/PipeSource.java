package io.opnum.rpc;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;

import org.jspecify.annotations.Nullable;

/**
 * An {@code [in] pipe}: a parameter whose elements flow from client to server while the
 * operation runs, never all of them in memory (C706 14.3.9, MS-RPCE 2.2.5.3.4.5). A
 * caller passes one that supplies the elements, the operation pulls from the one it gets.
 * <p>
 * The element type is a record, an enum, a UUID or a boxed primitive, all of fixed size;
 * or an array of a primitive type, then the elements of the pipe are primitives and each
 * pull returns as many as are at hand: {@code PipeSource<double[]>} is
 * {@code pipe double}. For {@code pipe byte} there is {@link InputStream} too.
 * <p>
 * An operation reads several pipes in the order of the parameters, each to its end before
 * the next. It reads all of them before it returns, or closes those whose rest it does
 * not want. Used by one thread at a time.
 *
 * @param <T> the element type, or an array of it
 * @since 0.1.0
 */
@FunctionalInterface
public interface PipeSource<T> extends Closeable {

	/**
	 * Return the next element, or where {@code T} is an array the next elements. Waits
	 * until there are some.
	 * @return the element, or {@code null} at the end of the pipe, then each time
	 * @throws PipeException in an operation, if the pipe can't be read to its end
	 * @throws IOException at a client whose source can't supply; it ends the call
	 */
	@Nullable T pull() throws IOException;

	/**
	 * In an operation: the rest of the pipe is not wanted. What a caller passed is never
	 * closed.
	 */
	@Override
	default void close() throws IOException {
	}

	/**
	 * Pull to the end, and push all into a sink, which is not closed.
	 * @param sink where to
	 * @throws IOException what either throws
	 */
	default void transferTo(PipeSink<? super T> sink) throws IOException {
		T element;
		while ((element = pull()) != null) {
			sink.push(element);
		}
	}

	/**
	 * Return a source of what an iterable has.
	 * @param <T> the element type
	 * @param elements the elements, none of them null
	 * @return the source
	 */
	static <T> PipeSource<T> of(Iterable<? extends T> elements) {
		Iterator<? extends T> iterator = elements.iterator();
		return () -> iterator.hasNext() ? iterator.next() : null;
	}

	/**
	 * Return a source of the octets of a stream.
	 * @param stream the stream; it is not closed
	 * @return the source
	 */
	static PipeSource<byte[]> ofBytes(InputStream stream) {
		byte[] buffer = new byte[8192];
		return () -> {
			int count = stream.read(buffer);
			return (count < 0) ? null : Arrays.copyOf(buffer, count);
		};
	}

}
