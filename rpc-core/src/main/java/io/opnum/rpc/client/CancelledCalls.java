package io.opnum.rpc.client;

import java.time.Duration;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.opnum.rpc.transport.TransportConnection.Cancellable;

/**
 * The calls of a connection that their callers gave up, and that the server has not
 * answered yet. It is told so with co_cancel; within the cancel timeout it can answer
 * with a fault, or with the response that it has, and the connection goes on. After that
 * the call is orphaned (C706 12.6.4.6 and 12.6.4.8, {@code RpcMgmtSetCancelTimeout}): a
 * connection that carries one call at a time ends with it (MS-RPCE 3.3.2.5), and on a
 * multiplexed one orphaned is sent only where the server promised to keep the connection.
 * <p>
 * Event loop only.
 */
final class CancelledCalls {

	private final ClientConnection connection;

	private final PduChannel pdus;

	/** What gives them up at last, by call id. */
	private final IntObjectMap<Cancellable> timers = new IntObjectHashMap<>(4);

	CancelledCalls(ClientConnection connection, PduChannel pdus) {
		this.connection = connection;
		this.pdus = pdus;
	}

	/**
	 * Tell the server that the answer to a call is not wanted any more, and wait for one.
	 * @param callId the call id
	 * @param timeout how long to wait; zero: not at all
	 */
	void cancel(int callId, Duration timeout) {
		boolean atOnce = timeout.isZero();
		if (!atOnce) {
			this.pdus.sendCancel(callId);
			this.timers.put(callId, this.pdus.transport().schedule(() -> timedOut(callId), timeout));
		}
		else {
			abandon(callId, true);
		}
	}

	private void timedOut(int callId) {
		if (this.timers.remove(callId) != null) {
			abandon(callId, false);
			this.connection.slotFreed();
		}
	}

	/**
	 * Have no more to do with a call.
	 * @param callId the call id
	 * @param cancel whether the server has not even been told of the cancel
	 */
	void abandon(int callId, boolean cancel) {
		if (this.connection.isMultiplexed()) {
			this.pdus.sendOrphaned(callId, cancel, this.pdus.agreement().keepsConnectionOnOrphan());
		}
		else if (this.connection.tryLeave()) {
			this.pdus.sendOrphanedAndClose(callId, cancel);
		}
		else {
			// The context handles of the group need it until another connection is there
			this.pdus.sendOrphaned(callId, cancel, true);
			this.connection.drain();
		}
	}

	/**
	 * The server answers a call that is not in flight.
	 * @param callId the call id that it tells
	 * @param anyId whether it may tell another id than that of its call
	 * @param complete whether the answer is complete with it
	 * @return whether it is the answer to one of these
	 */
	boolean answered(int callId, boolean anyId, boolean complete) {
		int answered = (anyId && !this.timers.containsKey(callId)) ? any() : callId;
		Cancellable timer = this.timers.get(answered);
		if (timer == null) {
			return false;
		}
		if (complete) {
			this.timers.remove(answered);
			timer.cancel();
			this.connection.slotFreed();
		}
		return true;
	}

	private int any() {
		return this.timers.isEmpty() ? 0 : this.timers.keySet().iterator().next();
	}

	/** Whether none is waited for. */
	boolean isEmpty() {
		return this.timers.isEmpty();
	}

	/** The connection has ended. */
	void clear() {
		this.timers.values().forEach(Cancellable::cancel);
		this.timers.clear();
	}

}
