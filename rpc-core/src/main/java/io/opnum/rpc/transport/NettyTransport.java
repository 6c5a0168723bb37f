package io.opnum.rpc.transport;

import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.AbstractNioChannel;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.transport.TlsLayer.Secured;
import org.jspecify.annotations.Nullable;

/**
 * What the transports over Netty's channels have in common. Thread-safe.
 */
abstract class NettyTransport implements Transport {

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	private final ProtocolSequence protocolSequence;

	private final TransportOptions options;

	private final EventLoops eventLoops;

	private final boolean ownsEventLoops;

	private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

	private final TlsLayer tls;

	/** What would wait for ever if the event loops ended before it. */
	private final Set<CompletableFuture<?>> pending = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * Create a transport.
	 * @param protocolSequence the protocol sequence
	 * @param options the options
	 * @param eventLoops what its channels run on
	 * @param ownsEventLoops whether to close the event loops with the transport
	 */
	NettyTransport(ProtocolSequence protocolSequence, TransportOptions options, EventLoops eventLoops,
			boolean ownsEventLoops) {
		this.protocolSequence = protocolSequence;
		this.options = options;
		this.eventLoops = eventLoops;
		this.ownsEventLoops = ownsEventLoops;
		this.tls = new TlsLayer(options);
	}

	@Override
	public ProtocolSequence protocolSequence() {
		return this.protocolSequence;
	}

	TransportOptions options() {
		return this.options;
	}

	EventLoops eventLoops() {
		return this.eventLoops;
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Return a future that fails, if nothing else completes it, when the transport is
	 * closed.
	 * @param <T> the type of its value
	 * @return the future
	 */
	<T> CompletableFuture<T> pending() {
		CompletableFuture<T> future = new CompletableFuture<>();
		this.pending.add(future);
		future.whenComplete((value, failure) -> this.pending.remove(future));
		if (this.closed) {
			future.completeExceptionally(new ClosedChannelException());
		}
		return future;
	}

	/**
	 * Connect a channel to one address.
	 * @param eventLoop what the channel runs on
	 * @param address the address
	 * @param endpoint the endpoint that is connected to
	 * @param timeout how long to try
	 * @param security the TLS, or {@code null} for none
	 * @param listener makes the listener of the connection
	 * @return the connection; fails with what Netty says, or what {@link TlsFailures}
	 * makes of it
	 */
	CompletableFuture<TransportConnection> connect(EventLoop eventLoop, SocketAddress address, Endpoint endpoint,
			Duration timeout, @Nullable TransportSecurity security,
			Function<TransportConnection, TransportListener> listener) {
		CompletableFuture<TransportConnection> connected = pending();
		if (connected.isDone()) {
			return connected;
		}
		Bootstrap bootstrap = new Bootstrap().group(eventLoop)
			.channelFactory(this.eventLoops.channels())
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(timeout))
			.option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
			.handler(initializer(connected, endpoint, (channel) -> (security != null)
					? this.tls.client(channel, security, endpoint, timeout, connected::completeExceptionally) : null,
					listener));
		configure(bootstrap);
		complete(connected, bootstrap.connect(address), () -> (security != null)
				? new TlsFailures(endpoint, true).of(new ClosedChannelException()) : closedEarly(endpoint));
		return connected;
	}

	/**
	 * Take a channel that is connected already.
	 * @param channel the channel
	 * @param endpoint the endpoint that it is connected to
	 * @param listener makes the listener of the connection
	 * @return the connection; fails with what Netty says
	 */
	CompletableFuture<TransportConnection> adopt(Channel channel, Endpoint endpoint,
			Function<TransportConnection, TransportListener> listener) {
		CompletableFuture<TransportConnection> connected = pending();
		channel.config().setWriteBufferWaterMark(waterMark());
		channel.pipeline().addLast(initializer(connected, endpoint, (plain) -> null, listener));
		complete(connected, this.eventLoops.next().register(channel), () -> closedEarly(endpoint));
		return connected;
	}

