package io.opnum.rpc.sample.api;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.Idempotent;
import io.opnum.rpc.Interruptible;
import io.opnum.rpc.Maybe;
import io.opnum.rpc.RpcInterface;

/**
 * How orders get to their customers. Carriers take their time: here is what calls that
 * last have to say to each other.
 */
@RpcInterface(uuid = "9b7d2c1e-64f0-4f3a-b0a5-1d8e7c5f2a46", version = "1.0")
public interface Shipping {

	/**
	 * Ask the carriers what they take for an order. Who has more time may get a better
	 * offer: carriers that would not answer before the deadline of the call are not
	 * asked. To ask twice does no harm, and nobody is asked for a caller that gave up.
	 * @param order the id of the order
	 * @return the cheapest offer
	 */
	@Idempotent
	@Interruptible
	Offer cheapest(UUID order);

	/**
	 * Have an order shipped. The caller's thread does not wait until the carrier has come
	 * for it; a call that is cancelled before calls the carrier off.
	 * @param order the id of the order
	 * @param carrier who shall ship it
	 * @return the order, which is shipped
	 */
	CompletableFuture<Order> ship(UUID order, String carrier);

	/**
	 * Praise a carrier. Nobody waits for the praise to arrive, and if it is lost that
	 * does no harm.
	 * @param carrier who did well
	 */
	@Maybe
	void praise(String carrier);

}
