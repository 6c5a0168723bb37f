package io.opnum.rpc.transport;

/**
 * The octets of a connection that wait for its peer to read. Event loop only.
 */
interface Backlog {

	/** A buffer was written to the channel. */
	void written();

	/** All buffers that were written were flushed. */
	void flushed();

	/**
	 * Return how many octets wait.
	 * @return the number; may count what is kept beside them
	 */
	long bytes();

	/**
	 * Return a number that changes as soon as some octets have gone out.
	 * @return the number
	 */
	long progress();

	/**
	 * Nothing follows: let the peer read what was sent to its end, and have the channel
	 * closed then.
	 */
	void finish();

}
