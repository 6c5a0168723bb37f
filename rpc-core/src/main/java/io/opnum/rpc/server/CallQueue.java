package io.opnum.rpc.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The calls in flight on a connection: those that run, at most as many as may at once,
 * and those that wait for their turn. Without concurrent multiplexing one runs at a time,
 * so that answers keep the order of the requests (C706 12.6.3.3).
 * <p>
 * Event loop only.
 */
final class CallQueue {

	private final int maxCalls;

	private final int maxOctets;

	private final Deque<QueuedCall> waiting = new ArrayDeque<>(1);

	private final List<QueuedCall> running = new ArrayList<>();

	private int maxRunning = 1;

	private long octets;

	private boolean full;

	private boolean paused;

	private boolean starting;

	/**
	 * Create a queue.
	 * @param maxCalls how many calls may be in flight before the connection is full
	 * @param maxOctets how many octets their requests may hold before the connection is
	 * full
	 */
	CallQueue(int maxCalls, int maxOctets) {
		this.maxCalls = maxCalls;
		this.maxOctets = maxOctets;
	}

	/** Let calls run concurrently. */
	void setMultiplexed() {
		this.maxRunning = this.maxCalls;
	}

	/**
	 * Start no more calls, or go on with those that wait.
	 * @param paused whether to start none
	 */
	void setPaused(boolean paused) {
		this.paused = paused;
		startWaiting();
	}

	/**
	 * Add a call; it is started if it is its turn. Whoever answers it, calls
	 * {@link #remove} after.
	 * @param call the call
	 */
	void add(QueuedCall call) {
		this.octets += call.stubLength();
		this.waiting.add(call);
		this.full = this.full || size() >= this.maxCalls || this.octets > this.maxOctets;
		startWaiting();
	}

	/** A call was answered. */
	void remove(QueuedCall call) {
		this.octets -= call.stubLength();
		this.running.remove(call);
		// Half empty before it is read again, not one call at a time
		this.full = this.full && (size() > this.maxCalls / 2 || this.octets > this.maxOctets / 2);
		startWaiting();
	}

	private void startWaiting() {
		if (this.starting) {
			// A call that is answered at once brings us here again: the loop goes on, the
			// stack does not grow
			return;
		}
		this.starting = true;
		try {
			while (!this.paused && this.running.size() < this.maxRunning && !this.waiting.isEmpty()) {
				QueuedCall call = this.waiting.remove();
				this.running.add(call);
				call.start();
			}
		}
		finally {
			this.starting = false;
		}
	}

	/**
	 * Return whether there are so many calls that no more should be read, until some have
	 * ended.
	 */
	boolean isFull() {
		return this.full;
	}

	boolean isEmpty() {
		return this.running.isEmpty() && this.waiting.isEmpty();
	}

	private int size() {
		return this.running.size() + this.waiting.size();
	}

	/** Tell the calls that run that the connection may be writable. */
	void writabilityChanged() {
		this.running.forEach(QueuedCall::writabilityChanged);
	}

	/** Cancel the calls of an id. */
	void cancel(int callId) {
		for (QueuedCall call : this.running) {
			if (call.callId() == callId) {
				call.cancel();
			}
		}
		for (QueuedCall call : this.waiting) {
			if (call.callId() == callId) {
				call.cancel();
			}
		}
	}

	/** The connection is gone: tell the calls that run, forget those that wait. */
	void abandon() {
		this.paused = true;
		this.running.forEach(QueuedCall::disconnected);
		this.waiting.forEach(QueuedCall::abandon);
		this.waiting.clear();
	}

}
