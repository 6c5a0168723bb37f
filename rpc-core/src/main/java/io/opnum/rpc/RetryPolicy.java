package io.opnum.rpc;

import java.time.Duration;

/**
 * Whether and when a client makes a call again that failed. It does where the call
 * certainly did not execute, and where it may have but is {@link Idempotent}; only
 * failures are repeated that may pass, which are connections that did not come about or
 * were lost and servers that are too busy or not registered; and never beyond the
 * deadline of the call, which is one for all attempts. Immutable.
 * <p>
 * Beside the policy stays what needs none: one attempt over a new connection where the
 * one before had ended unnoticed, and, where a binding has several servers, one attempt
 * at each of them.
 *
 * @param maxAttempts how often a call is made at most, the first time included
 * @param initialBackoff how long to wait before the second attempt
 * @param maxBackoff how long to wait at most
 * @param multiplier how much longer each wait is than the one before, at least 1
 * @param jitter which part of a wait is left to chance, so that clients do not come back
 * all at once: 0 for none, 1 for all of it
 * @param budget how many calls may be made again for each that succeeded; some few may in
 * any case. Where a server is down for all, 0.2 keeps its clients from making more than a
 * fifth more calls
 * @since 0.1.0
 * @see RpcClient.Builder#retryPolicy(RetryPolicy)
 * @see io.opnum.rpc.binding.BindingOption#RETRY_POLICY
 */
public record RetryPolicy(int maxAttempts, Duration initialBackoff, Duration maxBackoff, double multiplier,
		double jitter, double budget) {

	/** Makes no call again. */
	public static final RetryPolicy NONE = new RetryPolicy(1, Duration.ZERO, Duration.ZERO, 1, 0, 0);

	/** Three attempts, 100 milliseconds apart and then 200, half of them chance. */
	public static final RetryPolicy DEFAULT = new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(2), 2, 0.5,
			0.2);

	public RetryPolicy {
		check(maxAttempts > 0, "maxAttempts", maxAttempts, "positive");
		check(!initialBackoff.isNegative(), "initialBackoff", initialBackoff, "zero or positive");
		check(maxBackoff.compareTo(initialBackoff) >= 0, "maxBackoff", maxBackoff, "at least the initialBackoff");
		check(multiplier >= 1 && multiplier <= 100, "multiplier", multiplier, "within 1 and 100");
		check(jitter >= 0 && jitter <= 1, "jitter", jitter, "within 0 and 1");
		check(budget >= 0 && budget <= 1000, "budget", budget, "within 0 and 1000");
	}

	/**
	 * With another number of attempts.
	 * @param maxAttempts how often a call is made at most, the first time included
	 * @return a copy
	 */
	public RetryPolicy withMaxAttempts(int maxAttempts) {
		return new RetryPolicy(maxAttempts, this.initialBackoff, this.maxBackoff, this.multiplier, this.jitter,
				this.budget);
	}

	/**
	 * With other waits.
	 * @param initialBackoff how long to wait before the second attempt
	 * @param maxBackoff how long to wait at most
	 * @return a copy
	 */
	public RetryPolicy withBackoff(Duration initialBackoff, Duration maxBackoff) {
		return new RetryPolicy(this.maxAttempts, initialBackoff, maxBackoff, this.multiplier, this.jitter, this.budget);
	}

	/**
	 * With another part of chance.
	 * @param jitter which part of a wait is left to chance
	 * @return a copy
	 */
	public RetryPolicy withJitter(double jitter) {
		return new RetryPolicy(this.maxAttempts, this.initialBackoff, this.maxBackoff, this.multiplier, jitter,
				this.budget);
	}

	/**
	 * With another budget.
	 * @param budget how many calls may be made again for each that succeeded
	 * @return a copy
	 */
	public RetryPolicy withBudget(double budget) {
		return new RetryPolicy(this.maxAttempts, this.initialBackoff, this.maxBackoff, this.multiplier, this.jitter,
				budget);
	}

	/**
	 * Return how long to wait before an attempt.
	 * @param attempt the attempt, 2 for the first repetition
	 * @param chance a random number, at least 0 and less than 1
	 * @return how long
	 */
	public Duration backoff(int attempt, double chance) {
		double nanos = nanos(this.initialBackoff) * Math.pow(this.multiplier, attempt - 2);
		double bounded = Math.min(nanos, nanos(this.maxBackoff));
		return Duration.ofNanos((long) (bounded * (1 - this.jitter * chance)));
	}

	/** Of any duration: more than a {@code long} has are as good as for ever. */
	private static double nanos(Duration duration) {
		return duration.getSeconds() * 1e9 + duration.getNano();
	}

	private static void check(boolean valid, String name, Object value, String expected) {
		if (!valid) {
			throw new IllegalArgumentException("%s must be %s, not %s".formatted(name, expected, value));
		}
	}

}
