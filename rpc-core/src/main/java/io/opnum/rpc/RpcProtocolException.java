package io.opnum.rpc;

import org.jspecify.annotations.Nullable;

/**
 * The peer broke the protocol, or said that we did ({@code nca_s_proto_error},
 * {@code bind_nak}).
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class RpcProtocolException extends RpcException {

	/**
	 * Create an exception.
	 * @param message what was called, where, and what to do
	 * @param status the status
	 * @param didNotExecute whether the operation certainly did not run
	 * @param cause the cause, if there is one
	 */
	public RpcProtocolException(String message, RpcStatus status, boolean didNotExecute, @Nullable Throwable cause) {
		super(message, status, didNotExecute, cause);
	}

}
