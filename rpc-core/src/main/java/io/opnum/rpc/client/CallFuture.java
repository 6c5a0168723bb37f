package io.opnum.rpc.client;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * The future of a call, which tells the server when the caller cancels. Once the call has
 * ended it is completed by being run.
 */
final class CallFuture extends CompletableFuture<@Nullable Object> implements Runnable {

	private final ClientCall call;

	CallFuture(ClientCall call) {
		this.call = call;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (cancelled) {
			this.call.abandon(Failures.cancelled());
		}
		return cancelled;
	}

	/**
	 * Read the end of the call, which has ended, and complete with it. To be run once.
	 */
	@Override
	public void run() {
		if (isDone()) {
			this.call.discard();
			return;
		}
		try {
			complete(this.call.result());
		}
		catch (Throwable ex) {
			completeExceptionally(ex);
		}
	}

}
