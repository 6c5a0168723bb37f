package io.opnum.rpc.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.netty.buffer.ByteBuf;
import io.netty.util.Timeout;
import io.opnum.rpc.ndr.NdrFormat;
import org.jspecify.annotations.Nullable;

/**
 * A call whose caller got a future. It is unmarshalled and completed on the callback
 * executor, never on an event loop.
 */
final class AsynchronousCall extends ClientCall {

	private final CallFuture future = new CallFuture(this);

	private final Deadlines deadlines;

	private @Nullable Timeout deadline;

	AsynchronousCall(ClientRuntime runtime, CallTarget target, @Nullable Object[] arguments, ByteBuf message,
			NdrFormat format, @Nullable CallContextHandles contextHandles, Executor executor) {
		super(runtime, target, arguments, message, format, contextHandles, executor);
		this.deadlines = runtime.deadlines();
	}

	/**
	 * Make the call.
	 * @param limit how long it may take
	 * @return the future of its result
	 */
	CompletableFuture<@Nullable Object> begin(TimeLimit limit) {
		limit(limit.timeout());
		if (!limit.timeout().isZero()) {
			this.deadline = this.deadlines.schedule(limit.timeout(), () -> abandon(Failures.timedOut(limit)));
		}
		start();
		return this.future;
	}

	@Override
	void ended() {
		Timeout deadline = this.deadline;
		if (deadline != null) {
			deadline.cancel();
		}
		execute(this::complete);
	}

	private void complete() {
		if (this.future.isDone()) {
			discard();
			return;
		}
		try {
			this.future.complete(result());
		}
		catch (Throwable ex) {
			this.future.completeExceptionally(ex);
		}
	}

}
