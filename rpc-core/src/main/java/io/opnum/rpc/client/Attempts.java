package io.opnum.rpc.client;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import io.opnum.rpc.EndpointNotRegisteredException;
import io.opnum.rpc.RetryPolicy;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.ServerTooBusyException;
import io.opnum.rpc.UnknownInterfaceException;
import io.opnum.rpc.binding.BindingHandle;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call: over which handle the next one goes, and whether there is a
 * next one. Belongs to whoever has the call in hand.
 */
final class Attempts {

	private final RepetitionRules rules;

	private final boolean idempotent;

	/** What went into a pipe can't be had again. */
	private final boolean repeatable;

	private final long deadline;

	private final TimeLimit limit;

	private final @Nullable HandleSelector selector;

	private final Set<BindingHandle> tried = new HashSet<>(4);

	private CallTarget target;

	private int attempts;

	private int rounds = 1;

	/** The failure of an attempt that may have executed. */
	private @Nullable RpcException uncertain;

	/**
	 * Create the attempts of a call.
	 * @param target what is called; over which handle may change
	 * @param limit how long all attempts may take
	 * @param rules when a call is made again
	 * @param selector picks the handle, or {@code null} for that of the target
	 */
	Attempts(CallTarget target, TimeLimit limit, RepetitionRules rules, @Nullable HandleSelector selector) {
		this.rules = rules;
		this.idempotent = target.operation().isIdempotent();
		this.repeatable = !target.operation().hasPipes();
		this.limit = limit;
		this.deadline = System.nanoTime() + Deadlines.nanos(Deadlines.bounded(limit.timeout()));
		this.selector = selector;
		this.target = target;
	}

	/**
	 * Begin the next attempt.
	 * @return what it calls
	 */
	CallTarget next() {
		this.attempts++;
		if (this.selector != null) {
			BindingHandle handle = this.selector.select(this.tried);
			if (handle == null) {
				this.tried.clear();
				handle = this.selector.select(this.tried);
			}
			if (handle != null) {
				this.tried.add(handle);
				this.target = this.target.over(handle);
			}
		}
		return this.target;
	}

	/** How many attempts were begun. */
	int count() {
		return this.attempts;
	}

	CallTarget target() {
		return this.target;
	}

	/** How long the next attempt may take. */
	TimeLimit limit() {
		return (this.limit.timeout().isZero()) ? this.limit
				: this.limit.within(Duration.ofNanos(this.deadline - System.nanoTime()));
	}

	/** The attempt succeeded. */
	void succeeded() {
		this.rules.budget().deposit();
		if (this.selector != null) {
			this.selector.succeeded(this.target.handle());
		}
	}

	/**
	 * The attempt failed.
	 * @param failure why
	 * @return how long to wait before the next one; {@code null} if there is none
	 */
	@Nullable Duration failed(Throwable failure) {
		if (!(failure instanceof RpcException ex)) {
			return null;
		}
		if (!ex.didNotExecute()) {
			this.uncertain = ex;
		}
		boolean mayPass = ex instanceof RpcCommunicationException || ex instanceof ServerTooBusyException
				|| ex instanceof EndpointNotRegisteredException;
		if (this.selector != null && mayPass) {
			this.selector.failed(this.target.handle());
		}
		if (!this.repeatable) {
			return null;
		}
		if (this.selector != null) {
			if (ex.didNotExecute() && (mayPass || ex instanceof UnknownInterfaceException)
					&& this.selector.select(this.tried) != null) {
				return inTime(Duration.ZERO);
			}
		}
		RetryPolicy policy = this.rules.policy();
		if (!mayPass || !(ex.didNotExecute() || this.idempotent) || this.rounds >= policy.maxAttempts()) {
			return null;
		}
		this.rounds++;
		Duration backoff = inTime(policy.backoff(this.rounds, ThreadLocalRandom.current().nextDouble()));
		return (backoff != null && this.rules.budget().withdraw()) ? backoff : null;
	}

	private @Nullable Duration inTime(Duration pause) {
		return (this.limit.timeout().isZero() || this.deadline - System.nanoTime() > pause.toNanos()) ? pause : null;
	}

	/**
	 * Return what the call failed with in the end: what says that it may have executed,
	 * if any attempt may have.
	 * @param last the failure of the last attempt
	 * @return the failure
	 */
	Throwable outcome(Throwable last) {
		RpcException uncertain = this.uncertain;
		if (uncertain != null && uncertain != last && last instanceof RpcException ex && ex.didNotExecute()) {
			uncertain.addSuppressed(last);
			return uncertain;
		}
		return last;
	}

	/**
	 * Return what the call failed with where the last attempt could not even begin.
	 * @param thrown what kept it from that
	 * @return the failure
	 */
	Throwable outcomeOfUnsent(Throwable thrown) {
		RpcException uncertain = this.uncertain;
		if (uncertain == null) {
			return thrown;
		}
		uncertain.addSuppressed(thrown);
		return uncertain;
	}

	/**
	 * An attempt ended with what is no failure of a call: an answer that the operation
	 * declares, or what kept the attempt from being made. It tells of the attempts
	 * before.
	 * @param thrown what it ended with
	 */
	void abandoned(Throwable thrown) {
		RpcException uncertain = this.uncertain;
		if (uncertain != null) {
			thrown.addSuppressed(uncertain);
		}
	}

	/**
	 * When a call is made again.
	 *
	 * @param policy how often, and when
	 * @param budget how often among the calls of a proxy
	 */
	record RepetitionRules(RetryPolicy policy, RetryBudget budget) {

	}

}
