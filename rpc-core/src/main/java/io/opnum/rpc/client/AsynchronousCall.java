package io.opnum.rpc.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.netty.buffer.ByteBuf;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import io.opnum.rpc.ndr.NdrFormat;
import org.jspecify.annotations.Nullable;

/**
 * A call whose caller got a future. It is unmarshalled and completed on the callback
 * executor, never on an event loop.
 */
final class AsynchronousCall extends ClientCall implements TimerTask {

	private final CallFuture future = new CallFuture(this);

	private final Deadlines deadlines;

	private TimeLimit limit = TimeLimit.NONE;

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
			this.limit = limit;
			this.deadline = this.deadlines.schedule(limit.timeout(), this);
		}
		start();
		return this.future;
	}

	/** The deadline has passed. */
	@Override
	public void run(Timeout timeout) {
		abandon(Failures.timedOut(this.limit));
	}

	@Override
	void ended() {
		Timeout deadline = this.deadline;
		if (deadline != null) {
			deadline.cancel();
		}
		execute(this.future);
	}

}
