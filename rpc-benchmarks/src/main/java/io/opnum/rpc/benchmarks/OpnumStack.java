package io.opnum.rpc.benchmarks;

import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;

/**
 * Opnum, through its public API.
 */
final class OpnumStack {

	private OpnumStack() {
	}

	/** Return the string binding of a port of the loopback interface. */
	static String tcp(int port) {
		return "ncacn_ip_tcp:127.0.0.1[%d]".formatted(port);
	}

	/** Return the string binding of a Unix domain socket. */
	static String local(int port) {
		return "ncalrpc:[benchmark-%d]".formatted(port);
	}

	static AutoCloseable server(String binding, boolean direct) {
		RpcServer.Builder builder = RpcServer.builder().endpoint(binding);
		if (direct) {
			builder.executor(Runnable::run);
		}
		RpcServer server = builder.build();
		server.register(OrderDesk.class, new OrderDesk.Desk());
		server.start();
		return server;
	}

	static Stack.Client client(String binding, boolean direct) {
		RpcClient.Builder builder = RpcClient.builder();
		if (direct) {
			builder.callbackExecutor(Runnable::run);
		}
		RpcClient client = builder.build();
		BindingHandle handle = BindingHandle.of(binding);
		OrderDesk desk = client.proxy(OrderDesk.class, handle);
		OrderDesk.Async async = client.proxy(OrderDesk.Async.class, handle);
		return new Stack.Client() {

			@Override
			public int addOne(int value) {
				return desk.addOne(value);
			}

			@Override
			public Order.Receipt place(Order order) {
				return desk.place(order);
			}

			@Override
			public CompletableFuture<Integer> addOneAsync(int value) {
				return async.addOne(value);
			}

			@Override
			public CompletableFuture<Order.Receipt> placeAsync(Order order) {
				return async.place(order);
			}

			@Override
			public void close() {
				client.close();
			}

		};
	}

}
