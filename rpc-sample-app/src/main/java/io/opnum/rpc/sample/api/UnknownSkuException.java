package io.opnum.rpc.sample.api;

import io.opnum.rpc.RpcFaultStatus;

/**
 * There is no article with that stock keeping unit. On the wire it is a fault with the
 * status given here, at the caller this exception again.
 */
@SuppressWarnings("serial")
@RpcFaultStatus(0xe0de1001)
public final class UnknownSkuException extends Exception {

	public UnknownSkuException(String message) {
		super(message);
	}

}
