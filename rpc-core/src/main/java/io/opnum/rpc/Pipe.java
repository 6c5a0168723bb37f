package io.opnum.rpc;

/**
 * An {@code [in, out] pipe}: a parameter whose elements flow to the server first, then
 * back (C706 14.3.9). A caller passes {@link #of what supplies and what takes them}; the
 * operation pulls from its source to the end, then pushes into its sink.
 *
 * @param <T> the element type, or an array of it, as of {@link PipeSource}
 * @since 0.1.0
 */
public interface Pipe<T> {

	/**
	 * Return what flows from client to server.
	 * @return the source
	 */
	PipeSource<T> source();

	/**
	 * Return what flows from server to client.
	 * @return the sink
	 */
	PipeSink<T> sink();

	/**
	 * Return a pipe for a call.
	 * @param <T> the element type
	 * @param source supplies what is sent
	 * @param sink takes what comes back
	 * @return the pipe
	 */
	static <T> Pipe<T> of(PipeSource<T> source, PipeSink<T> sink) {
		return new Pipe<>() {

			@Override
			public PipeSource<T> source() {
				return source;
			}

			@Override
			public PipeSink<T> sink() {
				return sink;
			}

		};
	}

}
