package io.opnum.rpc.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

import io.opnum.rpc.RpcException;
import org.jspecify.annotations.Nullable;

/**
 * A call that is made again where its {@link Attempts} say so: each attempt is a call of
 * its own, marshalled anew.
 */
final class RepeatedCall {

	private final ClientRuntime runtime;

	private final Attempts attempts;

	private final Attempt attempt;

	private final @Nullable InterceptedCall observer;

	/**
	 * Create a call.
	 * @param runtime the client
	 * @param attempts whether and where it is made again
	 * @param attempt makes one attempt
	 * @param observer what is told of attempts, if anything
	 */
	RepeatedCall(ClientRuntime runtime, Attempts attempts, Attempt attempt, @Nullable InterceptedCall observer) {
		this.runtime = runtime;
		this.attempts = attempts;
		this.attempt = attempt;
		this.observer = observer;
	}

	private @Nullable Object attempt() throws Throwable {
		CallTarget target = this.attempts.next();
		if (this.attempts.count() > 1) {
			this.runtime.callRepeated();
		}
		if (this.observer != null) {
			this.observer.attempted(target, this.attempts.count());
		}
		return this.attempt.make(target, this.attempts.limit());
	}

	/**
	 * Make the call on this thread, which also waits between attempts.
	 * @return the result
	 * @throws Throwable what the operation declares, or an
	 * {@link io.opnum.rpc.RpcException}
	 */
	@Nullable Object await() throws Throwable {
		while (true) {
			try {
				Object result = attempt();
				this.attempts.succeeded();
				return result;
			}
			catch (RpcException ex) {
				Duration pause = this.attempts.failed(ex);
				if (pause == null || !sleep(pause)) {
					throw (RuntimeException) this.attempts.outcome(ex);
				}
			}
			catch (RuntimeException | Error ex) {
				this.attempts.abandoned(ex);
				throw ex;
			}
		}
	}

	/** Wait, unless the thread is interrupted, which it remains. */
	private static boolean sleep(Duration pause) {
		long end = System.nanoTime() + pause.toNanos();
		long left = pause.toNanos();
		while (left > 0 && !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(left);
			left = end - System.nanoTime();
		}
		return !Thread.currentThread().isInterrupted();
	}

	/**
	 * Make the call without waiting for it.
	 * @param executor makes the further attempts
	 * @return the future of its result
	 * @throws Throwable what keeps the first attempt from being made
	 */
	CompletableFuture<@Nullable Object> begin(Executor executor) throws Throwable {
		RepeatedFuture future = new RepeatedFuture(executor);
		future.follow(attempt());
		return future;
	}

	/**
	 * Makes one attempt.
	 */
	@FunctionalInterface
	interface Attempt {

		/**
		 * Make it.
		 * @param target what is called
		 * @param limit how long it may take
		 * @return the result, or its future
		 * @throws Throwable what the operation declares, or an {@link RpcException}
		 */
		@Nullable Object make(CallTarget target, TimeLimit limit) throws Throwable;

	}

	/**
	 * Completes with the last attempt. To cancel it cancels the one that is made.
	 */
	private final class RepeatedFuture extends CompletableFuture<@Nullable Object> {

		private final Executor executor;

		private volatile @Nullable CompletableFuture<?> current;

		RepeatedFuture(Executor executor) {
			this.executor = executor;
		}

		@SuppressWarnings("FutureReturnValueIgnored")
		void follow(@Nullable Object attempt) {
			if (!(attempt instanceof CompletableFuture<?> future)) {
				completeExceptionally(new IllegalStateException("An asynchronous attempt without a future"));
				return;
			}
			this.current = future;
			if (isDone()) {
				future.cancel(true);
			}
			future.whenComplete((result, failure) -> {
				try {
					ended(result, failure);
				}
				catch (RuntimeException | Error ex) {
					completeExceptionally(ex, failure);
				}
			});
		}

		private void ended(@Nullable Object result, @Nullable Throwable failure) {
			if (failure == null) {
				RepeatedCall.this.attempts.succeeded();
				complete(result);
			}
			else {
				failed(failure);
			}
		}

		/** Something that must not happen: the future ends with it instead of hanging. */
		private void completeExceptionally(Throwable unexpected, @Nullable Throwable failure) {
			if (failure == null) {
				completeExceptionally(unexpected);
				return;
			}
			failure.addSuppressed(unexpected);
			completeExceptionally(RepeatedCall.this.attempts.outcome(failure));
		}

		private void failed(Throwable failure) {
			Duration pause = isDone() ? null : RepeatedCall.this.attempts.failed(failure);
			if (pause == null) {
				completeExceptionally(RepeatedCall.this.attempts.outcome(failure));
			}
			else if (pause.isZero()) {
				repeat();
			}
			else if (RepeatedCall.this.runtime.deadlines().schedule(pause, (timeout) -> execute(failure)) == null) {
				completeExceptionally(RepeatedCall.this.attempts.outcome(failure));
			}
		}

		private void execute(Throwable failure) {
			try {
				this.executor.execute(this::repeat);
			}
			catch (RejectedExecutionException ex) {
				completeExceptionally(RepeatedCall.this.attempts.outcome(failure));
			}
			catch (RuntimeException | Error ex) {
				completeExceptionally(ex, failure);
			}
		}

		private void repeat() {
			if (isDone()) {
				return;
			}
			try {
				follow(attempt());
			}
			catch (Throwable ex) {
				completeExceptionally(RepeatedCall.this.attempts.outcomeOfUnsent(ex));
			}
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			boolean cancelled = super.cancel(mayInterruptIfRunning);
			CompletableFuture<?> current = this.current;
			if (cancelled && current != null) {
				current.cancel(mayInterruptIfRunning);
			}
			return cancelled;
		}

	}

}
