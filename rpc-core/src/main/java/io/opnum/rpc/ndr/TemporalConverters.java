package io.opnum.rpc.ndr;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

import io.opnum.rpc.NdrConverters;
import io.opnum.rpc.Unsigned;

/**
 * Forms of dates and times.
 */
final class TemporalConverters {

	private static final NdrConverters.HyperTime HYPER_TIME = new NdrConverters.HyperTime();

	/** A time zone is its name, or its offset. */
	static final List<FunctionConverter<?, ?>> ALL = List.of(
			FunctionConverter.of(Instant.class, FileTime.class, FileTime::of, FileTime::value),
			FunctionConverter.of(Duration.class, Interval.class, Interval::of, Interval::value),
			FunctionConverter.of(LocalDate.class, CalendarDate.class, CalendarDate::of, CalendarDate::value),
			FunctionConverter.of(LocalTime.class, TimeOfDay.class, TimeOfDay::of, TimeOfDay::value),
			FunctionConverter.of(LocalDateTime.class, DateAndTime.class, DateAndTime::of, DateAndTime::value),
			FunctionConverter.of(OffsetDateTime.class, OffsetDateAndTime.class, OffsetDateAndTime::of,
					OffsetDateAndTime::value),
			FunctionConverter.of(ZonedDateTime.class, ZonedDateAndTime.class, ZonedDateAndTime::of,
					ZonedDateAndTime::value),
			FunctionConverter.of(ZoneOffset.class, Integer.class, ZoneOffset::getTotalSeconds,
					ZoneOffset::ofTotalSeconds),
			FunctionConverter.of(ZoneId.class, String.class, ZoneId::getId, ZoneId::of));

	private TemporalConverters() {
	}

	/**
	 * {@code FILETIME} (MS-DTYP 2.3.3): two halves, so that it is aligned to 4.
	 */
	record FileTime(@Unsigned int lowDateTime, @Unsigned int highDateTime) {

		static FileTime of(Instant value) {
			long ticks = HYPER_TIME.toNdr(value);
			return new FileTime((int) ticks, (int) (ticks >>> 32));
		}

		Instant value() {
			return HYPER_TIME
				.fromNdr(Integer.toUnsignedLong(this.highDateTime) << 32 | Integer.toUnsignedLong(this.lowDateTime));
		}

	}

	/**
	 * Seconds, and what is to be added to them.
	 */
	record Interval(long seconds, @Unsigned int nanoseconds) {

		Interval {
			if (nanoseconds < 0 || nanoseconds > 999_999_999) {
				throw new DateTimeException(
						"has %s nanoseconds, expected 0 to 999999999".formatted(Integer.toUnsignedString(nanoseconds)));
			}
		}

		static Interval of(Duration value) {
			return new Interval(value.getSeconds(), value.getNano());
		}

		Duration value() {
			return Duration.ofSeconds(this.seconds, this.nanoseconds);
		}

	}

	/**
	 * A date of the ISO calendar.
	 */
	record CalendarDate(int year, @Unsigned short month, @Unsigned short day) {

		static CalendarDate of(LocalDate value) {
			return new CalendarDate(value.getYear(), (short) value.getMonthValue(), (short) value.getDayOfMonth());
		}

		LocalDate value() {
			return LocalDate.of(this.year, Short.toUnsignedInt(this.month), Short.toUnsignedInt(this.day));
		}

	}

	/**
	 * A time of day.
	 */
	record TimeOfDay(@Unsigned short hour, @Unsigned short minute, @Unsigned short second, @Unsigned int nanosecond) {

		static TimeOfDay of(LocalTime value) {
			return new TimeOfDay((short) value.getHour(), (short) value.getMinute(), (short) value.getSecond(),
					value.getNano());
		}

		LocalTime value() {
			return LocalTime.of(Short.toUnsignedInt(this.hour), Short.toUnsignedInt(this.minute),
					Short.toUnsignedInt(this.second), this.nanosecond);
		}

	}

	/**
	 * A date with a time of day.
	 */
	record DateAndTime(LocalDate date, LocalTime time) {

		static DateAndTime of(LocalDateTime value) {
			return new DateAndTime(value.toLocalDate(), value.toLocalTime());
		}

		LocalDateTime value() {
			return LocalDateTime.of(this.date, this.time);
		}

	}

	/**
	 * A local date and time, and its offset from UTC in seconds east of it.
	 */
	record OffsetDateAndTime(LocalDateTime dateTime, ZoneOffset offset) {

		static OffsetDateAndTime of(OffsetDateTime value) {
			return new OffsetDateAndTime(value.toLocalDateTime(), value.getOffset());
		}

		OffsetDateTime value() {
			return OffsetDateTime.of(this.dateTime, this.offset);
		}

	}

	/**
	 * A local date and time, its offset from UTC, and the time zone it is in. The instant
	 * counts: where the rules of the zone are others than at the sender the local time
	 * moves.
	 */
	record ZonedDateAndTime(LocalDateTime dateTime, ZoneOffset offset, ZoneId zone) {

		static ZonedDateAndTime of(ZonedDateTime value) {
			return new ZonedDateAndTime(value.toLocalDateTime(), value.getOffset(), value.getZone());
		}

		ZonedDateTime value() {
			return ZonedDateTime.ofInstant(this.dateTime, this.offset, this.zone);
		}

	}

}
