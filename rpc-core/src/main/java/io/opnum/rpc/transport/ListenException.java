package io.opnum.rpc.transport;

import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint can't be listened on.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class ListenException extends RpcException {

	/** Why. */
	public enum Reason {

		/** Somebody listens there already. */
		IN_USE,

		/** The operating system does not let this user listen there. */
		NOT_PERMITTED,

		/** The network address is not of this host, or unknown. */
		NO_SUCH_ADDRESS,

		/** Something else. */
		OTHER

	}

	private final transient Endpoint endpoint;

	private final Reason reason;

	/**
	 * Create an exception.
	 * @param endpoint the endpoint
	 * @param reason why
	 * @param message what to do
	 * @param cause the cause
	 */
	public ListenException(Endpoint endpoint, Reason reason, String message, @Nullable Throwable cause) {
		super(message, (reason == Reason.IN_USE) ? RpcStatus.DUPLICATE_ENDPOINT : RpcStatus.CANT_CREATE_ENDPOINT, true,
				cause);
		this.endpoint = endpoint;
		this.reason = reason;
	}

	/**
	 * Return the endpoint.
	 * @return the endpoint
	 */
	public Endpoint endpoint() {
		return this.endpoint;
	}

	/**
	 * Return why.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

}
