package io.opnum.rpc.security;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Bounds how often one address may try one account without success, so that passwords
 * can't be guessed by trying. Others who use the account from elsewhere are not locked
 * out. Each may fail a number of times at once, and after that as often as this number
 * spread over a period.
 * <p>
 * Attempts count when they begin, so that many at once don't get through together. At
 * most {@value #MAX_ENTRIES} pairs of address and account are remembered; then the one
 * that was tried longest ago is forgotten. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FailureLimiter {

	static final int MAX_ENTRIES = 10_000;

	private static final int MAX_KEY_LENGTH = 128;

	private final int maxFailures;

	private final long nanosPerFailure;

	private final LongSupplier nanoTime;

	/** By address and account, when the allowance is whole again; least recent first. */
	private final Map<String, Long> wholeAt = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
			return size() > MAX_ENTRIES;
		}

	};

	/**
	 * Create a limiter.
	 * @param maxFailures how often one may fail at once, at least 1
	 * @param period the period after which one may fail as often again, longer than zero
	 * @throws IllegalArgumentException if one of them is out of range
	 */
	public FailureLimiter(int maxFailures, Duration period) {
		this(maxFailures, period, System::nanoTime);
	}

	FailureLimiter(int maxFailures, Duration period, LongSupplier nanoTime) {
		if (maxFailures < 1 || period.isNegative() || period.isZero()) {
			throw new IllegalArgumentException(
					"%d failures in %s can't be allowed: expected at least 1 in more than PT0S".formatted(maxFailures,
							period));
		}
		this.maxFailures = maxFailures;
		this.nanosPerFailure = Math.max(1, period.toNanos() / maxFailures);
		this.nanoTime = nanoTime;
	}

	/**
	 * Begin an attempt.
	 * @param remoteAddress from where
	 * @param account the account, of any content
	 * @return whether it may go on; if not, there were too many failures
	 */
	public boolean tryAttempt(String remoteAddress, String account) {
		String key = key(remoteAddress, account);
		synchronized (this.wholeAt) {
			long now = this.nanoTime.getAsLong();
			long debt = Math.max(0, this.wholeAt.getOrDefault(key, now) - now);
			if (debt > this.nanosPerFailure * (this.maxFailures - 1)) {
				return false;
			}
			this.wholeAt.put(key, now + debt + this.nanosPerFailure);
			return true;
		}
	}

	/**
	 * An attempt ended well: those before it are forgiven.
	 * @param remoteAddress from where
	 * @param account the account
	 */
	public void succeeded(String remoteAddress, String account) {
		synchronized (this.wholeAt) {
			this.wholeAt.remove(key(remoteAddress, account));
		}
	}

	/** One key for each way to write an account; cut, so that it takes bounded memory. */
	private static String key(String remoteAddress, String account) {
		String name = account.substring(0, Math.min(account.length(), MAX_KEY_LENGTH));
		return remoteAddress + '\0' + name.toUpperCase(Locale.ROOT);
	}

}
