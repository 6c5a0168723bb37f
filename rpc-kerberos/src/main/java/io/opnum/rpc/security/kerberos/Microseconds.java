package io.opnum.rpc.security.kerberos;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;

/**
 * Times whose microseconds are in a field of their own.
 */
final class Microseconds {

	private static final int PER_SECOND = 1_000_000;

	private Microseconds() {
	}

	static Instant read(Fields fields, int time, int microseconds) {
		int fraction = fields.integer(microseconds);
		if (fraction < 0 || fraction >= PER_SECOND) {
			throw new IllegalArgumentException("%d microseconds".formatted(fraction));
		}
		return fields.time(time).plus(fraction, ChronoUnit.MICROS);
	}

	static int of(Instant time) {
		return time.get(ChronoField.MICRO_OF_SECOND);
	}

}
