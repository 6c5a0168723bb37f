package io.opnum.rpc.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.transport.TransportOptions.PortRange;
import org.jspecify.annotations.Nullable;

/**
 * The protocol sequence {@code ncacn_ip_tcp}: PDUs one behind the other on a TCP
 * connection, with no other framing (MS-RPCE 2.1.1.1).
 * <p>
 * An empty network address is the local host for a client, and every address of this host
 * for a server. Thread-safe.
 *
 * @since 0.1.0
 */
public final class TcpTransport extends NettyTransport {

	private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

	private final HostResolver resolver;

	/**
	 * Create a transport with the default options and threads of its own.
	 */
	public TcpTransport() {
		this(TransportOptions.DEFAULT);
	}

	/**
	 * Create a transport with threads of its own.
	 * @param options the options
	 */
	public TcpTransport(TransportOptions options) {
		this(options, EventLoops.ofSockets(options), true);
	}

	TcpTransport(TransportOptions options, EventLoops eventLoops, boolean ownsEventLoops) {
		super(ProtocolSequence.NCACN_IP_TCP, options, eventLoops, ownsEventLoops);
		this.resolver = new HostResolver(options.threadName());
	}

	@Override
	public CompletionStage<TransportConnection> connect(Endpoint endpoint, Duration timeout,
			Function<TransportConnection, TransportListener> listener) {
		return connect(endpoint, timeout, null, listener);
	}

	@Override
	public CompletionStage<TransportConnection> connect(Endpoint endpoint, Duration timeout,
			@Nullable TransportSecurity security, Function<TransportConnection, TransportListener> listener) {
		int port;
		try {
			port = port(endpoint);
			if (port == 0) {
				throw invalidPort(endpoint);
			}
			if (security != null && !security.isClient()) {
				throw new InvalidBindingException(
						"%s can't be called with the TLS of a server: make it with TransportSecurity.forClient"
							.formatted(endpoint),
						RpcStatus.CANNOT_SUPPORT, true, null);
			}
		}
		catch (InvalidBindingException ex) {
			return CompletableFuture.failedStage(ex);
		}
		return new TcpConnector(this, endpoint, port, timeout, security, listener).connect(this.resolver);
	}

	@Override
	public CompletionStage<TransportServer> listen(Endpoint endpoint,
			Function<TransportConnection, TransportListener> listener) {
		return listen(endpoint, null, listener);
	}

	@Override
	public CompletionStage<TransportServer> listen(Endpoint endpoint, @Nullable TransportSecurity security,
			Function<TransportConnection, TransportListener> listener) {
		int port;
		try {
			port = port(endpoint);
		}
		catch (InvalidBindingException ex) {
			return CompletableFuture.failedStage(ex);
		}
		CompletableFuture<TransportServer> listening = new CompletableFuture<>();
		address(endpoint).thenCompose((address) -> bind(endpoint, address, port, security, listener))
			.whenComplete((server, failure) -> {
				if (failure != null) {
					listening.completeExceptionally(ListenFailures.of(endpoint, rootOf(failure)));
				}
				else {
					listening.complete(server);
				}
			});
		return listening;
	}

	private CompletableFuture<@Nullable InetAddress> address(Endpoint endpoint) {
		if (endpoint.networkAddress().isEmpty()) {
			return CompletableFuture.completedFuture(null);
		}
		return this.resolver.resolve(endpoint.networkAddress()).thenApply((addresses) -> addresses.get(0));
	}

	private CompletableFuture<TransportServer> bind(Endpoint endpoint, @Nullable InetAddress address, int port,
			@Nullable TransportSecurity security, Function<TransportConnection, TransportListener> listener) {
		PortRange range = options().dynamicPorts();
		if (port != 0 || range.equals(PortRange.EPHEMERAL)) {
			return bind(new InetSocketAddress(address, port), published(endpoint), security, listener);
		}
		int start = ThreadLocalRandom.current().nextInt(range.size());
		return bindWithin(range, start, 0, endpoint, address, security, listener);
	}

	private CompletableFuture<TransportServer> bindWithin(PortRange range, int start, int tried, Endpoint endpoint,
			@Nullable InetAddress address, @Nullable TransportSecurity security,
			Function<TransportConnection, TransportListener> listener) {
		int port = range.first() + (start + tried) % range.size();
		CompletableFuture<TransportServer> result = bind(new InetSocketAddress(address, port), published(endpoint),
				security, listener);
		if (tried + 1 == range.size()) {
			return result;
		}
		return result.exceptionallyCompose((failure) -> ListenFailures.isInUse(rootOf(failure))
				? bindWithin(range, start, tried + 1, endpoint, address, security, listener)
				: CompletableFuture.failedFuture(failure));
	}

	private static Function<SocketAddress, Endpoint> published(Endpoint endpoint) {
		return (local) -> new Endpoint(endpoint.protocolSequence(), endpoint.networkAddress(),
				Integer.toString(((InetSocketAddress) local).getPort()));
	}

	@Override
	Backlog backlog(Channel channel) {
		return ChannelBacklog.of((DuplexChannel) channel);
	}

	@Override
	void configure(Bootstrap bootstrap) {
		bootstrap.option(ChannelOption.TCP_NODELAY, true);
		keepAlive().applyTo(bootstrap);
	}

	@Override
	void configure(ServerBootstrap bootstrap) {
		// On Windows it would let another program take the port over
		if (!WINDOWS) {
			bootstrap.option(ChannelOption.SO_REUSEADDR, true);
		}
		bootstrap.childOption(ChannelOption.TCP_NODELAY, true);
		keepAlive().applyTo(bootstrap);
	}

	private KeepAlive keepAlive() {
		return KeepAlive.of(options(), EventLoops.isEpollUsed(options()));
	}

	private static int port(Endpoint endpoint) {
		String text = endpoint.endpoint();
		if (text.isEmpty()) {
			return 0;
		}
		try {
			int port = Integer.parseInt(text);
			if (port >= 0 && port <= 0xffff) {
				return port;
			}
		}
		catch (NumberFormatException ex) {
			// Told below
		}
		throw invalidPort(endpoint);
	}

	private static InvalidBindingException invalidPort(Endpoint endpoint) {
		return new InvalidBindingException("The endpoint '%s' of %s is no port: write a decimal number from 1 to 65535"
			.formatted(endpoint.endpoint(), endpoint), RpcStatus.INVALID_ENDPOINT_FORMAT, true, null);
	}

	@Override
	public void close() {
		this.resolver.close();
		super.close();
	}

}
