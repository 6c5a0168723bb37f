package io.opnum.rpc.sample.api;

import io.opnum.rpc.RpcStatus;

/**
 * There is no article with that stock keeping unit.
 */
@SuppressWarnings("serial")
public final class UnknownSkuException extends OrderDeskException {

	/** The status of the fault. Bit 29 marks the numbers that applications give. */
	public static final RpcStatus STATUS = RpcStatus.of(0xe0de1001);

	public UnknownSkuException(String message) {
		super(message, STATUS);
	}

}