	private ChannelInitializer<Channel> initializer(CompletableFuture<TransportConnection> connected, Endpoint endpoint,
			Function<Channel, @Nullable Secured> tls, Function<TransportConnection, TransportListener> listener) {
		return new ChannelInitializer<>() {

			@Override
			protected void initChannel(Channel channel) {
				NettyConnection connection = initialize(channel, endpoint, tls.apply(channel), listener);
				channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {

					@Override
					public void channelActive(ChannelHandlerContext context) {
						connected.complete(connection);
					}

				});
			}

		};
	}

	private static Throwable closedEarly(Endpoint endpoint) {
		return new IllegalStateException("The connection to %s was closed before it could be used".formatted(endpoint));
	}

	private static void complete(CompletableFuture<TransportConnection> connected, ChannelFuture connecting,
			Supplier<Throwable> closedEarly) {
		connecting.addListener((ChannelFuture future) -> {
			if (!future.isSuccess()) {
				connected.completeExceptionally(future.cause());
			}
			else {
				// Comes too late for those whose listener could be made
				future.channel()
					.closeFuture()
					.addListener((closed) -> connected.completeExceptionally(closedEarly.get()));
			}
		});
	}

	/**
	 * Bind a server channel to one address.
	 * @param address the address
	 * @param published tells the endpoint of the local address
	 * @param security the TLS, or {@code null} for none
	 * @param listener makes the listener of an accepted connection
	 * @return what listens; fails with what Netty says
	 */
	CompletableFuture<TransportServer> bind(SocketAddress address, Function<SocketAddress, Endpoint> published,
			@Nullable TransportSecurity security, Function<TransportConnection, TransportListener> listener) {
		CompletableFuture<TransportServer> bound = pending();
		if (bound.isDone()) {
			return bound;
		}
		ServerBootstrap bootstrap = new ServerBootstrap().group(this.eventLoops.group())
			.channelFactory(this.eventLoops.serverChannels())
			.childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					Endpoint endpoint = published.apply(channel.parent().localAddress());
					Secured secured = (security != null) ? NettyTransport.this.tls.server(channel, security, endpoint)
							: null;
					initialize(channel, endpoint, secured, listener);
				}

			});
		configure(bootstrap);
		bootstrap.bind(address).addListener((ChannelFuture future) -> {
			if (future.isSuccess()) {
				Channel channel = future.channel();
				register(channel);
				bound.complete(new NettyServer(channel, published.apply(channel.localAddress())));
			}
			else {
				bound.completeExceptionally(future.cause());
			}
		});
		return bound;
	}

	/**
	 * Return what waits for the peer of a channel.
	 * @param channel the channel, whose pipeline is still empty
	 * @return what waits
	 */
	abstract Backlog backlog(Channel channel);

	/**
	 * Return the address of the peer of a channel that is connected.
	 * @param channel the channel
	 * @param endpoint the endpoint of the server
	 * @return the address, or {@code null} if the channel is closed already
	 */
	@Nullable SocketAddress remoteAddress(Channel channel, Endpoint endpoint) {
		return channel.remoteAddress();
	}

	/**
	 * Return the address of this host that a channel has.
	 * @param channel the channel
	 * @return the address, or {@code null} where there is none to tell
	 */
	@Nullable SocketAddress localAddress(Channel channel) {
		return channel.localAddress();
	}

	/**
	 * Set options of channels that connect.
	 * @param bootstrap what makes them
	 */
	void configure(Bootstrap bootstrap) {
	}

	/**
	 * Set options of channels that listen, and of those they accept.
	 * @param bootstrap what makes them
	 */
	void configure(ServerBootstrap bootstrap) {
	}

	/**
	 * Return the failure of a connection attempt.
	 * @param endpoint the endpoint that could not be connected to
	 * @param problem what happened
	 * @param cause the cause, if there is one
	 * @return the failure
	 */
	RpcCommunicationException unavailable(Endpoint endpoint, String problem, @Nullable Throwable cause) {
		return new RpcCommunicationException("Can't connect to %s: %s".formatted(endpoint, problem),
				RpcStatus.SERVER_UNAVAILABLE, true, cause);
	}

	private NettyConnection initialize(Channel channel, Endpoint endpoint, @Nullable Secured secured,
			Function<TransportConnection, TransportListener> listener) {
		NettyConnection connection = (secured != null)
				? new NettyConnection(channel, secured.backlog(), secured.state(), endpoint, this, listener)
				: new NettyConnection(channel, backlog(channel), null, endpoint, this, listener);
		channel.pipeline().addLast(connection);
		register(channel);
		return connection;
	}

	private void register(Channel channel) {
		this.channels.add(channel);
		channel.closeFuture().addListener((closed) -> this.channels.remove(channel));
		if (this.closed) {
			channel.close();
		}
	}

	private WriteBufferWaterMark waterMark() {
		return new WriteBufferWaterMark(this.options.writeBufferLowWaterMark(),
				this.options.writeBufferHighWaterMark());
	}

	/**
	 * Return what a stage has, or fails with for its caller.
	 * @param stage the stage
	 * @param meaning what a failure of it means to the caller
	 * @return a stage that fails with that
	 */
	static <T> CompletionStage<T> explained(CompletionStage<T> stage, Function<Throwable, Throwable> meaning) {
		// Not a dependent stage, which would wrap the failure into another
		CompletableFuture<T> result = new CompletableFuture<>();
		stage.whenComplete((value, failure) -> {
			if (failure != null) {
				result.completeExceptionally(meaning.apply(rootOf(failure)));
			}
			else {
				result.complete(value);
			}
		});
		return result;
	}

	static Throwable rootOf(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	private static int millis(Duration timeout) {
		return (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
	}

	@Override
	public void close() {
		this.closed = true;
		List<ChannelFuture> closing = this.channels.stream().map(Channel::close).toList();
		if (!this.eventLoops.inEventLoop()) {
			// A channel that closes may have something to say to another one's event loop
			long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
			closing
				.forEach((future) -> future.awaitUninterruptibly(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
		}
		this.tls.close();
		if (this.ownsEventLoops) {
			this.eventLoops.close();
		}
		this.pending.forEach((future) -> future.completeExceptionally(new ClosedChannelException()));
	}

	/**
	 * A server channel.
	 *
	 * @param channel the channel
	 * @param endpoint where it listens
	 */
	private record NettyServer(Channel channel, Endpoint endpoint) implements TransportServer {

		@Override
		public CompletionStage<Void> close() {
			if (!this.channel.isOpen()) {
				// Its event loop may have ended, and would tell nobody
				return CompletableFuture.completedFuture(null);
			}
			CompletableFuture<Void> closed = new CompletableFuture<>();
			this.channel.close().addListener((future) -> afterSelect(() -> closed.complete(null)));
			return closed;
		}

		/**
		 * A closed channel of NIO goes on to listen until its selector selects again.
		 */
		private void afterSelect(Runnable task) {
			if (!(this.channel instanceof AbstractNioChannel)) {
				task.run();
				return;
			}
			try {
				this.channel.eventLoop().schedule(task, 1, TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				task.run();
			}
		}

	}

}
