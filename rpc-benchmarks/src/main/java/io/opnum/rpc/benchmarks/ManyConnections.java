package io.opnum.rpc.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.benchmarks.GrowingServer.Growing;
import io.opnum.rpc.benchmarks.GrowingServer.State;
import io.opnum.rpc.binding.BindingHandle;

/**
 * A client with many connections to one server: each to another address of the loopback
 * interface, so that each is an association of its own.
 */
final class ManyConnections implements Growth.Measured, AutoCloseable {

	private static final int IN_FLIGHT = 64;

	private final String port;

	private final RpcClient client = RpcClient.builder().callbackExecutor(Runnable::run).build();

	private final List<Growing.Async> open = new ArrayList<>();

	private final List<ContextHandle<State>> handles = new ArrayList<>();

	ManyConnections(String port) {
		this.port = port;
	}

	/** Open connections until there are as many. */
	void open(int count) {
		while (this.open.size() < count) {
			int number = this.open.size();
			Growing.Async proxy = this.client.proxy(Growing.Async.class, BindingHandle
				.of("ncacn_ip_tcp:127.1.%d.%d[%s]".formatted(number / 200, 1 + number % 200, this.port)));
			proxy.addOne(1).join();
			this.open.add(proxy);
		}
	}

	/** Call over connections in turns. */
	@Override
	public double run(int connections, int millis) throws InterruptedException {
		open(connections);
		long start = System.nanoTime();
		long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
		int calls = inTurns(
				(number) -> (System.nanoTime() < end) ? this.open.get(number % connections).addOne(number) : null);
		return calls * 1e9 / (System.nanoTime() - start);
	}

	/** Open context handles over the first connection. */
	void openHandles(int count) throws InterruptedException {
		open(1);
		inTurns((number) -> (number < count) ? this.open.get(0).open().thenAccept((handle) -> {
			synchronized (this.handles) {
				this.handles.add(handle);
			}
		}) : null);
	}

	/**
	 * Make calls, some at once, until there is no next one.
	 * @return how many there were
	 */
	private static int inTurns(IntFunction<CompletableFuture<?>> calls) throws InterruptedException {
		AtomicInteger number = new AtomicInteger();
		AtomicInteger made = new AtomicInteger();
		AtomicReference<Throwable> failure = new AtomicReference<>();
		CountDownLatch done = new CountDownLatch(IN_FLIGHT);
		for (int i = 0; i < IN_FLIGHT; i++) {
			next(calls, number, made, failure, done);
		}
		done.await();
		if (failure.get() != null) {
			throw new IllegalStateException(failure.get());
		}
		return made.get();
	}

	private static void next(IntFunction<CompletableFuture<?>> calls, AtomicInteger number, AtomicInteger made,
			AtomicReference<Throwable> failure, CountDownLatch done) {
		CompletableFuture<?> call = (failure.get() == null) ? calls.apply(number.getAndIncrement()) : null;
		if (call == null) {
			done.countDown();
			return;
		}
		call.whenComplete((result, ex) -> {
			if (ex != null) {
				failure.set(ex);
			}
			made.incrementAndGet();
			next(calls, number, made, failure, done);
		});
	}

	@Override
	public void close() {
		this.client.close();
	}

}
