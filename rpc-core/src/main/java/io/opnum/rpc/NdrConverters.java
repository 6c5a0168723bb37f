package io.opnum.rpc;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * Converters to forms that interfaces of Windows have besides those that are built in.
 * Name them with {@link ConvertedBy}.
 *
 * @since 0.1.0
 */
public final class NdrConverters {

	/** From 1601, where Windows counts from, to 1970. */
	private static final long SECONDS_TO_EPOCH = 11_644_473_600L;

	private static final long TICKS_PER_SECOND = 10_000_000;

	private static final int NANOSECONDS_PER_TICK = 100;

	private NdrConverters() {
	}

	/**
	 * An {@code Instant} as an unsigned {@code hyper}: intervals of 100 nanoseconds since
	 * 1601, as {@code FILETIME} counts them, but aligned to 8. What is finer is cut off.
	 *
	 * @since 0.1.0
	 */
	public static final class HyperTime implements NdrConverter<Instant, @Unsigned Long> {

		private static final Instant EARLIEST = Instant.ofEpochSecond(-SECONDS_TO_EPOCH);

		private static final Instant LATEST = new HyperTime().fromNdr(-1L).plusNanos(NANOSECONDS_PER_TICK - 1);

		@Override
		public Long toNdr(Instant value) {
			if (value.isBefore(EARLIEST) || value.isAfter(LATEST)) {
				throw new DateTimeException("%s is out of the range of a FILETIME".formatted(value));
			}
			return (value.getEpochSecond() + SECONDS_TO_EPOCH) * TICKS_PER_SECOND
					+ value.getNano() / NANOSECONDS_PER_TICK;
		}

		@Override
		public Instant fromNdr(Long form) {
			return Instant.ofEpochSecond(Long.divideUnsigned(form, TICKS_PER_SECOND) - SECONDS_TO_EPOCH,
					Long.remainderUnsigned(form, TICKS_PER_SECOND) * NANOSECONDS_PER_TICK);
		}

	}

	/**
	 * An {@code Instant} as an {@code unsigned long}: seconds since 1970, up to 2106.
	 * What is finer is cut off.
	 *
	 * @since 0.1.0
	 */
	public static final class UnixTime implements NdrConverter<Instant, @Unsigned Integer> {

		@Override
		public Integer toNdr(Instant value) {
			long seconds = value.getEpochSecond();
			if (seconds >>> 32 != 0) {
				throw new DateTimeException("%s is out of the range of 32 bits of seconds".formatted(value));
			}
			return (int) seconds;
		}

		@Override
		public Instant fromNdr(Integer form) {
			return Instant.ofEpochSecond(Integer.toUnsignedLong(form));
		}

	}

	/**
	 * A {@code Duration} as a {@code hyper}: intervals of 100 nanoseconds. What is finer
	 * is cut off, towards the past. Where an interface counts times to come below zero,
	 * as Windows' policies do, they are negative durations.
	 *
	 * @since 0.1.0
	 */
	public static final class HyperInterval implements NdrConverter<Duration, Long> {

		@Override
		public Long toNdr(Duration value) {
			long seconds = value.getSeconds();
			long ticks = value.getNano() / NANOSECONDS_PER_TICK;
			if (seconds < 0) {
				// The first of all begins in the middle of a second
				seconds++;
				ticks -= TICKS_PER_SECOND;
			}
			try {
				return Math.addExact(Math.multiplyExact(seconds, TICKS_PER_SECOND), ticks);
			}
			catch (ArithmeticException ex) {
				throw new DateTimeException("%s is out of the range of 64 bits of 100 ns".formatted(value), ex);
			}
		}

		@Override
		public Duration fromNdr(Long form) {
			return Duration.ofSeconds(Math.floorDiv(form, TICKS_PER_SECOND),
					Math.floorMod(form, TICKS_PER_SECOND) * NANOSECONDS_PER_TICK);
		}

	}

}
