package io.opnum.rpc.sample.api;

import io.opnum.rpc.RpcStatus;

/**
 * The order desk refuses. On the wire it is a fault with the {@link #status() status} of
 * its kind; the text stays where it was written.
 */
@SuppressWarnings("serial")
public abstract sealed class OrderDeskException extends Exception permits UnknownSkuException, OutOfStockException {

	private final RpcStatus status;

	OrderDeskException(String message, RpcStatus status) {
		super(message);
		this.status = status;
	}

	/**
	 * Return the status that tells this kind of refusal from others.
	 * @return the status
	 */
	public RpcStatus status() {
		return this.status;
	}

}
