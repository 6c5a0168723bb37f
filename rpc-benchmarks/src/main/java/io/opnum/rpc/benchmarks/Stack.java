package io.opnum.rpc.benchmarks;

import java.util.concurrent.CompletableFuture;

/**
 * One of the programs that are compared.
 */
enum Stack {

	/**
	 * Netty, length-prefixed, the operation on the event loop: what the machine can do.
	 */
	NETTY {
		@Override
		AutoCloseable server(int port) throws Exception {
			return BareNetty.server(port, false);
		}

		@Override
		Client client(int port) throws Exception {
			return BareNetty.client(port);
		}
	},

	/** The same with the operation on another thread. */
	NETTY_HOP {
		@Override
		AutoCloseable server(int port) throws Exception {
			return BareNetty.server(port, true);
		}

		@Override
		Client client(int port) throws Exception {
			return BareNetty.client(port);
		}
	},

	/** The grpc-java library as it comes. */
	GRPC {
		@Override
		AutoCloseable server(int port) throws Exception {
			return GrpcStack.server(port, false);
		}

		@Override
		Client client(int port) {
			return GrpcStack.client(port, false);
		}
	},

	/** The grpc-java library with directExecutor on both sides. */
	GRPC_DIRECT {
		@Override
		AutoCloseable server(int port) throws Exception {
			return GrpcStack.server(port, true);
		}

		@Override
		Client client(int port) {
			return GrpcStack.client(port, true);
		}
	},

	/** Opnum as it comes: operations may block. */
	OPNUM {
		@Override
		AutoCloseable server(int port) {
			return OpnumStack.server(OpnumStack.tcp(port), false);
		}

		@Override
		Client client(int port) {
			return OpnumStack.client(OpnumStack.tcp(port), false);
		}
	},

	/** Opnum with operations on the event loop. */
	OPNUM_DIRECT {
		@Override
		AutoCloseable server(int port) {
			return OpnumStack.server(OpnumStack.tcp(port), true);
		}

		@Override
		Client client(int port) {
			return OpnumStack.client(OpnumStack.tcp(port), true);
		}
	},

	/** Opnum as it comes, over a Unix domain socket. */
	OPNUM_LOCAL {
		@Override
		AutoCloseable server(int port) {
			return OpnumStack.server(OpnumStack.local(port), false);
		}

		@Override
		Client client(int port) {
			return OpnumStack.client(OpnumStack.local(port), false);
		}
	};

	abstract AutoCloseable server(int port) throws Exception;

	abstract Client client(int port) throws Exception;

	String label() {
		return name().toLowerCase().replace('_', '-');
	}

	/**
	 * The client's side.
	 */
	interface Client extends AutoCloseable {

		int addOne(int value) throws Exception;

		Order.Receipt place(Order order) throws Exception;

		CompletableFuture<Integer> addOneAsync(int value);

		CompletableFuture<Order.Receipt> placeAsync(Order order);

	}

}
