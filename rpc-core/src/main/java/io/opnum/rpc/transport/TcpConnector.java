package io.opnum.rpc.transport;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.binding.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect to a host: its addresses are tried one after the other, until
 * one answers or the time is over. All its steps run on one event loop.
 */
final class TcpConnector {

	/** A server may listen on either, or on both. */
	private static final List<InetAddress> LOCAL_HOST = List.of(NetUtil.LOCALHOST4, NetUtil.LOCALHOST6);

	private final TcpTransport transport;

	private final Endpoint endpoint;

	private final int port;

	private final Duration timeout;

	private final @Nullable TransportSecurity security;

	private final Function<TransportConnection, TransportListener> listener;

	private final CompletableFuture<TransportConnection> result;

	private final EventLoop eventLoop;

	private final long deadline;

	/**
	 * Create an attempt.
	 * @param transport makes the connection
	 * @param endpoint where to
	 * @param port the port of the endpoint
	 * @param timeout how long to try
	 * @param security the TLS, or {@code null} for none
	 * @param listener makes the listener of the connection
	 */
	TcpConnector(TcpTransport transport, Endpoint endpoint, int port, Duration timeout,
			@Nullable TransportSecurity security, Function<TransportConnection, TransportListener> listener) {
		this.transport = transport;
		this.endpoint = endpoint;
		this.port = port;
		this.timeout = timeout;
		this.security = security;
		this.listener = listener;
		this.result = transport.pending();
		this.eventLoop = transport.eventLoops().next();
		this.deadline = System.nanoTime() + timeout.toNanos();
	}

	CompletionStage<TransportConnection> connect(HostResolver resolver) {
		if (!this.result.isDone()) {
			start(resolver);
		}
		CompletableFuture<TransportConnection> told = new CompletableFuture<>();
		this.result.whenComplete((connection, failure) -> {
			if (failure == null) {
				told.complete(connection);
			}
			else {
				told.completeExceptionally(
						(failure instanceof RpcException) ? failure : unavailable("the transport is closed", failure));
			}
		});
		return told;
	}

	private void start(HostResolver resolver) {
		try {
			Future<?> timer = this.eventLoop.schedule(this::timedOut, this.timeout.toNanos(), TimeUnit.NANOSECONDS);
			this.result.whenComplete((connection, failure) -> timer.cancel(false));
			String host = this.endpoint.networkAddress();
			CompletableFuture<List<InetAddress>> addresses = host.isEmpty()
					? CompletableFuture.completedFuture(LOCAL_HOST) : resolver.resolve(host);
			addresses.whenComplete((found, failure) -> {
				if (failure != null) {
					fail(explainUnresolved(failure), failure);
				}
				else {
					onEventLoop(() -> tryNext(found.iterator(), found.size(), null));
				}
			});
		}
		catch (RejectedExecutionException ex) {
			fail("the transport is closed", ex);
		}
	}

	private void tryNext(Iterator<InetAddress> addresses, int left, @Nullable Throwable last) {
		if (this.result.isDone()) {
			return;
		}
		long remaining = this.deadline - System.nanoTime();
		if (!addresses.hasNext() || remaining <= 0) {
			fail(explain(last), last);
			return;
		}
		InetSocketAddress address = new InetSocketAddress(addresses.next(), this.port);
		this.transport
			.connect(this.eventLoop, address, this.endpoint, Duration.ofNanos(remaining / left), this.security,
					this.listener)
			.whenComplete((connection, failure) -> {
				if (failure instanceof RpcException) {
					// Somebody is there, and TLS with it can't be
					this.result.completeExceptionally(failure);
				}
				else if (connection == null) {
					// The first address is the one people know, so its failure is told
					onEventLoop(() -> tryNext(addresses, left - 1, (last != null) ? last : failure));
				}
				else if (!this.result.complete(connection)) {
					connection.close();
				}
			});
	}

	private void onEventLoop(Runnable task) {
		try {
			this.eventLoop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			fail("the transport is closed", ex);
		}
	}

	private void timedOut() {
		fail(noAnswer(), null);
	}

	private String noAnswer() {
		return (this.security == null)
				? "there was no answer within %s. Check the host name and that no firewall drops the packets"
					.formatted(this.timeout)
				: ("there was no answer, or TLS was not agreed on, within %s. Check the host name, that no firewall drops "
						+ "the packets and that the server speaks TLS on this endpoint")
					.formatted(this.timeout);
	}

	private void fail(String problem, @Nullable Throwable cause) {
		this.result.completeExceptionally(unavailable(problem, cause));
	}

	private RpcException unavailable(String problem, @Nullable Throwable cause) {
		return this.transport.unavailable(this.endpoint, problem, cause);
	}

	private String explainUnresolved(Throwable failure) {
		return (failure instanceof UnknownHostException)
				? "the host name '%s' is unknown. Check its spelling and the DNS"
					.formatted(this.endpoint.networkAddress())
				: "its host name can't be looked up: " + failure;
	}

	private String explain(@Nullable Throwable failure) {
		if (this.transport.isClosed()) {
			return "the transport is closed";
		}
		if (failure == null || failure instanceof ConnectTimeoutException) {
			return noAnswer();
		}
		if (failure instanceof ConnectException && String.valueOf(failure.getMessage()).contains("refused")) {
			return "the connection was refused. Check that the server runs and listens on this port";
		}
		return String.valueOf(failure.getMessage());
	}

}
