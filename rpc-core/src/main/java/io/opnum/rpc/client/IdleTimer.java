package io.opnum.rpc.client;

import java.time.Duration;

import io.opnum.rpc.transport.TransportConnection;
import io.opnum.rpc.transport.TransportConnection.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Knows for how long a connection was silent, and closes it when nothing was in flight
 * for the idle timeout. Event loop only.
 */
final class IdleTimer {

	private final ClientConnection connection;

	private final Duration timeout;

	private @Nullable Cancellable timer;

	/** When something was last received, or sent while nothing was awaited. */
	private long lastActivity;

	/**
	 * Create the timer of a connection.
	 * @param connection the connection
	 * @param timeout after which time it is closed; zero: never
	 */
	IdleTimer(ClientConnection connection, Duration timeout) {
		this.connection = connection;
		this.timeout = Deadlines.bounded(timeout);
	}

	/** The bind was answered. */
	void start(TransportConnection transport, long now) {
		this.lastActivity = now;
		schedule(transport, this.timeout);
	}

	/** Something was received, or sent while nothing was awaited. */
	void touch() {
		this.lastActivity = System.nanoTime();
	}

	/** Whether nothing was received for some time, although something was awaited. */
	boolean isSilentFor(Duration time) {
		return System.nanoTime() - this.lastActivity >= Deadlines.nanos(time);
	}

	/** The connection has ended. */
	void stop() {
		Cancellable timer = this.timer;
		if (timer != null) {
			timer.cancel();
		}
	}

	private void schedule(TransportConnection transport, Duration delay) {
		if (!this.timeout.isZero()) {
			this.timer = transport.schedule(() -> check(transport), delay);
		}
	}

	private void check(TransportConnection transport) {
		if (!this.connection.isOpen()) {
			return;
		}
		Duration idle = (this.connection.isIdle()) ? Duration.ofNanos(System.nanoTime() - this.lastActivity)
				: Duration.ZERO;
		if (idle.compareTo(this.timeout) < 0) {
			schedule(transport, this.timeout.minus(idle));
		}
		else if (!this.connection.closeIdle(idle)) {
			schedule(transport, this.timeout);
		}
	}

}
