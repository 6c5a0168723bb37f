package io.opnum.rpc.sample.api;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.Idempotent;
import io.opnum.rpc.RpcInterface;

/**
 * Where articles are looked up and ordered. An interface like any other in Java: nothing
 * of it is generated, and the order of its methods gives the operation numbers.
 */
@RpcInterface(uuid = "0c5b3b0e-2f4d-4a52-9d0a-7be5b1a6e8f1", version = "1.0")
public interface OrderDesk {

	/**
	 * Return how many of an article there are.
	 * @param sku the stock keeping unit of the article
	 * @return the number
	 * @throws UnknownSkuException if there is no such article
	 */
	@Idempotent
	int inStock(String sku) throws UnknownSkuException;

	/**
	 * Return the articles of a category.
	 * @param category the category
	 * @return the articles
	 */
	@Idempotent
	List<Article> articles(Category category);

	/**
	 * Order articles: all of them, or none.
	 * @param customer who orders
	 * @param lines what is ordered
	 * @return the order
	 * @throws UnknownSkuException if there is no such article
	 * @throws OutOfStockException if there are fewer of an article than ordered
	 */
	Order place(UUID customer, List<OrderLine> lines) throws UnknownSkuException, OutOfStockException;

	/**
	 * Return an order.
	 * @param id the id of the order
	 * @return the order, if there is one with that id
	 */
	@Idempotent
	Optional<Order> order(UUID id);

	/**
	 * Return the orders of a customer. The caller's thread does not wait for them.
	 * @param customer who ordered
	 * @return the orders, the oldest first
	 */
	@Idempotent
	CompletableFuture<List<Order>> orders(UUID customer);

}
