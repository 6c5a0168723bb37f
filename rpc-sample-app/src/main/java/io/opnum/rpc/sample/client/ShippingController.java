package io.opnum.rpc.sample.client;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.boot.RpcClient;
import io.opnum.rpc.sample.api.Offer;
import io.opnum.rpc.sample.api.Order;
import io.opnum.rpc.sample.api.Shipping;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shipping for browsers.
 */
@RestController
class ShippingController {

	private final Shipping shipping;

	ShippingController(@RpcClient("order-desk") Shipping shipping) {
		this.shipping = shipping;
	}

	@GetMapping("/orders/{id}/offer")
	Offer cheapest(@PathVariable UUID id) {
		return this.shipping.cheapest(id);
	}

	@PostMapping("/orders/{id}/shipment")
	CompletableFuture<Order> ship(@PathVariable UUID id, @RequestParam String carrier) {
		return this.shipping.ship(id, carrier);
	}

	@PostMapping("/carriers/{name}/praise")
	@ResponseStatus(HttpStatus.ACCEPTED)
	void praise(@PathVariable String name) {
		this.shipping.praise(name);
	}

}
