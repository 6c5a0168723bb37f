package io.opnum.rpc.sample.api;

import io.opnum.rpc.RpcStatus;

/**
 * There are fewer of an article than were ordered.
 */
@SuppressWarnings("serial")
public final class OutOfStockException extends OrderDeskException {

	/** The status of the fault. Bit 29 marks the numbers that applications give. */
	public static final RpcStatus STATUS = RpcStatus.of(0xe0de1002);

	public OutOfStockException(String message) {
		super(message, STATUS);
	}

}
