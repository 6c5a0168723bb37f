package io.opnum.rpc;

import org.jspecify.annotations.Nullable;

/**
 * The server does not know a context handle, or not any more: it was closed, its
 * association has ended, or it belongs to another interface, type or association
 * ({@code nca_s_fault_context_mismatch}, on Windows {@code RPC_X_SS_CONTEXT_MISMATCH}).
 * What it stood for is gone; open a new one.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class ContextMismatchException extends RpcFaultException {

	/**
	 * Create an exception.
	 * @param message what was called, where, and what to do
	 * @param status the status
	 * @param didNotExecute whether the operation certainly did not run
	 * @param cause the cause, if there is one
	 */
	public ContextMismatchException(String message, RpcStatus status, boolean didNotExecute,
			@Nullable Throwable cause) {
		super(message, status, didNotExecute, cause);
	}

}
