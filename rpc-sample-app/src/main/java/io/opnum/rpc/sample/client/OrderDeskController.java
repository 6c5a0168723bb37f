package io.opnum.rpc.sample.client;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.boot.RpcClient;
import io.opnum.rpc.sample.api.Article;
import io.opnum.rpc.sample.api.Category;
import io.opnum.rpc.sample.api.Order;
import io.opnum.rpc.sample.api.OrderDesk;
import io.opnum.rpc.sample.api.OrderLine;
import io.opnum.rpc.sample.api.OutOfStockException;
import io.opnum.rpc.sample.api.UnknownSkuException;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The order desk for browsers: each request becomes a call over RPC.
 */
@RestController
class OrderDeskController {

	private final OrderDesk orderDesk;

	OrderDeskController(@RpcClient("order-desk") OrderDesk orderDesk) {
		this.orderDesk = orderDesk;
	}

	@GetMapping("/articles")
	List<Article> articles(@RequestParam Category category) {
		return this.orderDesk.articles(category);
	}

	@GetMapping("/articles/{sku}")
	Stock inStock(@PathVariable String sku) throws UnknownSkuException {
		return new Stock(sku, this.orderDesk.inStock(sku));
	}

	@PostMapping("/orders")
	@ResponseStatus(HttpStatus.CREATED)
	Order place(@RequestBody NewOrder order) throws UnknownSkuException, OutOfStockException {
		return this.orderDesk.place(order.customer(), order.lines());
	}

	@GetMapping("/orders/{id}")
	ResponseEntity<Order> order(@PathVariable UUID id) {
		return ResponseEntity.of(this.orderDesk.order(id));
	}

	@GetMapping("/orders")
	CompletableFuture<List<Order>> orders(@RequestParam UUID customer) {
		return this.orderDesk.orders(customer);
	}

	record Stock(String sku, int inStock) {

	}

	record NewOrder(UUID customer, List<OrderLine> lines) {

	}

}
