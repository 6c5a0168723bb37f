package io.opnum.rpc.sample.api;

import java.util.UUID;

import io.opnum.rpc.ClosesContext;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.RpcInterface;

/**
 * Orders that are put together over several calls. The server keeps a basket as long as
 * its client is there: one that goes without a word leaves nothing behind.
 */
@RpcInterface(uuid = "b1f0a7c4-5d7e-4a39-8c54-2f8f0f6c7d21", version = "1.0")
public interface Baskets {

	/**
	 * Take an empty basket.
	 * @param customer whose it is
	 * @return the basket
	 */
	ContextHandle<Basket> open(UUID customer);

	/**
	 * Put articles into a basket.
	 * @param basket the basket
	 * @param line what to put in
	 * @return what all of it costs, in cents
	 * @throws UnknownSkuException if there is no such article
	 */
	long add(ContextHandle<Basket> basket, OrderLine line) throws UnknownSkuException;

	/**
	 * Order what is in a basket, which is gone then. A basket that can't be ordered
	 * stays.
	 * @param basket the basket
	 * @return the order
	 * @throws OutOfStockException if there are fewer of an article than in the basket
	 */
	Order place(InOut<ContextHandle<Basket>> basket) throws OutOfStockException;

	/**
	 * Give a basket back without ordering.
	 * @param basket the basket
	 */
	@ClosesContext
	void discard(InOut<ContextHandle<Basket>> basket);

	/**
	 * A basket. What is in it the server alone knows.
	 */
	interface Basket {

	}

}
