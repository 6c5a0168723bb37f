package io.opnum.rpc;

import org.jspecify.annotations.Nullable;

/**
 * The server could not be reached, or the connection was lost. {@link #didNotExecute()}
 * tells whether the call may have run.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class RpcCommunicationException extends RpcException {

	/**
	 * Create an exception.
	 * @param message what was called, where, and what to do
	 * @param status the status
	 * @param didNotExecute whether the operation certainly did not run
	 * @param cause the cause, if there is one
	 */
	public RpcCommunicationException(String message, RpcStatus status, boolean didNotExecute,
			@Nullable Throwable cause) {
		super(message, status, didNotExecute, cause);
	}

}
