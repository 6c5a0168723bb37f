package io.opnum.rpc.server;

/**
 * A call that waits for its turn on a connection. Event loop only, until it is started.
 */
interface QueuedCall {

	int callId();

	/** The octets that its request holds in memory. */
	int stubLength();

	/** It is the turn of the call: run or answer it. */
	void start();

	/** The caller wants no answer any more. */
	void cancel();

	/** The connection is gone, before the call was started or since. */
	void disconnected();

	/** What waits for the peer to read may have become less. */
	default void writabilityChanged() {
	}

	/** The call will not be started: let go of what it holds. */
	void abandon();

}
