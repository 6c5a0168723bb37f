package io.opnum.rpc.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

import javax.net.ssl.SSLSession;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.util.concurrent.Future;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection over a Netty channel.
 * <p>
 * Its methods are thread-safe. Octets from other threads go through a queue that one task
 * on the event loop empties, so that many senders cost one wake-up and one flush. What
 * the event loop sends is written at once, and flushed at the end of the read burst or of
 * the tasks that are due.
 */
final class NettyConnection extends ChannelInboundHandlerAdapter implements TransportConnection, FrameDecoder.Sink {

	private static final Logger logger = LoggerFactory.getLogger(NettyConnection.class);

	/** After so many writes out of the queue they are flushed. */
	private static final int WRITES_PER_FLUSH = 64;

	/** After so many writes out of the queue other connections get their turn. */
	private static final int WRITES_PER_DRAIN = 1024;

	/** Where that ends which is not written. */
	private static final long NEVER = Long.MAX_VALUE;

	private final Channel channel;

	private final Endpoint endpoint;

	private final NettyTransport transport;

	private final TransportOptions options;

	private final Function<TransportConnection, TransportListener> listenerFactory;

	private final Backlog backlog;

	private final @Nullable TlsState tls;

	private final FrameDecoder decoder;

	private final WriteWatch writeWatch;

	private final WriteCount writeCount;

	private final SmallWrites smallWrites;

	private final Runnable drainTask = this::drain;

	private final Runnable flushTask = this::flush;

	private final Queue<ByteBuf> queue = new ConcurrentLinkedQueue<>();

	private final AtomicLong queuedBytes = new AtomicLong();

	private final AtomicBoolean drainScheduled = new AtomicBoolean();

	/** Whether the queue made the connection look unwritable to somebody. */
	private volatile boolean queueCongested;

	private volatile State state = State.OPEN;

	private volatile @Nullable SocketAddress remoteAddress;

	private volatile @Nullable SocketAddress localAddress;

	// From here on: event loop only

	private @Nullable TransportListener listener;

	private @Nullable Throwable cause;

	private boolean reading;

	private boolean paused;

	private boolean flushScheduled;

	/** How many octets were sent. */
	private long sent;

	/** Where in them what was sent last ends. */
	private long lastSend;

	private @Nullable Future<?> lingering;

	/**
	 * Create a connection.
	 * @param channel the channel
	 * @param backlog what waits for the peer to read
	 * @param tls what was agreed by TLS, or {@code null} without TLS
	 * @param endpoint the endpoint of the server
	 * @param transport the transport, which knows the options and the addresses
	 * @param listenerFactory makes the listener once the channel is connected
	 */
	NettyConnection(Channel channel, Backlog backlog, @Nullable TlsState tls, Endpoint endpoint,
			NettyTransport transport, Function<TransportConnection, TransportListener> listenerFactory) {
		this.channel = channel;
		this.backlog = backlog;
		this.tls = tls;
		this.endpoint = endpoint;
		this.transport = transport;
		this.options = transport.options();
		this.listenerFactory = listenerFactory;
		this.writeCount = new WriteCount(channel);
		this.smallWrites = new SmallWrites(channel.alloc(), this::writeNow);
		this.decoder = new FrameDecoder(channel.alloc(), this);
		this.writeWatch = new WriteWatch(channel.eventLoop(), backlog, this.options.writeTimeout(),
				this::writeTimedOut);
	}

	// What an application does

	@Override
	public void send(ByteBuf pdus) {
		if (inEventLoop()) {
			write(pdus);
			requestFlush();
		}
		else if (this.state != State.OPEN) {
			pdus.release();
		}
		else {
			this.queuedBytes.addAndGet(pdus.readableBytes());
			this.queue.add(pdus);
			scheduleDrain();
		}
	}

	@Override
	public void sendAndClose(ByteBuf pdus) {
		execute(() -> sendLast(pdus), pdus::release);
	}

	@Override
	public void close() {
		if (this.state == State.OPEN) {
			this.state = State.CLOSED;
		}
		this.channel.close();
	}

	@Override
	public void abort() {
		execute(this::reset, this::close);
	}

	/** The peer does not read: an end in order would wait behind what it was sent. */
	private void reset() {
		if (this.channel.isOpen() && this.channel.config() instanceof SocketChannelConfig config) {
			config.setSoLinger(0);
		}
		if (this.state == State.OPEN) {
			this.state = State.CLOSED;
		}
		// Past TLS, which would wait until its close_notify is out
		this.channel.unsafe().close(this.channel.voidPromise());
	}

