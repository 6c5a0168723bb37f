package io.opnum.rpc;

import org.jspecify.annotations.Nullable;

/**
 * A string binding or a binding handle is wrong, or names something not supported.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class InvalidBindingException extends RpcException {

	/**
	 * Create an exception.
	 * @param message what was called, where, and what to do
	 * @param status the status
	 * @param didNotExecute whether the operation certainly did not run
	 * @param cause the cause, if there is one
	 */
	public InvalidBindingException(String message, RpcStatus status, boolean didNotExecute, @Nullable Throwable cause) {
		super(message, status, didNotExecute, cause);
	}

}
