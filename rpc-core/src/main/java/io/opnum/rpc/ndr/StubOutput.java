package io.opnum.rpc.ndr;

import java.io.IOException;

/**
 * The stub of a call while it is sent, part by part. A part begins at an offset that is a
 * multiple of eight, so that alignment counts from its first octet.
 * <p>
 * Used by one thread at a time, which is not an event loop.
 *
 * @since 0.1.0
 */
public interface StubOutput {

	/**
	 * Return what writes the current part; another one after each {@link #send()}.
	 * @return the writer
	 */
	NdrWriter writer();

	/**
	 * Return how many octets the current part should still take.
	 * @return the octets, negative where it has taken more
	 */
	int room();

	/**
	 * Send the current part, but for octets behind the last multiple of eight, which the
	 * next part begins with. Waits while the peer does not read.
	 * @throws IOException if nothing more can be sent
	 */
	void send() throws IOException;

}
