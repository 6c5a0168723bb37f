package io.opnum.rpc.client;

import java.time.Duration;

import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcCallContexts;

/**
 * How long a call may take.
 *
 * @param timeout the time; zero: for ever
 * @param inherited whether it is what the call that the thread serves has left
 */
record TimeLimit(Duration timeout, boolean inherited) {

	/** For ever. */
	static final TimeLimit NONE = new TimeLimit(Duration.ZERO, false);

	private static final Duration LEAST = Duration.ofNanos(1);

	/**
	 * Return the limit of a call that the current thread makes: no more than the caller
	 * of the operation which it runs has left, if it runs one.
	 * @param configured what is configured
	 * @param inherits whether what such a caller has left counts
	 * @return the limit
	 */
	static TimeLimit of(TimeLimit configured, boolean inherits) {
		RpcCallContext served = inherits ? RpcCallContexts.get() : null;
		Duration left = (served != null) ? served.remainingTime() : null;
		return (left != null && isLess(left, configured.timeout)) ? new TimeLimit((left.isZero()) ? LEAST : left, true)
				: configured;
	}

	/**
	 * Return what is left of this limit.
	 * @param left the time that is left
	 * @return the limit
	 */
	TimeLimit within(Duration left) {
		return new TimeLimit((left.compareTo(LEAST) < 0) ? LEAST : left, this.inherited);
	}

	private static boolean isLess(Duration left, Duration timeout) {
		return timeout.isZero() || left.compareTo(timeout) < 0;
	}

}
