package io.opnum.rpc;

import org.jspecify.annotations.Nullable;

/**
 * The peer refused the caller ({@code ERROR_ACCESS_DENIED}).
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class RpcAccessDeniedException extends RpcException {

	/**
	 * Create an exception.
	 * @param message what was called, where, and what to do
	 * @param status the status
	 * @param didNotExecute whether the operation certainly did not run
	 * @param cause the cause, if there is one
	 */
	public RpcAccessDeniedException(String message, RpcStatus status, boolean didNotExecute,
			@Nullable Throwable cause) {
		super(message, status, didNotExecute, cause);
	}

}
