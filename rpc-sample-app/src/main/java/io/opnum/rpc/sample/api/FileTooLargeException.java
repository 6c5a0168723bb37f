package io.opnum.rpc.sample.api;

import io.opnum.rpc.RpcFaultStatus;

/**
 * A file is larger than the shelf takes.
 */
@SuppressWarnings("serial")
@RpcFaultStatus(0xe0de1012)
public final class FileTooLargeException extends Exception {

	public FileTooLargeException(String message) {
		super(message);
	}

}
