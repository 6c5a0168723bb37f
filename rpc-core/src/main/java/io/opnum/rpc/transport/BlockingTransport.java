package io.opnum.rpc.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.netty.channel.Channel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;

/**
 * A transport of clients over a library that blocks. What blocks does so on threads of
 * the transport's own: one to read for each connection, one more while something is
 * written. To the rest of the runtime its connections are like any other, with an event
 * loop that nothing blocks.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public abstract class BlockingTransport extends NettyTransport {

	private static final int KEEP_ALIVE_SECONDS = 10;

	private final ThreadFactory threads;

	private final ExecutorService executor;

	/**
	 * Create a transport.
	 * @param protocolSequence the protocol sequence
	 * @param options the options
	 */
	protected BlockingTransport(ProtocolSequence protocolSequence, TransportOptions options) {
		super(protocolSequence, options, EventLoops.ofProcess(options), true);
		this.threads = new DefaultThreadFactory(options.threadName() + "-" + protocolSequence.name(), true);
		// As many as connections need, whose number the client bounds
		this.executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS,
				new SynchronousQueue<>(), this.threads);
	}

	/**
	 * Connect to an endpoint. Called on a thread that may block.
	 * @param endpoint where to
	 * @param timeout how long it may take; one that comes later is closed
	 * @return the connection
	 * @throws RpcException what the caller is to be told as it is
	 * @throws IOException if the peer can't be reached
	 */
	protected abstract BlockingConnection open(Endpoint endpoint, Duration timeout) throws IOException;

	@Override
	public final CompletionStage<TransportConnection> connect(Endpoint endpoint, Duration timeout,
			Function<TransportConnection, TransportListener> listener) {
		CompletableFuture<BlockingConnection> opened = pending();
		try {
			Future<?> timer = eventLoops().next()
				.schedule(() -> opened.completeExceptionally(unavailable(endpoint, noAnswer(timeout), null)),
						timeout.toNanos(), TimeUnit.NANOSECONDS);
			opened.whenComplete((connection, failure) -> timer.cancel(false));
			this.executor.execute(() -> open(endpoint, timeout, opened));
		}
		catch (RejectedExecutionException ex) {
			opened.completeExceptionally(ex);
		}
		return explained(opened.thenCompose(
				(connection) -> adopt(new BlockingChannel(connection, this::whereItMayBlock), endpoint, listener)),
				(failure) -> explain(endpoint, failure));
	}

	private void open(Endpoint endpoint, Duration timeout, CompletableFuture<BlockingConnection> opened) {
		try {
			BlockingConnection connection = open(endpoint, timeout);
			if (!opened.complete(connection)) {
				connection.close();
			}
		}
		catch (IOException | RuntimeException ex) {
			opened.completeExceptionally(ex);
		}
	}

	private RpcException explain(Endpoint endpoint, Throwable failure) {
		if (failure instanceof RpcException known) {
			return known;
		}
		return unavailable(endpoint, isClosed() ? "the transport is closed" : String.valueOf(failure.getMessage()),
				failure);
	}

	private static String noAnswer(Duration timeout) {
		return "there was no answer within %s. Check the host name and that no firewall drops the packets"
			.formatted(timeout);
	}

	/**
	 * Fails: this transport is of clients alone.
	 */
	@Override
	public final CompletionStage<TransportServer> listen(Endpoint endpoint,
			Function<TransportConnection, TransportListener> listener) {
		return CompletableFuture.failedStage(new InvalidBindingException(
				"Can't listen on %s: Opnum has %s for clients only. Listen on ncacn_ip_tcp or ncalrpc"
					.formatted(endpoint, protocolSequence()),
				RpcStatus.CANNOT_SUPPORT, true, null));
	}

	@Override
	final Backlog backlog(Channel channel) {
		// What is written has arrived
		return new ChannelBacklog(channel, channel::close);
	}

	/** An {@link Executor}: threads may block there. */
	private void whereItMayBlock(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The transport is closed, and the task is to close a connection
			this.threads.newThread(task).start();
		}
	}

	@Override
	public void close() {
		super.close();
		this.executor.shutdown();
	}

}
