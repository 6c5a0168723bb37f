package io.opnum.rpc.boot.application;

import io.opnum.rpc.boot.RpcClient;
import io.opnum.rpc.boot.RpcService;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.fixtures.Inventory;
import io.opnum.rpc.boot.fixtures.Pricing;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * An application that serves two interfaces on two endpoints and calls them.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class WarehouseApplication {

	@Bean
	@RpcService(endpoints = "ncacn_ip_tcp:127.0.0.1")
	Inventory inventory() {
		return new InMemoryInventory();
	}

	@Bean
	@RpcService(endpoints = "opnum_inproc:[warehouse]")
	Pricing pricing() {
		return (sku) -> 100 * sku.length();
	}

	@Bean
	Checkout checkout(@RpcClient("stock") Inventory inventory, @RpcClient("prices") Pricing pricing) {
		return new Checkout(inventory, pricing);
	}

	/** Calls both. */
	public record Checkout(Inventory inventory, Pricing pricing) {

		/**
		 * Return what is left and what it costs.
		 */
		public int total(String sku, int quantity) {
			return this.inventory.reserve(sku, quantity) + this.pricing.price(sku);
		}

	}

}
