package io.opnum.rpc.transport;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * A connection of a library that blocks: what a {@link BlockingTransport} carries PDUs
 * over. One thread reads, another one writes, any may close.
 *
 * @since 0.1.0
 */
public interface BlockingConnection extends Closeable {

	/**
	 * Wait for octets, and read what is there.
	 * @param buffer where to put them, from its beginning
	 * @return how many there are, at least one, or -1 if the peer ended the connection
	 * @throws IOException if the connection failed, or was closed on this side
	 */
	int read(byte[] buffer) throws IOException;

	/**
	 * Write one PDU, and wait until the peer, or the operating system, has it.
	 * @param pdu the octets
	 * @throws IOException if the connection failed, or was closed on this side
	 */
	void write(byte[] pdu) throws IOException;

	/**
	 * Return the address of the peer.
	 * @return the address
	 */
	SocketAddress remoteAddress();

	/**
	 * Close the connection. Those who wait in another method are woken.
	 */
	@Override
	void close() throws IOException;

}
