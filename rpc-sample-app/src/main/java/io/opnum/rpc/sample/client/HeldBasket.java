package io.opnum.rpc.sample.client;

import java.util.UUID;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.boot.RpcClient;
import io.opnum.rpc.sample.api.Baskets;
import io.opnum.rpc.sample.api.Baskets.Basket;
import io.opnum.rpc.sample.api.Order;
import io.opnum.rpc.sample.api.OrderLine;
import io.opnum.rpc.sample.api.OutOfStockException;
import io.opnum.rpc.sample.api.UnknownSkuException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.web.context.annotation.SessionScope;

/**
 * The basket of an HTTP session, which the server keeps behind a context handle. It is
 * given back when the session ends; should this application end without a word, the
 * server notices.
 */
@Component
@SessionScope
class HeldBasket implements AutoCloseable {

	private final Baskets baskets;

	private final UUID customer = UUID.randomUUID();

	private @Nullable ContextHandle<Basket> basket;

	HeldBasket(@RpcClient("order-desk") Baskets baskets) {
		this.baskets = baskets;
	}

	synchronized long add(OrderLine line) throws UnknownSkuException {
		return this.baskets.add(basket(), line);
	}

	synchronized Order place() throws OutOfStockException {
		return this.baskets.place(new InOut<>(basket()));
	}

	/** It is closed once its content was ordered, and when the server was restarted. */
	private ContextHandle<Basket> basket() {
		ContextHandle<Basket> held = this.basket;
		if (held == null || held.isClosed()) {
			held = this.baskets.open(this.customer);
			this.basket = held;
		}
		return held;
	}

	@Override
	public synchronized void close() {
		if (this.basket != null) {
			this.basket.close();
		}
	}

}