	@Override
	public boolean isWritable() {
		if (this.queuedBytes.get() > this.options.writeBufferHighWaterMark()) {
			this.queueCongested = true;
			// The queue may have been emptied before it saw the mark
			if (this.queuedBytes.get() > this.options.writeBufferHighWaterMark()) {
				return false;
			}
		}
		return this.channel.isWritable();
	}

	@Override
	public void setAutoRead(boolean autoRead) {
		execute(() -> {
			this.paused = !autoRead;
			if (!autoRead || !this.decoder.hasUnread()) {
				this.channel.config().setAutoRead(autoRead);
			}
			else {
				this.channel.eventLoop().execute(this::resume);
			}
		}, () -> {
		});
	}

	@Override
	public boolean isReceiving() {
		return this.decoder.hasPartial();
	}

	@Override
	public long sends() {
		return this.lastSend;
	}

	@Override
	public boolean wasWritten(long send) {
		return send <= this.writeCount.taken();
	}

	@Override
	public boolean inEventLoop() {
		return this.channel.eventLoop().inEventLoop();
	}

	@Override
	public void execute(Runnable task) {
		if (inEventLoop()) {
			task.run();
		}
		else {
			this.channel.eventLoop().execute(task);
		}
	}

	@Override
	public Cancellable schedule(Runnable task, Duration delay) {
		Future<?> future = this.channel.eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
		return () -> future.cancel(false);
	}

	@Override
	public ByteBufAllocator allocator() {
		return this.channel.alloc();
	}

	@Override
	public SocketAddress remoteAddress() {
		SocketAddress remoteAddress = this.remoteAddress;
		if (remoteAddress == null) {
			throw new IllegalStateException("The connection is not made yet");
		}
		return remoteAddress;
	}

	@Override
	public @Nullable SocketAddress localAddress() {
		return this.localAddress;
	}

	@Override
	public @Nullable SSLSession tlsSession() {
		return (this.tls != null) ? this.tls.session() : null;
	}

	@Override
	public Endpoint endpoint() {
		return this.endpoint;
	}

	// Out

	private void scheduleDrain() {
		if (this.drainScheduled.compareAndSet(false, true)) {
			try {
				this.channel.eventLoop().execute(this.drainTask);
			}
			catch (RejectedExecutionException ex) {
				// Cleared first: who queues after it is rejected too, and cleans up here
				this.drainScheduled.set(false);
				releaseQueue();
			}
		}
	}

	private void drain() {
		// Cleared first: what is queued from here on schedules a task again
		this.drainScheduled.set(false);
		int writes = 0;
		ByteBuf pdus;
		while (writes < WRITES_PER_DRAIN && (pdus = this.queue.poll()) != null) {
			this.queuedBytes.addAndGet(-pdus.readableBytes());
			write(pdus);
			if (++writes % WRITES_PER_FLUSH == 0) {
				flush();
			}
		}
		if (writes == WRITES_PER_DRAIN) {
			scheduleDrain();
		}
		if (writes > 0) {
			flush();
			endQueueCongestion();
		}
	}

	private void endQueueCongestion() {
		if (this.queueCongested && this.queuedBytes.get() <= this.options.writeBufferLowWaterMark()) {
			this.queueCongested = false;
			if (this.channel.isWritable()) {
				tell((listener) -> listener.writabilityChanged(true));
			}
		}
	}

	private void write(ByteBuf pdus) {
		if (!pdus.isReadable()) {
			pdus.release();
			return;
		}
		if (this.state != State.OPEN) {
			this.lastSend = NEVER;
			pdus.release();
			return;
		}
		if (this.backlog.bytes() > this.options.maxOutboundBytes()) {
			this.lastSend = NEVER;
			pdus.release();
			fail("more than the %d octets of maxOutboundBytes wait for it".formatted(this.options.maxOutboundBytes()));
			return;
		}
		this.sent += pdus.readableBytes();
		this.lastSend = this.sent;
		if (this.tls == null) {
			this.smallWrites.add(pdus);
		}
		else {
			// Put together to records anyway; a record may end within what was gathered,
			// but
			// of one buffer the last record tells whether it left
			writeNow(pdus);
		}
	}

	private void writeNow(ByteBuf pdus) {
		this.writeCount.write(pdus.readableBytes());
		this.channel.write(pdus, this.writeCount);
		this.backlog.written();
	}

	private void writeTimedOut() {
		fail("what waits for it did not move within the writeTimeout of %s".formatted(this.options.writeTimeout()));
	}

