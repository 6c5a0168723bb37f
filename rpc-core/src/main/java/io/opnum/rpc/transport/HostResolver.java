package io.opnum.rpc.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Finds the addresses of hosts as the operating system does, which blocks, on threads of
 * its own. Addresses in numbers are found at once. Thread-safe.
 */
final class HostResolver implements AutoCloseable {

	private static final int MAX_THREADS = 4;

	private static final int KEEP_ALIVE_SECONDS = 10;

	private final ThreadPoolExecutor executor;

	/**
	 * Create a resolver.
	 * @param threadName what the names of its threads begin with
	 */
	HostResolver(String threadName) {
		this.executor = new ThreadPoolExecutor(MAX_THREADS, MAX_THREADS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), new DefaultThreadFactory(threadName + "-resolver", true));
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Find the addresses of a host.
	 * @param host a name or an address
	 * @return the addresses, at least one, in the order to try them; fails with
	 * {@link UnknownHostException}
	 */
	CompletableFuture<List<InetAddress>> resolve(String host) {
		if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
			return lookUp(host);
		}
		CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
		try {
			this.executor.execute(() -> lookUp(host).whenComplete((addresses, failure) -> {
				if (failure != null) {
					result.completeExceptionally(failure);
				}
				else {
					result.complete(addresses);
				}
			}));
		}
		catch (RejectedExecutionException ex) {
			result.completeExceptionally(ex);
		}
		return result;
	}

	private static CompletableFuture<List<InetAddress>> lookUp(String host) {
		try {
			return CompletableFuture.completedFuture(List.of(InetAddress.getAllByName(host)));
		}
		catch (UnknownHostException | SecurityException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** End the threads. Who waits for an address may wait in vain. */
	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
