package io.opnum.rpc;

import org.jspecify.annotations.Nullable;

/**
 * The server answered with a fault. Thrown by an operation it becomes that fault.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class RpcFaultException extends RpcException {

	/**
	 * Create an exception.
	 * @param message what was called, where, and what to do
	 * @param status the status
	 * @param didNotExecute whether the operation certainly did not run
	 * @param cause the cause, if there is one
	 */
	public RpcFaultException(String message, RpcStatus status, boolean didNotExecute, @Nullable Throwable cause) {
		super(message, status, didNotExecute, cause);
	}

	/**
	 * Create a fault to be thrown by an operation.
	 * @param status the status that the client shall see
	 */
	public RpcFaultException(RpcStatus status) {
		super("Fault " + status, status, false, null);
	}

	/**
	 * Create a fault to be thrown by an operation.
	 * @param status the status that the client shall see
	 * @param message what happened; it stays on the server, unless that sends extended
	 * error information
	 */
	public RpcFaultException(RpcStatus status, String message) {
		super(message, status, false, null);
	}

}
