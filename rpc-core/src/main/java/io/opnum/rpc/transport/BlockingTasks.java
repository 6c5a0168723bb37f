package io.opnum.rpc.transport;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * Runs what blocks, as asking the operating system for hosts and files does, on threads
 * of its own, which end when there is nothing to do. Thread-safe.
 */
final class BlockingTasks implements AutoCloseable {

	private static final int MAX_THREADS = 4;

	private static final int KEEP_ALIVE_SECONDS = 10;

	private final ThreadPoolExecutor executor;

	/**
	 * Create an executor.
	 * @param threadName what the names of its threads begin with
	 */
	BlockingTasks(String threadName) {
		this.executor = new ThreadPoolExecutor(MAX_THREADS, MAX_THREADS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), new DefaultThreadFactory(threadName, true));
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * Run a task.
	 * @param <T> the type of its result
	 * @param task the task
	 * @return its result; fails with what it threw, or with
	 * {@link RejectedExecutionException} once this is closed
	 */
	<T> CompletableFuture<T> call(Callable<T> task) {
		CompletableFuture<T> result = new CompletableFuture<>();
		try {
			this.executor.execute(() -> {
				try {
					result.complete(task.call());
				}
				catch (Throwable ex) {
					result.completeExceptionally(ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			result.completeExceptionally(ex);
		}
		return result;
	}

	/** End the threads. Who waits for a result may wait in vain. */
	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
