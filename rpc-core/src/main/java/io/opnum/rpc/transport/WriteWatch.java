package io.opnum.rpc.transport;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Notices a peer that does not read: octets wait, and none has gone out for a while. It
 * costs nothing as long as what is flushed goes out at once. Event loop only.
 */
final class WriteWatch {

	/** How often to look within the timeout, and so how late it may be noticed. */
	private static final int LOOKS_PER_TIMEOUT = 4;

	private final EventLoop eventLoop;

	private final Backlog backlog;

	private final Duration timeout;

	private final Runnable onTimeout;

	private long progress;

	private int looksWithoutProgress;

	private @Nullable Future<?> look;

	/**
	 * Create a watch.
	 * @param eventLoop the event loop of the connection
	 * @param backlog what waits
	 * @param timeout how long the peer may not read; zero: for ever
	 * @param onTimeout told once
	 */
	WriteWatch(EventLoop eventLoop, Backlog backlog, Duration timeout, Runnable onTimeout) {
		this.eventLoop = eventLoop;
		this.backlog = backlog;
		this.timeout = timeout;
		this.onTimeout = onTimeout;
	}

	/** What was sent was flushed: if some of it waits, begin to watch. */
	void flushed() {
		if (this.look == null && this.backlog.bytes() > 0 && !this.timeout.isZero()) {
			this.looksWithoutProgress = 0;
			this.progress = this.backlog.progress();
			schedule();
		}
	}

	void stop() {
		if (this.look != null) {
			this.look.cancel(false);
			this.look = null;
		}
	}

	private void schedule() {
		this.look = this.eventLoop.schedule(this::look, this.timeout.toNanos() / LOOKS_PER_TIMEOUT,
				TimeUnit.NANOSECONDS);
	}

	private void look() {
		this.look = null;
		if (this.backlog.bytes() == 0) {
			return;
		}
		long progress = this.backlog.progress();
		this.looksWithoutProgress = (progress != this.progress) ? 0 : this.looksWithoutProgress + 1;
		this.progress = progress;
		if (this.looksWithoutProgress < LOOKS_PER_TIMEOUT) {
			schedule();
		}
		else {
			this.onTimeout.run();
		}
	}

}
