package io.opnum.rpc.client;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * The future of a call, which tells the server when the caller cancels.
 */
final class CallFuture extends CompletableFuture<@Nullable Object> {

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

}
