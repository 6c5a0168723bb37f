package io.opnum.rpc.sample.api;

import io.opnum.rpc.RpcFaultStatus;

/**
 * There is no file of that name on the shelf, or none any more.
 */
@SuppressWarnings("serial")
@RpcFaultStatus(0xe0de1011)
public final class UnknownFileException extends Exception {

	public UnknownFileException(String message) {
		super(message);
	}

}
