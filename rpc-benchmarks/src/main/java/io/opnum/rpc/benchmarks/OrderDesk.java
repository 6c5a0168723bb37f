package io.opnum.rpc.benchmarks;

import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.RpcInterface;

/**
 * The interface that is measured.
 */
@RpcInterface(uuid = "0e0f8bd0-3c5b-4cc5-9d1b-7d2a54a3b1c6", version = "1.0")
public interface OrderDesk {

	int addOne(int value);

	Order.Receipt place(Order order);

	byte[] echo(byte[] octets);

	/**
	 * The implementation.
	 */
	class Desk implements OrderDesk {

		@Override
		public int addOne(int value) {
			return value + 1;
		}

		@Override
		public Order.Receipt place(Order order) {
			return order.receipt();
		}

		@Override
		public byte[] echo(byte[] octets) {
			return octets;
		}

	}

	/**
	 * The same operations called asynchronously: the same octets.
	 */
	@RpcInterface(uuid = "0e0f8bd0-3c5b-4cc5-9d1b-7d2a54a3b1c6", version = "1.0")
	interface Async {

		CompletableFuture<Integer> addOne(int value);

		CompletableFuture<Order.Receipt> place(Order order);

		CompletableFuture<byte[]> echo(byte[] octets);

	}

}
