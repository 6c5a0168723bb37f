package io.opnum.rpc;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * A pipe can't be read or written on: its other end is gone, gave up or is silent; it was
 * used against the order of pipes; or its octets make no sense. An operation that lets it
 * pass is answered with its {@link #status()}.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public final class PipeException extends IOException {

	private final RpcStatus status;

	/**
	 * Create an exception.
	 * @param message which pipe, what happened, and the mend
	 * @param status the status, one of {@code nca_s_fault_pipe_*} as a rule
	 * @param cause the cause, if there is one
	 */
	public PipeException(String message, RpcStatus status, @Nullable Throwable cause) {
		super(message, cause);
		this.status = status;
	}

	/**
	 * Return the status.
	 * @return the status
	 */
	public RpcStatus status() {
		return this.status;
	}

}
