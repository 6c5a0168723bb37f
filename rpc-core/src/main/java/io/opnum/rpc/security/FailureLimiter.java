package io.opnum.rpc.security;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Bounds how often one address may try one account without success, so that passwords
 * can't be guessed by trying, and how often it may fail with all accounts together, so
 * that one password can't be tried on many of them. Each may fail a number of times at
 * once, and after that as often as this number spread over a period.
 * <p>
 * Nobody is locked out by others: who uses the account from another address is not
 * concerned, whatever is tried from this one; and where an attacker shares an address
 * with its users, behind a gateway, these have to wait only as long as it goes on. What
 * is refused does not count. Of IPv6 the first 64 bits are an address, since whoever has
 * one has all behind them.
 * <p>
 * Attempts count when they begin, so that many at once don't get through together. At
 * most {@value #MAX_ENTRIES} pairs of address and account, and as many addresses, are
 * remembered; then the one that was tried longest ago is forgotten. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FailureLimiter {

	static final int MAX_ENTRIES = 10_000;

	/** Several users share an address, of whom some mistype their password. */
	private static final int ACCOUNTS_PER_ADDRESS = 10;

	private static final int MAX_KEY_LENGTH = 128;

	private static final int IPV6_PREFIX_LENGTH = 8;

	private final LongSupplier nanoTime;

	private final Allowances pairs;

	private final Allowances addresses;

	/**
	 * Create a limiter that lets an address fail ten times as often with all accounts
	 * together as with one.
	 * @param maxFailures how often one may fail at once, at least 1
	 * @param period the period after which one may fail as often again, longer than zero
	 * @throws IllegalArgumentException if one of them is out of range
	 */
	public FailureLimiter(int maxFailures, Duration period) {
		this(maxFailures, (int) Math.min(Integer.MAX_VALUE, (long) maxFailures * ACCOUNTS_PER_ADDRESS), period);
	}

	/**
	 * Create a limiter.
	 * @param maxFailures how often an address may fail at once with one account, at least
	 * 1
	 * @param maxFailuresPerAddress how often it may fail at once with all accounts
	 * together, at least as often
	 * @param period the period after which it may fail as often again, longer than zero
	 * @throws IllegalArgumentException if one of them is out of range
	 */
	public FailureLimiter(int maxFailures, int maxFailuresPerAddress, Duration period) {
		this(maxFailures, maxFailuresPerAddress, period, System::nanoTime);
	}

	FailureLimiter(int maxFailures, int maxFailuresPerAddress, Duration period, LongSupplier nanoTime) {
		if (maxFailures < 1 || period.isNegative() || period.isZero()) {
			throw new IllegalArgumentException(
					"%d failures in %s can't be allowed: expected at least 1 in more than PT0S".formatted(maxFailures,
							period));
		}
		if (maxFailuresPerAddress < maxFailures) {
			throw new IllegalArgumentException(
					"%d failures of an address can't be allowed, where it may fail %d times with one account"
						.formatted(maxFailuresPerAddress, maxFailures));
		}
		this.pairs = new Allowances(maxFailures, period);
		this.addresses = new Allowances(maxFailuresPerAddress, period);
		this.nanoTime = nanoTime;
	}

	/**
	 * Begin an attempt.
	 * @param remoteAddress from where: an IP address, or another name for a place, or
	 * empty
	 * @param account the account, of any content
	 * @return whether it may go on; if not, there were too many failures
	 */
	public synchronized boolean tryAttempt(String remoteAddress, String account) {
		String address = place(remoteAddress);
		String pair = pair(address, account);
		long now = this.nanoTime.getAsLong();
		if (this.pairs.isSpent(pair, now) || this.addresses.isSpent(address, now)) {
			return false;
		}
		this.pairs.take(pair, now);
		this.addresses.take(address, now);
		return true;
	}

	/**
	 * An attempt ended well: those before it with this account are forgiven, not those
	 * with others, or whoever has one account could go on trying.
	 * @param remoteAddress from where
	 * @param account the account
	 */
	public synchronized void succeeded(String remoteAddress, String account) {
		String address = place(remoteAddress);
		this.pairs.forget(pair(address, account));
		this.addresses.giveBack(address, this.nanoTime.getAsLong());
	}

	/** One key for each way to write an account; cut, so that it takes bounded memory. */
	private static String pair(String place, String account) {
		return place + '\0' + cut(account).toUpperCase(Locale.ROOT);
	}

	private static String cut(String text) {
		return text.substring(0, Math.min(text.length(), MAX_KEY_LENGTH));
	}

	/** What one attacker can't easily change. */
	private static String place(String remoteAddress) {
		if (remoteAddress.indexOf(':') < 0) {
			return cut(remoteAddress);
		}
		int zone = remoteAddress.indexOf('%');
		try {
			// With a colon it is never a name that would be looked up
			InetAddress address = InetAddress.getByName((zone < 0) ? remoteAddress : remoteAddress.substring(0, zone));
			return (address instanceof Inet6Address)
					? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_PREFIX_LENGTH))
					: address.getHostAddress();
		}
		catch (UnknownHostException ex) {
			return cut(remoteAddress);
		}
	}

	/**
	 * What may go wrong once more, by where or with what. Externally synchronized.
	 */
	private static final class Allowances {

		private final int maxFailures;

		private final long nanosPerFailure;

		/** When the allowance is whole again; least recent first. */
		private final Map<String, Long> wholeAt = new LinkedHashMap<>(16, 0.75f, true) {

			private static final long serialVersionUID = 1L;

			@Override
			protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
				return size() > MAX_ENTRIES;
			}

		};

		Allowances(int maxFailures, Duration period) {
			this.maxFailures = maxFailures;
			this.nanosPerFailure = Math.max(1, period.toNanos() / maxFailures);
		}

		boolean isSpent(String key, long now) {
			return debt(key, now) > this.nanosPerFailure * (this.maxFailures - 1);
		}

		void take(String key, long now) {
			this.wholeAt.put(key, now + debt(key, now) + this.nanosPerFailure);
		}

		/** Take one back. */
		void giveBack(String key, long now) {
			long debt = debt(key, now) - this.nanosPerFailure;
			if (debt > 0) {
				this.wholeAt.put(key, now + debt);
			}
			else {
				this.wholeAt.remove(key);
			}
		}

		void forget(String key) {
			this.wholeAt.remove(key);
		}

		private long debt(String key, long now) {
			return Math.max(0, this.wholeAt.getOrDefault(key, now) - now);
		}

	}

}
