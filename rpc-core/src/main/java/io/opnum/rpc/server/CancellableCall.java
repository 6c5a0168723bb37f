package io.opnum.rpc.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of a call has to do with its being cancelled: by a co_cancel or orphaned PDU, or
 * by the end of its connection (C706 12.6.4.6, 12.6.4.8, 9.3.3). A cancel is a wish: the
 * thread of the operation may be interrupted, the future that it returned is cancelled,
 * listeners are told; what the operation makes of it is its own affair.
 * <p>
 * Thread-safe: cancels come on the event loop, the rest on the threads of the call.
 */
abstract class CancellableCall {

	private static final Logger logger = LoggerFactory.getLogger(CancellableCall.class);

	private volatile boolean cancelled;

	private volatile boolean disconnected;

	private @Nullable List<Runnable> listeners;

	private @Nullable List<Runnable> disconnectListeners;

	private @Nullable Thread runner;

	private boolean interrupted;

	private boolean over;

	/** The call was cancelled, or its connection is gone. Event loop only. */
	void whenCancelled() {
	}

	/** What runs listeners: never the event loop. */
	abstract Executor cancelExecutor();

	/** The caller wants no answer any more. Event loop only. */
	public final void cancel() {
		List<Runnable> told;
		synchronized (this) {
			if (this.cancelled || this.over) {
				return;
			}
			this.cancelled = true;
			if (this.runner != null) {
				this.interrupted = true;
				this.runner.interrupt();
			}
			told = this.listeners;
			this.listeners = null;
		}
		whenCancelled();
		if (told != null) {
			tell(told);
		}
	}

	/** The connection is gone. Event loop only. */
	public final void disconnected() {
		List<Runnable> told;
		synchronized (this) {
			this.disconnected = true;
			told = this.disconnectListeners;
			this.disconnectListeners = null;
		}
		cancel();
		if (told != null) {
			tell(told);
		}
	}

	private void tell(List<Runnable> listeners) {
		try {
			cancelExecutor().execute(() -> listeners.forEach(this::tell));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("{} is cancelled, but the server is closed", this);
		}
	}

	private void tell(Runnable listener) {
		try {
			listener.run();
		}
		catch (RuntimeException ex) {
			logger.warn("{} is cancelled or its caller gone, and what it wanted to be told failed", this, ex);
		}
	}

	/** Whether the caller wants no answer any more, or is gone. */
	final boolean wasCancelled() {
		return this.cancelled;
	}

	/** Whether nobody is there any more whom a result could be told. */
	public final boolean isDisconnected() {
		return this.disconnected;
	}

	/**
	 * Tell a listener of the cancel, at once if it has come already, never once the call
	 * is over.
	 * @param listener the listener
	 */
	public final void onCancel(Runnable listener) {
		synchronized (this) {
			if (this.over) {
				return;
			}
			if (!this.cancelled) {
				if (this.listeners == null) {
					this.listeners = new ArrayList<>(2);
				}
				this.listeners.add(listener);
				return;
			}
		}
		tell(listener);
	}

	/**
	 * Tell a listener of the end of the connection, at once if it has come already, never
	 * once the call is over.
	 * @param listener the listener
	 */
	public final void onDisconnect(Runnable listener) {
		synchronized (this) {
			if (this.over) {
				return;
			}
			if (!this.disconnected) {
				if (this.disconnectListeners == null) {
					this.disconnectListeners = new ArrayList<>(2);
				}
				this.disconnectListeners.add(listener);
				return;
			}
		}
		tell(listener);
	}

	/**
	 * The operation goes on after it returned: what it returned is cancelled with the
	 * call.
	 * @param stage what it returned
	 */
	final void goesOn(CompletionStage<?> stage) {
		onCancel(() -> {
			try {
				stage.toCompletableFuture().cancel(true);
			}
			catch (UnsupportedOperationException ex) {
				logger.debug("{} is cancelled, which its stage can't be", this);
			}
		});
	}

	/** The operation is about to run on this thread, which a cancel interrupts. */
	final void interruptible() {
		synchronized (this) {
			this.runner = Thread.currentThread();
			if (this.cancelled) {
				this.interrupted = true;
				this.runner.interrupt();
			}
		}
	}

	/** The thread is not the call's any more: leave it as it was. */
	final void notInterruptible() {
		synchronized (this) {
			this.runner = null;
			if (this.interrupted) {
				this.interrupted = false;
				Thread.interrupted();
			}
		}
	}

	/** The call has its answer: what comes now concerns it no more. */
	final void over() {
		synchronized (this) {
			this.over = true;
			this.listeners = null;
			this.disconnectListeners = null;
		}
	}

}
