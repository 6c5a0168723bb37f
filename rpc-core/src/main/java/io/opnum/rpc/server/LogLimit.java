package io.opnum.rpc.server;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import org.slf4j.event.Level;

/**
 * Keeps callers from filling the log with what they can make happen as often as they
 * like: of the same thing there is one line a minute, the others are for debugging.
 * Thread-safe.
 */
final class LogLimit {

	private static final long PERIOD_NANOS = Duration.ofMinutes(1).toNanos();

	/** More kinds of things than go wrong; then all begin anew. */
	private static final int MAX_KINDS = 1000;

	private final LongSupplier nanoTime;

	/** When there is a line again, by what it is about. */
	private final Map<Object, Long> due = new ConcurrentHashMap<>();

	/**
	 * Create a limit.
	 * @param nanoTime the time in nanoseconds, as {@link System#nanoTime()}
	 */
	LogLimit(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * Return the level of a line.
	 * @param level the level of the first one
	 * @param about what is the same in those that follow
	 * @return that level, or debug
	 */
	Level level(Level level, Object about) {
		long now = this.nanoTime.getAsLong();
		Long due = this.due.get(about);
		if (due != null && due - now > 0) {
			return Level.DEBUG;
		}
		if (this.due.size() >= MAX_KINDS) {
			this.due.clear();
		}
		Long next = now + PERIOD_NANOS;
		boolean first = (due != null) ? this.due.replace(about, due, next) : this.due.putIfAbsent(about, next) == null;
		return first ? level : Level.DEBUG;
	}

}
