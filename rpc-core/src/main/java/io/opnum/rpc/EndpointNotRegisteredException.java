package io.opnum.rpc;

import org.jspecify.annotations.Nullable;

/**
 * The endpoint map of the host has no endpoint for the interface
 * ({@code EPT_S_NOT_REGISTERED}).
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class EndpointNotRegisteredException extends RpcException {

	/**
	 * Create an exception.
	 * @param message what was called, where, and what to do
	 * @param status the status
	 * @param didNotExecute whether the operation certainly did not run
	 * @param cause the cause, if there is one
	 */
	public EndpointNotRegisteredException(String message, RpcStatus status, boolean didNotExecute,
			@Nullable Throwable cause) {
		super(message, status, didNotExecute, cause);
	}

}
