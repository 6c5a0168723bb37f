package io.opnum.rpc.sample.client;

import io.opnum.rpc.sample.api.Order;
import io.opnum.rpc.sample.api.OrderLine;
import io.opnum.rpc.sample.api.OutOfStockException;
import io.opnum.rpc.sample.api.UnknownSkuException;
import jakarta.servlet.http.HttpSession;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Orders for browsers that are put together over several requests.
 */
@RestController
class BasketController {

	private final HeldBasket basket;

	BasketController(HeldBasket basket) {
		this.basket = basket;
	}

	@PostMapping("/basket")
	Filled add(@RequestParam String sku, @RequestParam int quantity) throws UnknownSkuException {
		return new Filled(this.basket.add(new OrderLine(sku, quantity)));
	}

	@PostMapping("/basket/order")
	@ResponseStatus(HttpStatus.CREATED)
	Order place() throws OutOfStockException {
		return this.basket.place();
	}

	@DeleteMapping("/basket")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void discard(HttpSession session) {
		session.invalidate();
	}

	record Filled(long totalInCents) {

	}

}
