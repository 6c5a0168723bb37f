package io.opnum.rpc.server;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits for conditions that others bring about. Thread-safe; also the lock of what such a
 * condition looks at, where that needs one.
 */
final class Monitor {

	private static final long MAX_SECONDS = 3600;

	/** Have those who wait look again. */
	synchronized void signal() {
		notifyAll();
	}

	/**
	 * Wait for a condition.
	 * @param timeout how long to wait at most
	 * @param condition the condition, looked at while this is locked
	 * @return whether it is met
	 * @throws InterruptedException if the thread was interrupted
	 */
	synchronized boolean await(Duration timeout, BooleanSupplier condition) throws InterruptedException {
		long start = System.nanoTime();
		while (!condition.getAsBoolean()) {
			Duration left = timeout.minusNanos(System.nanoTime() - start);
			if (left.isNegative() || left.isZero()) {
				return false;
			}
			// One more, since 0 would wait for ever
			wait(Duration.ofSeconds(Math.min(left.toSeconds(), MAX_SECONDS)).toMillis() + left.toMillisPart() + 1);
		}
		return true;
	}

}
