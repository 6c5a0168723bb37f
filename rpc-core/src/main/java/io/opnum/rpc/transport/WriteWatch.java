package io.opnum.rpc.transport;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.Future;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * Notices a peer that does not read: octets wait, and none has gone out for a while. It
 * costs nothing as long as what is flushed goes out at once. Event loop only.
 */
final class WriteWatch {

	/** How often to look within the timeout, and so how late it may be noticed. */
	private static final int LOOKS_PER_TIMEOUT = 4;

	private final Channel channel;

	private final Duration timeout;

	private final Consumer<Throwable> onTimeout;

	private long written;

	private long flushed;

	private long completed;

	private long progress;

	private int looksWithoutProgress;

	private @Nullable Future<?> look;

	/**
	 * Create a watch.
	 * @param channel the channel
	 * @param timeout how long the peer may not read; zero: for ever
	 * @param onTimeout told once
	 */
	WriteWatch(Channel channel, Duration timeout, Consumer<Throwable> onTimeout) {
		this.channel = channel;
		this.timeout = timeout;
		this.onTimeout = onTimeout;
	}

	/** Something was written to the channel. */
	void written() {
		this.written++;
	}

	/** All that was written was flushed. */
	void flushed() {
		this.flushed = this.written;
		if (this.look == null && !this.timeout.isZero() && isWaiting()) {
			this.looksWithoutProgress = 0;
			hasProgressed();
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
		this.look = this.channel.eventLoop()
			.schedule(this::look, this.timeout.toNanos() / LOOKS_PER_TIMEOUT, TimeUnit.NANOSECONDS);
	}

	private void look() {
		this.look = null;
		if (!isWaiting()) {
			return;
		}
		this.looksWithoutProgress = hasProgressed() ? 0 : this.looksWithoutProgress + 1;
		if (this.looksWithoutProgress < LOOKS_PER_TIMEOUT) {
			schedule();
			return;
		}
		this.onTimeout.accept(new RpcCommunicationException(
				"%s does not read: what waits for it did not move within the writeTimeout of %s"
					.formatted(this.channel.remoteAddress(), this.timeout),
				RpcStatus.COMM_FAILURE, false, null));
	}

	private boolean isWaiting() {
		ChannelOutboundBuffer buffer = this.channel.unsafe().outboundBuffer();
		return buffer != null && buffer.size() > 0;
	}

	/**
	 * Return whether buffers, or octets of the first one, have gone out since this was
	 * asked last.
	 */
	private boolean hasProgressed() {
		ChannelOutboundBuffer buffer = this.channel.unsafe().outboundBuffer();
		if (buffer == null) {
			return false;
		}
		long completed = this.flushed - buffer.size();
		long progress = buffer.currentProgress();
		boolean progressed = completed != this.completed || progress != this.progress;
		this.completed = completed;
		this.progress = progress;
		return progressed;
	}

}
