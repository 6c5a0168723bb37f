package io.opnum.rpc.sample.server;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.boot.RpcService;
import io.opnum.rpc.sample.api.Baskets;
import io.opnum.rpc.sample.api.Order;
import io.opnum.rpc.sample.api.OrderLine;
import io.opnum.rpc.sample.api.OutOfStockException;
import io.opnum.rpc.sample.api.UnknownSkuException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The baskets of the order desk. Calls with the same basket come one after the other, so
 * that nothing here need be thread-safe.
 */
@RpcService
class InMemoryBaskets implements Baskets {

	private static final Logger logger = LoggerFactory.getLogger(InMemoryBaskets.class);

	private final InMemoryOrderDesk desk;

	InMemoryBaskets(InMemoryOrderDesk desk) {
		this.desk = desk;
	}

	@Override
	public ContextHandle<Basket> open(UUID customer) {
		return ContextHandle.of(new FilledBasket(customer),
				(basket) -> logger.info("{} was left behind by its client", basket));
	}

	@Override
	public long add(ContextHandle<Basket> basket, OrderLine line) throws UnknownSkuException {
		return filled(basket).add(line, this.desk.price(line.sku()));
	}

	@Override
	public Order place(InOut<ContextHandle<Basket>> basket) throws OutOfStockException {
		FilledBasket filled = filled(basket.get());
		Order order;
		try {
			order = this.desk.place(filled.customer, filled.lines);
		}
		catch (UnknownSkuException ex) {
			throw new IllegalStateException("An article in the basket is not sold any more", ex);
		}
		basket.set(null);
		return order;
	}

	@Override
	public void discard(InOut<ContextHandle<Basket>> basket) {
		basket.set(null);
	}

	private static FilledBasket filled(ContextHandle<Basket> basket) {
		return (FilledBasket) basket.state();
	}

	/**
	 * A basket and what is in it.
	 */
	private static final class FilledBasket implements Basket {

		private final UUID customer;

		private final List<OrderLine> lines = new ArrayList<>();

		private long totalInCents;

		FilledBasket(UUID customer) {
			this.customer = customer;
		}

		long add(OrderLine line, long priceInCents) {
			this.lines.add(line);
			this.totalInCents += line.quantity() * priceInCents;
			return this.totalInCents;
		}

		@Override
		public String toString() {
			return "Basket of " + this.customer + " with " + this.lines.size() + " lines";
		}

	}

}
