package io.opnum.rpc.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of asynchronous calls, in one timer wheel whose thread starts with the
 * first of them. Thread-safe.
 */
final class Deadlines {

	private static final long TICK_MILLIS = 20;

	private static final Duration LONGEST = Duration.ofDays(10_000);

	private @Nullable HashedWheelTimer timer;

	private boolean closed;

	/**
	 * Return a duration in nanoseconds.
	 * @param duration the duration
	 * @return the nanoseconds, at most {@link Long#MAX_VALUE}
	 */
	static long nanos(Duration duration) {
		try {
			return duration.toNanos();
		}
		catch (ArithmeticException ex) {
			return Long.MAX_VALUE;
		}
	}

	/**
	 * Return a duration that timers can hold.
	 * @param duration the duration
	 * @return the duration, or a very long one if it is longer
	 */
	static Duration bounded(Duration duration) {
		return (duration.compareTo(LONGEST) > 0) ? LONGEST : duration;
	}

	/**
	 * Keep a deadline.
	 * @param delay when it passes
	 * @param task what happens then, on the thread of the wheel; must not block
	 * @return cancels it; {@code null} once this is closed
	 */
	@Nullable Timeout schedule(Duration delay, TimerTask task) {
		HashedWheelTimer timer = timer();
		if (timer == null) {
			return null;
		}
		try {
			return timer.newTimeout(task, nanos(delay), TimeUnit.NANOSECONDS);
		}
		catch (IllegalStateException ex) {
			// closed in between: the call will fail for that reason
			return null;
		}
	}

	private synchronized @Nullable HashedWheelTimer timer() {
		if (this.timer == null && !this.closed) {
			this.timer = new HashedWheelTimer(new DefaultThreadFactory("opnum-client-deadlines", true), TICK_MILLIS,
					TimeUnit.MILLISECONDS, 512, false);
		}
		return this.timer;
	}

	/** End the thread. */
	void close() {
		HashedWheelTimer timer;
		synchronized (this) {
			this.closed = true;
			timer = this.timer;
			this.timer = null;
		}
		if (timer != null) {
			// Not here: this may be the thread of the wheel, which can't stop itself
			Thread stopper = new Thread(timer::stop, "opnum-client-close");
			stopper.setDaemon(true);
			stopper.start();
		}
	}

}
