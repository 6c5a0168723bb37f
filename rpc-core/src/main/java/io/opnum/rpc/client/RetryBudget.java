package io.opnum.rpc.client;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many calls may be made again: some few at first, then in proportion to those that
 * succeed, so that a server in trouble is not given more of it. Thread-safe.
 */
final class RetryBudget {

	private static final long TOKEN = 1000;

	private static final long MOST_TOKENS = 10 * TOKEN;

	private final long deposit;

	private final AtomicLong tokens = new AtomicLong(MOST_TOKENS);

	/**
	 * Create a full budget.
	 * @param perSuccess how many calls may be made again for each that succeeded
	 */
	RetryBudget(double perSuccess) {
		this.deposit = Math.round(perSuccess * TOKEN);
	}

	/** A call succeeded. */
	void deposit() {
		if (this.tokens.get() < MOST_TOKENS) {
			this.tokens.updateAndGet((tokens) -> Math.min(MOST_TOKENS, tokens + this.deposit));
		}
	}

	/**
	 * Ask whether a call may be made again.
	 * @return whether it may
	 */
	boolean withdraw() {
		return this.tokens.getAndUpdate((tokens) -> (tokens >= TOKEN) ? tokens - TOKEN : tokens) >= TOKEN;
	}

}
