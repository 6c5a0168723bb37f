package io.opnum.rpc.server;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.RpcStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Hands calls to the executor, no more than the server is willing to run at once, and
 * knows when none is left ({@code RpcServerListen}, {@code RpcMgmtWaitServerListen}).
 * <p>
 * Thread-safe. A call is <em>accepted</em> from when its request is complete until its
 * answer was sent; it is <em>running</em> from when the executor gets it until its result
 * is there, which for an asynchronous operation is later than its method's return.
 */
final class CallDispatcher {

	private static final Logger logger = LoggerFactory.getLogger(CallDispatcher.class);

	private final Executor executor;

	private final int maxConcurrentCalls;

	private final LogLimit log;

	private final AtomicInteger accepted = new AtomicInteger();

	private final AtomicInteger running = new AtomicInteger();

	private final Monitor idle = new Monitor();

	private final AtomicBoolean reportedBusy = new AtomicBoolean();

	private volatile boolean accepting;

	/**
	 * Create a dispatcher that accepts no calls yet.
	 * @param executor runs calls
	 * @param maxConcurrentCalls how many at once
	 * @param log keeps what callers provoke from filling the log
	 */
	CallDispatcher(Executor executor, int maxConcurrentCalls, LogLimit log) {
		this.log = log;
		this.executor = executor;
		this.maxConcurrentCalls = maxConcurrentCalls;
	}

	/**
	 * Begin or cease to accept calls.
	 * @param accepting whether calls are accepted
	 */
	void setAccepting(boolean accepting) {
		this.accepting = accepting;
		if (!accepting) {
			this.idle.signal();
		}
	}

	/**
	 * Accept a call.
	 * @return whether it was accepted; then {@link #ended()} is due
	 */
	boolean accept() {
		// Counted first and then asked: who ceases to accept and then finds no call in
		// flight can rely on it
		this.accepted.incrementAndGet();
		if (this.accepting) {
			return true;
		}
		ended();
		return false;
	}

	/** An accepted call was answered, or its connection is gone. */
	void ended() {
		if (this.accepted.decrementAndGet() == 0 && !this.accepting) {
			this.idle.signal();
		}
	}

	/**
	 * Run a call.
	 * @param call the call
	 * @return whether it runs; then {@link #finished()} is due. {@code false} if the
	 * server is too busy
	 */
	boolean dispatch(Runnable call) {
		if (this.running.incrementAndGet() > this.maxConcurrentCalls) {
			this.running.decrementAndGet();
			if (this.reportedBusy.compareAndSet(false, true)) {
				logger.warn("Calls are refused with {}: {} run at once, as many as may", RpcStatus.SERVER_TOO_BUSY,
						this.maxConcurrentCalls);
			}
			return false;
		}
		try {
			this.executor.execute(call);
			return true;
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The executor took no call", ex);
		}
		catch (RuntimeException | Error ex) {
			// For example since the operating system has no thread to spare
			logger.atLevel(this.log.level(Level.ERROR, ex.getClass()))
				.setCause(ex)
				.log("The executor failed to take a call, which is told that the server is too busy");
		}
		this.running.decrementAndGet();
		return false;
	}

	/** A call that ran has a result. */
	void finished() {
		if (this.running.decrementAndGet() <= this.maxConcurrentCalls / 2 && this.reportedBusy.get()) {
			// There was ample room since: the next time is worth a line again
			this.reportedBusy.set(false);
		}
	}

	/** A call that had a break goes on, though others may have taken its place. */
	void resumed() {
		this.running.incrementAndGet();
	}

	int running() {
		return this.running.get();
	}

	/**
	 * Wait until no call is accepted any more and none is left.
	 * @param timeout how long to wait at most
	 * @return whether none is left
	 * @throws InterruptedException if the thread was interrupted
	 */
	boolean awaitIdle(Duration timeout) throws InterruptedException {
		return this.idle.await(timeout, this::isIdle);
	}

	private boolean isIdle() {
		return !this.accepting && this.accepted.get() == 0;
	}

}
