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

import io.opnum.rpc.NdrConverter;
import io.opnum.rpc.NdrConverters;
import io.opnum.rpc.Unsigned;

/**
 * Forms of dates and times.
 */
final class TemporalConverters {

	private TemporalConverters() {
	}

	/**
	 * {@code FILETIME} (MS-DTYP 2.3.3): two halves, so that it is aligned to 4.
	 */
	record FileTime(@Unsigned int lowDateTime, @Unsigned int highDateTime) {

	}

	static final class InstantConverter implements NdrConverter<Instant, FileTime> {

		private final NdrConverters.HyperTime hyperTime = new NdrConverters.HyperTime();

		@Override
		public FileTime toNdr(Instant value) {
			long ticks = this.hyperTime.toNdr(value);
			return new FileTime((int) ticks, (int) (ticks >>> 32));
		}

		@Override
		public Instant fromNdr(FileTime form) {
			return this.hyperTime.fromNdr(
					Integer.toUnsignedLong(form.highDateTime()) << 32 | Integer.toUnsignedLong(form.lowDateTime()));
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

	}

	static final class DurationConverter implements NdrConverter<Duration, Interval> {

		@Override
		public Interval toNdr(Duration value) {
			return new Interval(value.getSeconds(), value.getNano());
		}

		@Override
		public Duration fromNdr(Interval form) {
			return Duration.ofSeconds(form.seconds(), form.nanoseconds());
		}

	}

	/**
	 * A date of the ISO calendar.
	 */
	record CalendarDate(int year, @Unsigned short month, @Unsigned short day) {

	}

	static final class LocalDateConverter implements NdrConverter<LocalDate, CalendarDate> {

		@Override
		public CalendarDate toNdr(LocalDate value) {
			return new CalendarDate(value.getYear(), (short) value.getMonthValue(), (short) value.getDayOfMonth());
		}

		@Override
		public LocalDate fromNdr(CalendarDate form) {
			return LocalDate.of(form.year(), form.month(), form.day());
		}

	}

	/**
	 * A time of day.
	 */
	record TimeOfDay(@Unsigned short hour, @Unsigned short minute, @Unsigned short second, @Unsigned int nanosecond) {

	}

	static final class LocalTimeConverter implements NdrConverter<LocalTime, TimeOfDay> {

		@Override
		public TimeOfDay toNdr(LocalTime value) {
			return new TimeOfDay((short) value.getHour(), (short) value.getMinute(), (short) value.getSecond(),
					value.getNano());
		}

		@Override
		public LocalTime fromNdr(TimeOfDay form) {
			return LocalTime.of(form.hour(), form.minute(), form.second(), form.nanosecond());
		}

	}

	/**
	 * A date with a time of day.
	 */
	record DateAndTime(LocalDate date, LocalTime time) {

	}

	static final class LocalDateTimeConverter implements NdrConverter<LocalDateTime, DateAndTime> {

		@Override
		public DateAndTime toNdr(LocalDateTime value) {
			return new DateAndTime(value.toLocalDate(), value.toLocalTime());
		}

		@Override
		public LocalDateTime fromNdr(DateAndTime form) {
			return LocalDateTime.of(form.date(), form.time());
		}

	}

	/**
	 * A local date and time, and its offset from UTC.
	 */
	record OffsetDateAndTime(LocalDateTime dateTime, ZoneOffset offset) {

	}

	static final class OffsetDateTimeConverter implements NdrConverter<OffsetDateTime, OffsetDateAndTime> {

		@Override
		public OffsetDateAndTime toNdr(OffsetDateTime value) {
			return new OffsetDateAndTime(value.toLocalDateTime(), value.getOffset());
		}

		@Override
		public OffsetDateTime fromNdr(OffsetDateAndTime form) {
			return OffsetDateTime.of(form.dateTime(), form.offset());
		}

	}

	/**
	 * A local date and time, its offset from UTC, and the time zone it is in.
	 */
	record ZonedDateAndTime(LocalDateTime dateTime, ZoneOffset offset, ZoneId zone) {

	}

	/**
	 * The instant counts: where the rules of the zone are others than at the sender the
	 * local time moves.
	 */
	static final class ZonedDateTimeConverter implements NdrConverter<ZonedDateTime, ZonedDateAndTime> {

		@Override
		public ZonedDateAndTime toNdr(ZonedDateTime value) {
			return new ZonedDateAndTime(value.toLocalDateTime(), value.getOffset(), value.getZone());
		}

		@Override
		public ZonedDateTime fromNdr(ZonedDateAndTime form) {
			return ZonedDateTime.ofInstant(form.dateTime(), form.offset(), form.zone());
		}

	}

	/**
	 * Seconds east of UTC.
	 */
	static final class ZoneOffsetConverter implements NdrConverter<ZoneOffset, Integer> {

		@Override
		public Integer toNdr(ZoneOffset value) {
			return value.getTotalSeconds();
		}

		@Override
		public ZoneOffset fromNdr(Integer form) {
			return ZoneOffset.ofTotalSeconds(form);
		}

	}

	/**
	 * The name of a time zone, or its offset.
	 */
	static final class ZoneIdConverter implements NdrConverter<ZoneId, String> {

		@Override
		public String toNdr(ZoneId value) {
			return value.getId();
		}

		@Override
		public ZoneId fromNdr(String form) {
			return ZoneId.of(form);
		}

	}

}
