package io.opnum.rpc.pipe;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Holds the thread that writes pipes of a call back while their reader does not keep up:
 * while the connection is not writable, or too much is on its way to its event loop.
 * <p>
 * Thread-safe.
 */
public final class WriteGate {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final BooleanSupplier writable;

	private final BooleanSupplier onEventLoop;

	private final int capacity;

	private long passed;

	private @Nullable IOException failure;

	/**
	 * Create a gate.
	 * @param writable whether the connection is writable, which {@link #changed()} tells
	 * the change of
	 * @param onEventLoop whether the current thread must not wait
	 * @param capacity how many octets may be on their way
	 */
	public WriteGate(BooleanSupplier writable, BooleanSupplier onEventLoop, int capacity) {
		this.writable = writable;
		this.onEventLoop = onEventLoop;
		this.capacity = capacity;
	}

	/**
	 * Wait until octets may pass.
	 * @param octets how many; {@link #arrived} is due once they are with the connection
	 * @param timeoutNanos how long to wait at most; zero: for ever
	 * @throws IOException why they will never
	 */
	public void pass(int octets, long timeoutNanos) throws IOException {
		this.lock.lock();
		try {
			long left = timeoutNanos;
			while (this.failure == null && (this.passed > this.capacity || !this.writable.getAsBoolean())) {
				if (this.onEventLoop.getAsBoolean()) {
					throw new IllegalStateException(
							"A pipe would block the event loop that empties it: write to it on another thread");
				}
				if (timeoutNanos == 0) {
					this.changed.await();
				}
				else if (left <= 0) {
					throw new PipeTimeoutException();
				}
				else {
					left = this.changed.awaitNanos(left);
				}
			}
			if (this.failure != null) {
				throw this.failure;
			}
			this.passed += octets;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("The thread was interrupted while a pipe was not read");
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Octets that passed are with the connection.
	 * @param octets how many
	 */
	public void arrived(int octets) {
		this.lock.lock();
		try {
			this.passed -= octets;
			this.changed.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The connection may have become writable. */
	public void changed() {
		this.lock.lock();
		try {
			this.changed.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Nothing passes any more.
	 * @param failure why; only the first counts
	 */
	public void fail(IOException failure) {
		this.lock.lock();
		try {
			if (this.failure == null) {
				this.failure = failure;
			}
			this.changed.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

}
