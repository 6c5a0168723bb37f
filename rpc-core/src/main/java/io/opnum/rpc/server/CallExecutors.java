package io.opnum.rpc.server;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a server, besides those of its transports.
 */
final class CallExecutors {

	private static final long KEEP_ALIVE_SECONDS = 30;

	private CallExecutors() {
	}

	/**
	 * Threads for calls: one for each that runs, used again while it is warm. How many
	 * there are the {@link CallDispatcher} bounds.
	 */
	static ExecutorService forCalls() {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS,
				new SynchronousQueue<>(), threads("opnum-call-"));
	}

	/** A thread for what must not hold up an event loop: rundown, and to stop. */
	static ExecutorService forHousekeeping() {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), threads("opnum-housekeeping-"));
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	private static ThreadFactory threads(String prefix) {
		AtomicInteger count = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, prefix + count.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

}
