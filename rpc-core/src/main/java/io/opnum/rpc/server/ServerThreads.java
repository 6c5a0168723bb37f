package io.opnum.rpc.server;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a server besides its event loops: for calls, unless it was given an
 * executor for them, and for what must not hold up an event loop. All of them are
 * daemons, and end where there is nothing to do. Thread-safe.
 */
final class ServerThreads {

	private static final Logger logger = LoggerFactory.getLogger(ServerThreads.class);

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

	private static final String RUNDOWN_NAME = "opnum-rundown";

	private static final int RUNDOWN_THREADS = 4;

	private static final int AUTHENTICATION_THREADS = 8;

	/** Stops, and tells endpoint maps. */
	private final ExecutorService housekeeping = executor("opnum-housekeeping", 1);

	/** Runs down what clients left; one that takes long holds up few others. */
	private final ExecutorService rundown = executor(RUNDOWN_NAME, RUNDOWN_THREADS);

	/** Authenticates callers, one step of each connection at a time. */
	private final ExecutorService authentications = executor("opnum-authentication", AUTHENTICATION_THREADS);

	/** Tells calls that they are cancelled, also where no other thread is to spare. */
	private final CallExecutor cancels = new CallExecutor("opnum-cancel-", KEEP_ALIVE);

	private final @Nullable CallExecutor ownCalls;

	private final Executor calls;

	/**
	 * Create threads, none of which runs yet.
	 * @param calls runs calls, or {@code null} to have threads for them too
	 */
	ServerThreads(@Nullable Executor calls) {
		if (calls != null) {
			this.ownCalls = null;
			this.calls = calls;
		}
		else {
			this.ownCalls = new CallExecutor("opnum-call-", KEEP_ALIVE);
			this.calls = this.ownCalls;
		}
	}

	Executor calls() {
		return this.calls;
	}

	Executor authentications() {
		return this.authentications;
	}

	Executor cancels() {
		return this.cancels;
	}

	/**
	 * Do what may block, one task after the other.
	 * @param task the task
	 * @throws RejectedExecutionException if the server is closed
	 */
	void keepHouse(Runnable task) {
		this.housekeeping.execute(task);
	}

	/**
	 * Run down what a client left. That is never lost, nor done by the thread that found
	 * out, which may be an event loop: what still comes when the server is closed has a
	 * thread of its own.
	 * @param task the task
	 */
	void runDown(Runnable task) {
		try {
			this.rundown.execute(task);
		}
		catch (RejectedExecutionException ex) {
			daemon(task, RUNDOWN_NAME).start();
		}
	}

	/**
	 * End the threads for calls, which are interrupted where they still run: nobody waits
	 * for them any more.
	 * @param timeout how long to wait for that
	 */
	void endCalls(Duration timeout) {
		this.cancels.close();
		CallExecutor ownCalls = this.ownCalls;
		if (ownCalls != null) {
			ownCalls.close();
			await(ownCalls::awaitEnd, timeout);
		}
	}

	/** End the other threads, once they have done what was given to them. */
	void shutdown() {
		this.authentications.shutdownNow();
		this.housekeeping.shutdown();
		this.rundown.shutdown();
	}

	/**
	 * Wait for the end of the other threads.
	 * @param timeout how long to wait for each kind of them
	 */
	void awaitEnd(Duration timeout) {
		await((left) -> this.housekeeping.awaitTermination(left.toNanos(), TimeUnit.NANOSECONDS), timeout);
		await((left) -> this.rundown.awaitTermination(left.toNanos(), TimeUnit.NANOSECONDS), timeout);
	}

	private static void await(Termination termination, Duration timeout) {
		try {
			if (!termination.await(timeout)) {
				logger.warn("Threads of the server are still busy with what does not end when it is interrupted");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static ExecutorService executor(String name, int threads) {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(threads, threads, KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> daemon(task, name));
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	private static Thread daemon(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Waits for threads to end.
	 */
	private interface Termination {

		boolean await(Duration timeout) throws InterruptedException;

	}

}
