package io.opnum.rpc.transport;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;

/**
 * Event loop threads and the channels that run on them. The threads are daemons, and
 * start as they are needed. Thread-safe.
 */
final class EventLoops implements AutoCloseable {

	private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * Local channels close each other: one whose other side is closed still has a task
	 * for the event loop of that.
	 */
	private static final Duration LOCAL_QUIET_PERIOD = Duration.ofMillis(50);

	private final EventLoopGroup group;

	private final ChannelFactory<Channel> channels;

	private final ChannelFactory<ServerChannel> serverChannels;

	private final Duration quietPeriod;

	private EventLoops(TransportOptions options, String kind, IoHandlerFactory ioHandlerFactory,
			ChannelFactory<Channel> channels, ChannelFactory<ServerChannel> serverChannels, Duration quietPeriod) {
		this.group = new MultiThreadIoEventLoopGroup(options.eventLoopThreads(),
				new DefaultThreadFactory(options.threadName() + "-" + kind, true), ioHandlerFactory);
		this.channels = channels;
		this.serverChannels = serverChannels;
		this.quietPeriod = quietPeriod;
	}

	/**
	 * Make event loops for sockets: of epoll where it is there and wanted, of NIO
	 * elsewhere.
	 * @param options the options
	 * @return the event loops
	 */
	static EventLoops ofSockets(TransportOptions options) {
		if (isEpollUsed(options)) {
			return new EventLoops(options, "epoll", EpollIoHandler.newFactory(), EpollSocketChannel::new,
					EpollServerSocketChannel::new, Duration.ZERO);
		}
		return new EventLoops(options, "nio", NioIoHandler.newFactory(), NioSocketChannel::new,
				NioServerSocketChannel::new, Duration.ZERO);
	}

	/**
	 * Make event loops for Unix domain sockets: of epoll where it is there and wanted, of
	 * NIO elsewhere.
	 * @param options the options
	 * @return the event loops
	 */
	static EventLoops ofLocalSockets(TransportOptions options) {
		if (isEpollUsed(options)) {
			return new EventLoops(options, "local-epoll", EpollIoHandler.newFactory(), EpollDomainSocketChannel::new,
					EpollServerDomainSocketChannel::new, Duration.ZERO);
		}
		return new EventLoops(options, "local-nio", NioIoHandler.newFactory(), NioDomainSocketChannel::new,
				NioServerDomainSocketChannel::new, Duration.ZERO);
	}

	static boolean isEpollUsed(TransportOptions options) {
		return options.nativeTransport() && Epoll.isAvailable();
	}

	/**
	 * Make event loops for channels within this process.
	 * @param options the options
	 * @return the event loops
	 */
	static EventLoops ofProcess(TransportOptions options) {
		return new EventLoops(options, "inproc", LocalIoHandler.newFactory(), LocalChannel::new,
				LocalServerChannel::new, LOCAL_QUIET_PERIOD);
	}

	EventLoopGroup group() {
		return this.group;
	}

	EventLoop next() {
		return this.group.next();
	}

	ChannelFactory<Channel> channels() {
		return this.channels;
	}

	ChannelFactory<ServerChannel> serverChannels() {
		return this.serverChannels;
	}

	boolean inEventLoop() {
		for (EventExecutor executor : this.group) {
			if (executor.inEventLoop()) {
				return true;
			}
		}
		return false;
	}

	/** End the threads, and wait for it unless this is one of them. */
	@Override
	public void close() {
		this.group.shutdownGracefully(this.quietPeriod.toMillis(), SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		if (!inEventLoop()) {
			this.group.terminationFuture().awaitUninterruptibly(SHUTDOWN_TIMEOUT.toMillis());
		}
	}

}
