package io.opnum.rpc.server;

import java.time.Duration;

/**
 * Where a server is between being built and being closed.
 *
 * <pre>
 * STOPPED --start--&gt; STARTING ----&gt; LISTENING --stop--&gt; STOPPING ----&gt; STOPPED
 *                       |                                  ^
 *                       +----------------stop--------------+
 * any --close--&gt; CLOSED
 * </pre>
 *
 * Thread-safe; to ask or to change blocks for nothing.
 */
final class ServerLifecycle {

	enum State {

		STOPPED, STARTING, LISTENING, STOPPING, CLOSED

	}

	private final Monitor monitor = new Monitor();

	/** Guarded by the monitor. */
	private State state = State.STOPPED;

	State state() {
		synchronized (this.monitor) {
			return this.state;
		}
	}

	boolean is(State state) {
		return state() == state;
	}

	/**
	 * Change the state, if it is what it is thought to be.
	 * @param from the state before
	 * @param to the state after
	 * @return whether it was changed
	 */
	boolean change(State from, State to) {
		synchronized (this.monitor) {
			if (this.state != from) {
				return false;
			}
			this.state = to;
			this.monitor.signal();
			return true;
		}
	}

	/**
	 * Close.
	 * @return the state before
	 */
	State close() {
		synchronized (this.monitor) {
			State before = this.state;
			this.state = State.CLOSED;
			this.monitor.signal();
			return before;
		}
	}

	/** Whether connections may come: it listens, or is about to. */
	boolean isOpen() {
		State state = state();
		return state == State.STARTING || state == State.LISTENING;
	}

	/**
	 * Wait until the server has stopped.
	 * @param timeout how long to wait at most
	 * @return whether it has
	 * @throws InterruptedException if the thread was interrupted
	 */
	boolean awaitStop(Duration timeout) throws InterruptedException {
		return this.monitor.await(timeout, () -> this.state == State.STOPPED || this.state == State.CLOSED);
	}

	IllegalStateException closed() {
		return new IllegalStateException("The server is closed: build a new one");
	}

	/**
	 * Check that the server can still be used.
	 * @throws IllegalStateException if it is closed
	 */
	void requireNotClosed() {
		if (is(State.CLOSED)) {
			throw closed();
		}
	}

}
