package io.opnum.rpc.server;

import java.time.Duration;
import java.util.Deque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for calls: as many as calls block at once, and few where they do not. How many
 * calls there are the {@link CallDispatcher} bounds.
 * <p>
 * To wake a thread costs the event loop more than most calls take, so that a burst of
 * calls wakes one. It takes the first, wakes the next one if there is more, and only then
 * runs: whoever blocks has seen to it that somebody looks after the others. Calls that
 * are short are all done by the first one before the second one is awake. Threads that
 * wait are used again last in, first out, and end after a while.
 * <p>
 * Thread-safe.
 */
final class CallExecutor implements Executor, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(CallExecutor.class);

	private static final long LEAST_WAIT_NANOS = 1_000;

	private final String threadName;

	private final Duration keepAlive;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final Deque<Worker> idle = new ConcurrentLinkedDeque<>();

	private final Set<Worker> workers = ConcurrentHashMap.newKeySet();

	private final AtomicInteger created = new AtomicInteger();

	/**
	 * Whether a thread is on its way to the queue. It looks there after it said that it
	 * is not any more, and whoever adds a task asks for it after that: none is missed.
	 */
	private final AtomicBoolean searching = new AtomicBoolean();

	private volatile boolean closed;

	/**
	 * Create an executor without threads.
	 * @param threadName what the names of its threads begin with
	 * @param keepAlive how long a thread waits for a task
	 */
	CallExecutor(String threadName, Duration keepAlive) {
		this.threadName = threadName;
		this.keepAlive = keepAlive;
	}

	@Override
	public void execute(Runnable task) {
		if (this.closed) {
			throw new RejectedExecutionException("The server is closed");
		}
		this.tasks.add(task);
		try {
			wakeOne();
		}
		catch (Throwable ex) {
			// No thread to spare: those that there are will come to it, if there are any
			if (this.workers.isEmpty() && this.tasks.remove(task)) {
				throw new RejectedExecutionException("No thread can be started", ex);
			}
			logger.warn("No further thread can be started for calls", ex);
		}
	}

	private void wakeOne() {
		if (this.searching.get() || !this.searching.compareAndSet(false, true)) {
			return;
		}
		Worker worker = this.idle.pollFirst();
		if (worker != null) {
			worker.wake();
			return;
		}
		worker = new Worker(this.created.incrementAndGet());
		this.workers.add(worker);
		try {
			worker.thread.start();
		}
		catch (Throwable ex) {
			this.workers.remove(worker);
			this.searching.set(false);
			throw ex;
		}
	}

	int threads() {
		return this.workers.size();
	}

	/**
	 * Take no more tasks, interrupt those that run, and let the threads end once the
	 * others are done.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.workers.forEach((worker) -> worker.thread.interrupt());
	}

	/**
	 * Wait until all threads have ended.
	 * @param timeout how long to wait at most
	 * @return whether they have
	 * @throws InterruptedException if the thread was interrupted
	 */
	boolean awaitEnd(Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		for (Worker worker : this.workers) {
			long millis = (deadline - System.nanoTime()) / 1_000_000;
			if (millis <= 0) {
				return false;
			}
			worker.thread.join(millis);
		}
		return this.workers.isEmpty();
	}

	/**
	 * A thread.
	 */
	private final class Worker implements Runnable {

		private final Thread thread;

		private volatile boolean woken;

		Worker(int number) {
			this.thread = new Thread(this, CallExecutor.this.threadName + number);
			this.thread.setDaemon(true);
		}

		void wake() {
			this.woken = true;
			LockSupport.unpark(this.thread);
		}

		@Override
		public void run() {
			try {
				do {
					work();
				}
				while (awaitWork());
			}
			finally {
				CallExecutor.this.workers.remove(this);
			}
		}

		/** Search, and run what is there until nothing is left. */
		private void work() {
			boolean searches = true;
			Runnable task;
			while ((task = next(searches)) != null) {
				searches = false;
				if (!CallExecutor.this.tasks.isEmpty()) {
					wakeNext();
				}
				run(task);
			}
		}

		private @Nullable Runnable next(boolean searches) {
			Runnable task = CallExecutor.this.tasks.poll();
			if (searches) {
				CallExecutor.this.searching.set(false);
				if (task == null) {
					// Added while it was thought that this one would find it
					task = CallExecutor.this.tasks.poll();
				}
			}
			return task;
		}

		private void wakeNext() {
			try {
				wakeOne();
			}
			catch (Throwable ex) {
				logger.warn("No further thread can be started for calls", ex);
			}
		}

		private void run(Runnable task) {
			try {
				task.run();
			}
			catch (Throwable ex) {
				logger.error("A call ended in a way it should not", ex);
			}
			finally {
				if (!CallExecutor.this.closed) {
					// Meant for the task, if for anyone
					Thread.interrupted();
				}
			}
		}

		/**
		 * Wait until there is something to search for.
		 * @return whether there is; {@code false} if the thread shall end
		 */
		private boolean awaitWork() {
			this.woken = false;
			CallExecutor.this.idle.addFirst(this);
			if (!CallExecutor.this.tasks.isEmpty()) {
				// Added before this one could be woken
				wakeNext();
			}
			long deadline = System.nanoTime() + CallExecutor.this.keepAlive.toNanos();
			while (!this.woken) {
				long left = deadline - System.nanoTime();
				if ((left <= 0 || CallExecutor.this.closed) && CallExecutor.this.idle.remove(this)) {
					return false;
				}
				// Taken out by who is about to wake it, or there is time left
				LockSupport.parkNanos(this, Math.max(left, LEAST_WAIT_NANOS));
				Thread.interrupted();
			}
			return true;
		}

	}

}
