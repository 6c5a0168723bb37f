package io.opnum.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Stub data could not be read: it is too short, a count lies, a value is out of range.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class BadStubDataException extends RpcException {

	/**
	 * Create an exception.
	 * @param message what was called, where, and what to do
	 * @param status the status
	 * @param didNotExecute whether the operation certainly did not run
	 * @param cause the cause, if there is one
	 */
	public BadStubDataException(String message, RpcStatus status, boolean didNotExecute, @Nullable Throwable cause) {
		super(message, status, didNotExecute, cause);
	}

	/**
	 * Create an exception of status {@code RPC_X_BAD_STUB_DATA}.
	 * @param message which type and field, at which offset, what was expected and found
	 */
	public BadStubDataException(String message) {
		super(message, RpcStatus.BAD_STUB_DATA, false, null);
	}

	/**
	 * Create an exception.
	 * @param message which type and field, at which offset, what was expected and found
	 * @param status the status, for example {@link RpcStatus#INVALID_TAG}
	 */
	public BadStubDataException(String message, RpcStatus status) {
		super(message, status, false, null);
	}

}
