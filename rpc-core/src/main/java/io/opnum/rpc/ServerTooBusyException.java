package io.opnum.rpc;

import org.jspecify.annotations.Nullable;

/**
 * The server has no room for the call now; it did not execute and may be tried again
 * ({@code nca_s_server_too_busy}).
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class ServerTooBusyException extends RpcException {

	/**
	 * Create an exception.
	 * @param message what was called, where, and what to do
	 * @param status the status
	 * @param didNotExecute whether the operation certainly did not run
	 * @param cause the cause, if there is one
	 */
	public ServerTooBusyException(String message, RpcStatus status, boolean didNotExecute, @Nullable Throwable cause) {
		super(message, status, didNotExecute, cause);
	}

}
