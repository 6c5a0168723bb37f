package io.opnum.rpc.client;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ManagedBlocker;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.ndr.NdrFormat;
import org.jspecify.annotations.Nullable;

/**
 * A call whose caller waits. The waiting thread itself keeps the deadline, so that no
 * timer is needed, and unmarshals the answer.
 */
final class SynchronousCall extends ClientCall implements ManagedBlocker {

	private final Thread caller = Thread.currentThread();

	SynchronousCall(ClientRuntime runtime, CallTarget target, @Nullable Object[] arguments, ByteBuf message,
			NdrFormat format, @Nullable CallContextHandles contextHandles) {
		super(runtime, target, arguments, message, format, contextHandles, runtime.settings().callbackExecutor());
	}

	/**
	 * Make the call and wait for its end.
	 * @param limit how long to wait
	 * @return the result
	 * @throws Throwable what the operation declares, or an
	 * {@link io.opnum.rpc.RpcException}
	 */
	@Nullable Object await(TimeLimit limit) throws Throwable {
		limit(limit.timeout());
		if (this.caller.isInterrupted()) {
			abandon(Failures.interrupted());
		}
		else {
			start();
		}
		boolean interrupted = false;
		while (!hasResult()) {
			if (waitsForCurrentThread()) {
				abandon(Failures.cancelled());
				throw new IllegalStateException(target()
						+ " would block the event loop that reads its answer: call from another thread, or asynchronously");
			}
			if (Thread.interrupted()) {
				interrupted = true;
				abandon(Failures.interrupted());
			}
			else if (remainingNanos() <= 0) {
				abandon(Failures.timedOut(limit));
			}
			else {
				waitOnce();
			}
		}
		if (interrupted) {
			this.caller.interrupt();
		}
		return result();
	}

	private void waitOnce() {
		if (!(this.caller instanceof ForkJoinWorkerThread)) {
			block();
			return;
		}
		try {
			// Other tasks of the pool, perhaps callbacks of this client, go on meanwhile
			ForkJoinPool.managedBlock(this);
		}
		catch (InterruptedException ex) {
			this.caller.interrupt();
		}
		catch (RejectedExecutionException ex) {
			// The pool has as many threads as it may have
			block();
		}
	}

	@Override
	public boolean block() {
		LockSupport.parkNanos(this, remainingNanos());
		return true;
	}

	@Override
	public boolean isReleasable() {
		return hasResult();
	}

	@Override
	void ended() {
		LockSupport.unpark(this.caller);
	}

}
