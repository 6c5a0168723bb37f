package io.opnum.rpc.client;

import io.opnum.rpc.ExtendedErrorException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * Why a call, or one attempt of it, failed. It becomes an exception only on the thread
 * that throws it, so that the stack trace is the caller's and each call has its own.
 * Immutable.
 *
 * @param kind makes the exception
 * @param status the status
 * @param didNotExecute whether the operation certainly did not run
 * @param remedy what may be tried transparently, once
 * @param text what happened, and what to do
 * @param cause the cause, if there is one
 * @param fault whether the server answered the call with it
 */
record Failure(Kind kind, RpcStatus status, boolean didNotExecute, Remedy remedy, String text,
		@Nullable Throwable cause, boolean fault) {

	Failure(Kind kind, RpcStatus status, boolean didNotExecute, Remedy remedy, String text, @Nullable Throwable cause) {
		this(kind, status, didNotExecute, remedy, text, cause, false);
	}

	/**
	 * This failure of a call whose request was not sent, so that it certainly did not
	 * run.
	 * @return this, or a copy
	 */
	Failure notSent() {
		return (this.didNotExecute) ? this : new Failure(this.kind, this.status, true, this.remedy,
				this.text + " (the request had not been sent)", this.cause, this.fault);
	}

	/**
	 * This failure of a call that can't be made again all the same, though it did not
	 * run: what its caller supplied is used up.
	 * @return this, or a copy
	 */
	Failure notRepeatable() {
		return (this.didNotExecute)
				? new Failure(this.kind, this.status, false, Remedy.NONE, this.text, this.cause, this.fault) : this;
	}

	/**
	 * This failure where nothing proves that the server told it: faults are not signed,
	 * and the request may have run before somebody in between put one in the place of the
	 * response. The caller decides whether to call again.
	 * @return this, or a copy
	 */
	Failure unproved() {
		return (this.remedy == Remedy.NONE) ? this : new Failure(this.kind, this.status, this.didNotExecute,
				Remedy.NONE, this.text, this.cause, this.fault);
	}

	/**
	 * Make the exception, with the stack of the current thread.
	 * @param target what was called, and where: the begin of its message
	 * @return the exception
	 */
	RpcException toException(Object target) {
		return this.kind.create(target + " failed: " + this.text, this.status, this.didNotExecute, this.cause);
	}

	/**
	 * Make the exception that the operation declares for it, with the stack of the
	 * current thread.
	 * @param target what was called, and where
	 * @return that exception; an {@link RpcException} where it declares none
	 */
	Throwable toDeclaredException(CallTarget target) {
		RpcException exception = toException(target);
		if (!this.fault) {
			return exception;
		}
		String message = (this.cause instanceof ExtendedErrorException error) ? error.info().exceptionMessage() : null;
		return target.operation().exceptionOf(message, exception);
	}

	/**
	 * A kind of {@link RpcException}: its constructor.
	 */
	@FunctionalInterface
	interface Kind {

		RpcException create(String message, RpcStatus status, boolean didNotExecute, @Nullable Throwable cause);

	}

	/**
	 * What may help after an attempt in which the call certainly did not execute.
	 */
	enum Remedy {

		/** Nothing: the caller decides. */
		NONE,

		/**
		 * The server may be somewhere else: if the endpoint was resolved, resolve it
		 * anew.
		 */
		RESOLVE,

		/** The request never left: send it over a new connection. */
		RECONNECT

	}

}
