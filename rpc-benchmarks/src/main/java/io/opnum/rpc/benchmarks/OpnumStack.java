package io.opnum.rpc.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;

/**
 * Opnum, through its public API.
 *
 * @param binding the string binding, with the port or a part of the name left open
 * @param threads what operations run on
 * @param security how calls are protected, or {@code null}
 */
record OpnumStack(String binding, Threads threads, Security security) {

	/** Over a port of the loopback interface. */
	static OpnumStack tcp() {
		return new OpnumStack("ncacn_ip_tcp:127.0.0.1[%d]", Threads.DEFAULT, null);
	}

	/** Over a Unix domain socket. */
	static OpnumStack local() {
		return new OpnumStack("ncalrpc:[benchmark-%d]", Threads.DEFAULT, null);
	}

	OpnumStack direct() {
		return new OpnumStack(this.binding, Threads.DIRECT, this.security);
	}

	OpnumStack virtual() {
		return new OpnumStack(this.binding, Threads.VIRTUAL, this.security);
	}

	OpnumStack secured(Security security) {
		return new OpnumStack(this.binding, this.threads, security);
	}

	String binding(int port) {
		return this.binding.formatted(port);
	}

	AutoCloseable server(int port) {
		RpcServer.Builder builder = RpcServer.builder().endpoint(binding(port));
		switch (this.threads) {
			case DIRECT -> builder.executor(Runnable::run);
			case VIRTUAL -> builder.executor(virtualThreads());
			case DEFAULT -> {
				// As it comes
			}
		}
		if (this.security != null) {
			builder.securityAcceptor(this.security.acceptor().get());
		}
		RpcServer server = builder.build();
		server.register(OrderDesk.class, new OrderDesk.Desk());
		server.start();
		return server;
	}

	/** By reflection, since older JDKs do not have them. */
	private static Executor virtualThreads() {
		try {
			return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("There are no virtual threads", ex);
		}
	}

	Stack.Client client(int port) {
		RpcClient.Builder builder = RpcClient.builder();
		if (this.threads == Threads.DIRECT) {
			builder.callbackExecutor(Runnable::run);
		}
		if (this.security != null) {
			builder.securityInitiator(this.security.initiator().get()).authentication(this.security.info());
		}
		return new OpnumClient(builder.build(), BindingHandle.of(binding(port)));
	}

	private enum Threads {

		DEFAULT, DIRECT, VIRTUAL

	}

	private static final class OpnumClient implements Stack.Client {

		private final RpcClient client;

		private final OrderDesk desk;

		private final OrderDesk.Async async;

		OpnumClient(RpcClient client, BindingHandle handle) {
			this.client = client;
			this.desk = client.proxy(OrderDesk.class, handle);
			this.async = client.proxy(OrderDesk.Async.class, handle);
		}

		@Override
		public int addOne(int value) {
			return this.desk.addOne(value);
		}

		@Override
		public Order.Receipt place(Order order) {
			return this.desk.place(order);
		}

		@Override
		public byte[] echo(byte[] octets) {
			return this.desk.echo(octets);
		}

		@Override
		public CompletableFuture<Integer> addOneAsync(int value) {
			return this.async.addOne(value);
		}

		@Override
		public CompletableFuture<Order.Receipt> placeAsync(Order order) {
			return this.async.place(order);
		}

		@Override
		public void close() {
			this.client.close();
		}

	}

}