	private void fail(String notRead) {
		fail(new RpcCommunicationException("%s does not read: %s".formatted(remoteAddress(), notRead),
				RpcStatus.COMM_FAILURE, false, null), this::reset);
	}

	private void requestFlush() {
		if (!this.reading && !this.flushScheduled) {
			this.channel.eventLoop().execute(this.flushTask);
		}
		this.flushScheduled = true;
	}

	private void flush() {
		this.flushScheduled = false;
		this.smallWrites.write();
		this.channel.flush();
		this.backlog.flushed();
		this.writeWatch.flushed();
	}

	private void sendLast(ByteBuf pdus) {
		drain();
		if (this.state != State.OPEN) {
			pdus.release();
			return;
		}
		this.smallWrites.write();
		this.state = State.LINGERING;
		this.paused = false;
		this.decoder.close();
		this.channel.config().setAutoRead(true);
		this.lingering = this.channel.eventLoop()
			.schedule((Runnable) this::abort, this.options.linger().toNanos(), TimeUnit.NANOSECONDS);
		this.channel.writeAndFlush(pdus).addListener((future) -> {
			if (future.isSuccess()) {
				this.backlog.finish();
			}
			else {
				this.channel.close();
			}
		});
	}

	private void releaseQueue() {
		ByteBuf pdus;
		while ((pdus = this.queue.poll()) != null) {
			this.queuedBytes.addAndGet(-pdus.readableBytes());
			pdus.release();
		}
	}

	// In

	@Override
	public void channelActive(ChannelHandlerContext context) {
		// Kept, since a closed channel may have forgotten it
		this.remoteAddress = this.transport.remoteAddress(this.channel, this.endpoint);
		if (this.remoteAddress == null) {
			logger.debug("{} ended before it began", this);
			close();
			return;
		}
		this.localAddress = this.transport.localAddress(this.channel);
		this.listener = this.listenerFactory.apply(this);
		context.fireChannelActive();
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.reading = true;
		this.decoder.read((ByteBuf) message);
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		this.reading = true;
		endOfBurst();
	}

	private void resume() {
		if (!this.paused && this.state == State.OPEN) {
			this.reading = true;
			try {
				this.decoder.deliver();
			}
			catch (RuntimeException ex) {
				fail(ex);
			}
			endOfBurst();
			if (!this.paused) {
				this.channel.config().setAutoRead(true);
			}
		}
	}

	private void endOfBurst() {
		if (this.state == State.OPEN) {
			tell(TransportListener::readComplete);
		}
		this.reading = false;
		if (this.flushScheduled) {
			flush();
		}
	}

	@Override
	public boolean isReady() {
		return !this.paused && this.state == State.OPEN;
	}

	@Override
	public void received(ByteBuf frame) {
		TransportListener listener = this.listener;
		if (listener == null) {
			frame.release();
			return;
		}
		listener.received(frame);
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.state == State.OPEN) {
			boolean writable = isWritable();
			tell((listener) -> listener.writabilityChanged(writable));
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.state = State.CLOSED;
		this.writeWatch.stop();
		if (this.lingering != null) {
			this.lingering.cancel(false);
		}
		this.decoder.close();
		this.smallWrites.release();
		releaseQueue();
		TransportListener listener = this.listener;
		this.listener = null;
		if (listener != null) {
			listener.closed(this.cause);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		fail(cause);
	}

	private void fail(Throwable cause) {
		fail(cause, this::close);
	}

	private void fail(Throwable cause, Runnable end) {
		if (cause instanceof IOException) {
			logger.debug("{} failed", this, cause);
		}
		else if (cause instanceof RpcException) {
			logger.info("{} is closed: {}", this, cause.getMessage());
		}
		else {
			logger.warn("{} is closed: its listener failed", this, cause);
		}
		if (this.state != State.CLOSED && this.cause == null) {
			this.cause = cause;
			end.run();
		}
	}

	private void tell(Consumer<TransportListener> event) {
		TransportListener listener = this.listener;
		if (listener != null) {
			event.accept(listener);
		}
	}

	private void execute(Runnable task, Runnable rejected) {
		try {
			execute(task);
		}
		catch (RejectedExecutionException ex) {
			rejected.run();
		}
	}

	@Override
	public String toString() {
		return (this.remoteAddress instanceof LocalPeerAddress peer)
				? "[id: 0x%s, R:%s]".formatted(this.channel.id().asShortText(), peer) : this.channel.toString();
	}

	private enum State {

		OPEN,

		/** The last PDUs are on their way, nothing is taken any more. */
		LINGERING,

		CLOSED

	}

}
