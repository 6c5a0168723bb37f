package io.opnum.rpc.sample.api;

import io.opnum.rpc.RpcFaultStatus;

/**
 * There are fewer of an article than were ordered. On the wire it is a fault with the
 * status given here, at the caller this exception again.
 */
@SuppressWarnings("serial")
@RpcFaultStatus(0xe0de1002)
public final class OutOfStockException extends Exception {

	public OutOfStockException(String message) {
		super(message);
	}

}
