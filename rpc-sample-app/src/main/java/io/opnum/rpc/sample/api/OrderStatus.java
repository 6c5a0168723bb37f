package io.opnum.rpc.sample.api;

/**
 * How far an {@link Order} is.
 */
public enum OrderStatus {

	OPEN, SHIPPED, CANCELLED

}
