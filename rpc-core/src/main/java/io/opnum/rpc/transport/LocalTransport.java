package io.opnum.rpc.transport;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.PeerCredentials;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol sequence {@code ncalrpc} as Samba has it: the PDUs of the
 * connection-oriented protocol one behind the other on a Unix domain socket, with no
 * other framing. (Windows' own {@code ncalrpc} is no protocol of a wire.)
 * <p>
 * An endpoint is the file of its name in the directory of {@link LocalSockets}. The
 * network address is empty, or a name of this host. The {@linkplain LocalPeerAddress
 * address of a peer} tells which process and user it is.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class LocalTransport extends NettyTransport {

	private static final Logger logger = LoggerFactory.getLogger(LocalTransport.class);

	/** What Windows calls endpoints that it chooses the name of. */
	private static final String DYNAMIC_PREFIX = "LRPC-";

	private final LocalSockets sockets;

	private final BlockingTasks tasks;

	private final Set<SocketFile> published = ConcurrentHashMap.newKeySet();

	/**
	 * Create a transport with the default options and threads of its own.
	 */
	public LocalTransport() {
		this(TransportOptions.DEFAULT);
	}

	/**
	 * Create a transport with threads of its own.
	 * @param options the options
	 */
	public LocalTransport(TransportOptions options) {
		super(ProtocolSequence.NCALRPC, options, EventLoops.ofLocalSockets(options), true);
		this.sockets = options.localSockets();
		this.tasks = new BlockingTasks(options.threadName() + "-local-files");
	}

	@Override
	public CompletionStage<TransportConnection> connect(Endpoint endpoint, Duration timeout,
			Function<TransportConnection, TransportListener> listener) {
		Path file;
		try {
			file = this.sockets.file(endpoint);
		}
		catch (InvalidBindingException ex) {
			return CompletableFuture.failedStage(ex);
		}
		CompletionStage<SocketAddress> found = this.tasks.call(() -> {
			requireThisHost(endpoint);
			this.sockets.requireTrusted();
			return address(file);
		});
		return explained(
				found
					.thenCompose((address) -> connect(eventLoops().next(), address, endpoint, timeout, null, listener)),
				(cause) -> (cause instanceof InvalidBindingException) ? cause
						: unavailable(endpoint, explain(file, timeout, cause), cause));
	}

	@Override
	public CompletionStage<TransportServer> listen(Endpoint endpoint,
			Function<TransportConnection, TransportListener> listener) {
		Endpoint named = endpoint.isDynamic()
				? new Endpoint(endpoint.protocolSequence(), endpoint.networkAddress(), dynamicName()) : endpoint;
		CompletionStage<SocketFile> created = this.tasks.call(() -> {
			requireThisHost(named);
			return SocketFile.create(this.sockets, named);
		});
		return explained(created.thenCompose((file) -> listen(file, named, listener)),
				(cause) -> (cause instanceof InvalidBindingException) ? cause : ListenFailures.of(named, cause));
	}

	private CompletionStage<TransportServer> listen(SocketFile file, Endpoint endpoint,
			Function<TransportConnection, TransportListener> listener) {
		return bind(address(file.bindPath()), (local) -> endpoint, null, listener)
			.thenCompose((server) -> this.tasks.call(() -> publish(server, file)).whenComplete((done, failure) -> {
				if (failure != null) {
					server.close();
				}
			}))
			.whenComplete((server, failure) -> {
				if (failure != null) {
					release(file);
				}
			});
	}

	private TransportServer publish(TransportServer server, SocketFile file) throws IOException {
		this.published.add(file);
		file.publish();
		if (isClosed()) {
			remove(file);
		}
		return new LocalServer(server, file);
	}

	private void remove(SocketFile file) {
		this.published.remove(file);
		file.remove();
	}

	/** Remove a file on a thread that may block, if there still is one. */
	private CompletableFuture<SocketFile> release(SocketFile file) {
		return this.tasks.call(() -> {
			remove(file);
			return file;
		}).exceptionally((rejected) -> {
			remove(file);
			return file;
		});
	}

	@Override
	Backlog backlog(Channel channel) {
		return ChannelBacklog.of((DuplexChannel) channel);
	}

	@Override
	@Nullable SocketAddress remoteAddress(Channel channel, Endpoint endpoint) {
		return channel.isActive() ? new LocalPeerAddress(endpoint.endpoint(), credentials(channel)) : null;
	}

	/** The path that a socket was bound to says nothing: the file got another name. */
	@Override
	@Nullable SocketAddress localAddress(Channel channel) {
		return null;
	}

	private static LocalPeerAddress.@Nullable Credentials credentials(Channel channel) {
		if (!(channel instanceof EpollDomainSocketChannel socket)) {
			return null;
		}
		try {
			PeerCredentials peer = socket.peerCredentials();
			return new LocalPeerAddress.Credentials(peer.pid(), Integer.toUnsignedLong(peer.uid()));
		}
		catch (IOException ex) {
			logger.debug("The credentials of the peer of {} can't be told", channel, ex);
			return null;
		}
	}

	private SocketAddress address(Path file) {
		return EventLoops.isEpollUsed(options()) ? new DomainSocketAddress(file.toString())
				: UnixDomainSocketAddress.of(file);
	}

	/** Blocks. */
	private static void requireThisHost(Endpoint endpoint) {
		String host = endpoint.networkAddress();
		if (!host.isEmpty() && !host.equalsIgnoreCase("localhost") && !host.equalsIgnoreCase(hostName())) {
			throw new InvalidBindingException(
					"The network address '%s' of %s is not this host, and no other one is reached over %s: leave it empty"
						.formatted(host, endpoint, endpoint.protocolSequence()),
					RpcStatus.INVALID_NET_ADDR, true, null);
		}
	}

	private static String hostName() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "";
		}
	}

	private static String dynamicName() {
		return DYNAMIC_PREFIX + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
	}

	private String explain(Path file, Duration timeout, Throwable failure) {
		if (isClosed()) {
			return "the transport is closed";
		}
		if (failure instanceof ConnectTimeoutException) {
			return "there was no answer within %s".formatted(timeout);
		}
		String text = String.valueOf(failure.getMessage());
		if (failure instanceof NoSuchFileException) {
			return missing(this.sockets.directory());
		}
		if (failure instanceof FileNotFoundException || text.contains("No such file")) {
			return missing(file);
		}
		if (text.contains("refused")) {
			return "nobody listens on '%s'. Check that the server runs".formatted(file);
		}
		if (text.contains("ermission denied")) {
			return "this user has no permission to connect to '%s'. Have the server give it to them".formatted(file);
		}
		return text;
	}

	private static String missing(Path path) {
		return "'%s' does not exist. Check that the server runs, and that it has its socket files in this directory"
			.formatted(path);
	}

	@Override
	public void close() {
		// While the sockets still listen, so that nobody takes the files for stale
		this.published.forEach(this::remove);
		this.tasks.close();
		super.close();
	}

	/**
	 * A socket that listens, and its file.
	 */
	private final class LocalServer implements TransportServer {

		private final TransportServer server;

		private final SocketFile file;

		LocalServer(TransportServer server, SocketFile file) {
			this.server = server;
			this.file = file;
		}

		@Override
		public Endpoint endpoint() {
			return this.server.endpoint();
		}

		@Override
		public CompletionStage<Void> close() {
			return release(this.file).thenCompose((removed) -> this.server.close());
		}

	}

}
