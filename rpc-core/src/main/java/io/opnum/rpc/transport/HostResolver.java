package io.opnum.rpc.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.netty.util.NetUtil;

/**
 * Finds the addresses of hosts as the operating system does, which blocks, on threads of
 * its own. Addresses in numbers are found at once. Thread-safe.
 */
final class HostResolver implements AutoCloseable {

	private final BlockingTasks tasks;

	/**
	 * Create a resolver.
	 * @param threadName what the names of its threads begin with
	 */
	HostResolver(String threadName) {
		this.tasks = new BlockingTasks(threadName + "-resolver");
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
		return this.tasks.call(() -> List.of(InetAddress.getAllByName(host)));
	}

	private static CompletableFuture<List<InetAddress>> lookUp(String address) {
		try {
			return CompletableFuture.completedFuture(List.of(InetAddress.getAllByName(address)));
		}
		catch (UnknownHostException | SecurityException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** End the threads. Who waits for an address may wait in vain. */
	@Override
	public void close() {
		this.tasks.close();
	}

}
