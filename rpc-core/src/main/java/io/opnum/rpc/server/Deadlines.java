package io.opnum.rpc.server;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.opnum.rpc.transport.TransportConnection;
import io.opnum.rpc.transport.TransportConnection.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * What a peer has to do in time, on one connection. To arm and to disarm costs next to
 * nothing: one task is scheduled at most, which looks again when it comes too early.
 * <p>
 * Event loop only.
 */
final class Deadlines {

	/**
	 * What has to happen in time.
	 */
	enum Kind {

		/** The bind. */
		BIND("no bind"),

		/** The last token of the client. */
		AUTHENTICATION("its authentication was not completed"),

		/** The rest of a PDU. */
		PDU("a PDU stayed incomplete"),

		/** The last fragment of a request. */
		CALL("a request stayed incomplete"),

		/** A call, where the connection is idle. */
		IDLE("no call");

		private final String description;

		Kind(String description) {
			this.description = description;
		}

		@Override
		public String toString() {
			return this.description;
		}

	}

	/** As good as never, and within what a long can count. */
	private static final Duration FOR_EVER = Duration.ofDays(36_500);

	private static final long NOT_ARMED = Long.MAX_VALUE;

	private final TransportConnection connection;

	private final LongSupplier nanoTime;

	private final Consumer<Kind> whenExpired;

	private final long origin;

	/** Nanoseconds since the origin, by kind. */
	private final long[] due = new long[Kind.values().length];

	private @Nullable Cancellable scheduled;

	private long scheduledFor = NOT_ARMED;

	/**
	 * Create deadlines.
	 * @param connection the connection, for its event loop
	 * @param nanoTime the time in nanoseconds, as {@link System#nanoTime()}
	 * @param whenExpired told what did not happen in time
	 */
	Deadlines(TransportConnection connection, LongSupplier nanoTime, Consumer<Kind> whenExpired) {
		this.connection = connection;
		this.nanoTime = nanoTime;
		this.whenExpired = whenExpired;
		this.origin = nanoTime.getAsLong();
		Arrays.fill(this.due, NOT_ARMED);
	}

	/** Begin to wait, from now. */
	void arm(Kind kind, Duration timeout) {
		this.due[kind.ordinal()] = now() + ((timeout.compareTo(FOR_EVER) < 0) ? timeout : FOR_EVER).toNanos();
		schedule();
	}

	/** Begin to wait, unless it is waited for already. */
	void armOnce(Kind kind, Duration timeout) {
		if (this.due[kind.ordinal()] == NOT_ARMED) {
			arm(kind, timeout);
		}
	}

	/** It happened. */
	void disarm(Kind kind) {
		this.due[kind.ordinal()] = NOT_ARMED;
	}

	/** Wait for nothing any more. */
	void disarmAll() {
		Arrays.fill(this.due, NOT_ARMED);
		cancelScheduled();
	}

	private void schedule() {
		long next = NOT_ARMED;
		for (long due : this.due) {
			next = Math.min(next, due);
		}
		if (next < this.scheduledFor) {
			cancelScheduled();
			this.scheduledFor = next;
			this.scheduled = this.connection.schedule(this::check, Duration.ofNanos(Math.max(0, next - now())));
		}
	}

	private void cancelScheduled() {
		Cancellable scheduled = this.scheduled;
		if (scheduled != null) {
			scheduled.cancel();
		}
		this.scheduled = null;
		this.scheduledFor = NOT_ARMED;
	}

	private void check() {
		this.scheduled = null;
		this.scheduledFor = NOT_ARMED;
		long now = now();
		for (Kind kind : Kind.values()) {
			if (this.due[kind.ordinal()] <= now) {
				disarm(kind);
				this.whenExpired.accept(kind);
			}
		}
		schedule();
	}

	private long now() {
		return this.nanoTime.getAsLong() - this.origin;
	}

}
