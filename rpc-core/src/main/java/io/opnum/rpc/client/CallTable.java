package io.opnum.rpc.client;

import java.util.ArrayList;
import java.util.List;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.opnum.rpc.association.CallIds;
import org.jspecify.annotations.Nullable;

/**
 * The calls in flight on one connection, by call id. Event loop only.
 * <p>
 * Call ids of a connection rise (C706 12.6.3.1), so that one look tells an id that was
 * used from one that never was; 0 is left out.
 */
final class CallTable {

	private final CallIds callIds = new CallIds();

	private final IntObjectMap<ClientCall> calls = new IntObjectHashMap<>();

	private int lastCallId;

	/** The first id of a call that awaits no answer; 0 where there was none. */
	private int firstMaybeCallId;

	/**
	 * Return the next call id.
	 * @return the id, never 0
	 */
	int nextCallId() {
		this.lastCallId = this.callIds.next();
		return this.lastCallId;
	}

	/**
	 * Return the next call id, for a call that awaits no answer.
	 * @return the id, never 0
	 */
	int nextMaybeCallId() {
		int callId = nextCallId();
		if (this.firstMaybeCallId == 0) {
			this.firstMaybeCallId = callId;
		}
		return callId;
	}

	/**
	 * Return whether an answer with an id could be one to a call that awaits none: some
	 * servers answer all the same.
	 * @param callId the id
	 * @return whether such a call was made, and not after this id
	 */
	boolean mayBelongToMaybeCall(int callId) {
		return this.firstMaybeCallId != 0 && callId - this.firstMaybeCallId >= 0;
	}

	/**
	 * Return whether an id was given out, as far as half the numbers back.
	 * @param callId the id
	 * @return whether it was used
	 */
	boolean wasUsed(int callId) {
		return this.lastCallId - callId >= 0;
	}

	/**
	 * Add a call under an id of its own.
	 * @param call the call
	 * @return its id
	 */
	int add(ClientCall call) {
		int callId = nextCallId();
		call.inFlight(callId);
		this.calls.put(callId, call);
		return callId;
	}

	/**
	 * Find a call.
	 * @param callId its id
	 * @return the call, or {@code null} if it is not in flight
	 */
	@Nullable ClientCall get(int callId) {
		return this.calls.get(callId);
	}

	/**
	 * Return the call in flight, if there is exactly one.
	 * @return the call, or {@code null}
	 */
	@Nullable ClientCall single() {
		return (this.calls.size() == 1) ? this.calls.values().iterator().next() : null;
	}

	/**
	 * Remove a call.
	 * @param call the call
	 * @return whether it was in flight here
	 */
	boolean remove(ClientCall call) {
		if (this.calls.get(call.callId()) != call) {
			return false;
		}
		this.calls.remove(call.callId());
		return true;
	}

	/**
	 * Remove all calls.
	 * @return the calls
	 */
	List<ClientCall> removeAll() {
		List<ClientCall> all = new ArrayList<>(this.calls.values());
		this.calls.clear();
		return all;
	}

	boolean isEmpty() {
		return this.calls.isEmpty();
	}

}
