package io.opnum.rpc.ndr;

import java.io.IOException;

import io.netty.buffer.ByteBuf;

/**
 * The stub of a call while it arrives: a window on what has come and was not read.
 * <p>
 * Used by one thread at a time, which is not an event loop.
 *
 * @since 0.1.0
 */
public interface StubInput {

	/**
	 * Return how the stub is laid out.
	 * @return the layout
	 */
	NdrFormat format();

	/**
	 * Return what has come, from what is to be read next on. It may be another buffer
	 * after each {@link #more()}.
	 * @return the octets, not owned; to read is to move the reader index
	 */
	ByteBuf octets();

	/**
	 * Return where in the stub the reader index is.
	 * @return the offset
	 */
	long offset();

	/**
	 * Wait for more octets; what was not read stays in front of them.
	 * @return whether there are more; {@code false} at the end of the stub
	 * @throws IOException if nothing more can come
	 */
	boolean more() throws IOException;

}
