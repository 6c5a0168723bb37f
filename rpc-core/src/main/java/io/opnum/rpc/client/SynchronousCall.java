package io.opnum.rpc.client;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A call whose caller waits. The waiting thread itself keeps the deadline, so that no
 * timer is needed, and unmarshals the answer.
 */
final class SynchronousCall extends ClientCall {

	private final Thread caller = Thread.currentThread();

	SynchronousCall(ClientRuntime runtime, CallTarget target, @Nullable Object[] arguments, ByteBuf message) {
		super(runtime, target, arguments, message);
	}

	/**
	 * Make the call and wait for its end.
	 * @param timeout how long to wait; zero: for ever
	 * @return the result
	 */
	@Nullable Object await(Duration timeout) {
		long began = System.nanoTime();
		long limit = (timeout.isZero()) ? Long.MAX_VALUE : Deadlines.nanos(timeout);
		if (this.caller.isInterrupted()) {
			abandon(Failures.interrupted());
		}
		else {
			start();
		}
		boolean interrupted = false;
		while (!hasResult()) {
			long remaining = limit - (System.nanoTime() - began);
			if (waitsForCurrentThread()) {
				abandon(Failures.cancelled());
				throw new IllegalStateException(target()
						+ " would block the event loop that reads its answer: call from another thread, or asynchronously");
			}
			if (Thread.interrupted()) {
				interrupted = true;
				abandon(Failures.interrupted());
			}
			else if (remaining <= 0) {
				abandon(Failures.timedOut(timeout));
			}
			else {
				LockSupport.parkNanos(this, remaining);
			}
		}
		if (interrupted) {
			this.caller.interrupt();
		}
		return result();
	}

	@Override
	void ended() {
		LockSupport.unpark(this.caller);
	}

}
