package io.opnum.rpc.benchmarks;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;

/**
 * One of the programs that transfer octets.
 */
enum TransferStack {

	/** Netty, nothing but the octets, handled on the event loops. */
	NETTY {
		@Override
		AutoCloseable server(int port) throws Exception {
			return NettyTransfers.server(port);
		}

		@Override
		Client client(int port) throws Exception {
			return NettyTransfers.client(port);
		}
	},

	/** Sockets of the JDK, nothing but the octets, a thread at each end. */
	SOCKET {
		@Override
		AutoCloseable server(int port) throws Exception {
			return SocketTransfers.server(port);
		}

		@Override
		Client client(int port) throws Exception {
			return SocketTransfers.client(port);
		}
	},

	/** Streams of the grpc-java library as it comes. */
	GRPC {
		@Override
		AutoCloseable server(int port) throws Exception {
			return GrpcTransfers.server(port, false);
		}

		@Override
		Client client(int port) {
			return GrpcTransfers.client(port, false);
		}
	},

	/** The same with directExecutor on both sides. */
	GRPC_DIRECT {
		@Override
		AutoCloseable server(int port) throws Exception {
			return GrpcTransfers.server(port, true);
		}

		@Override
		Client client(int port) {
			return GrpcTransfers.client(port, true);
		}
	},

	/** Pipes of Opnum. */
	OPNUM {
		@Override
		AutoCloseable server(int port) {
			return pipes(OpnumStack.tcp().binding(port));
		}

		@Override
		Client client(int port) {
			return pipesOf(OpnumStack.tcp().binding(port));
		}
	},

	/** The same over a Unix domain socket. */
	OPNUM_LOCAL {
		@Override
		AutoCloseable server(int port) {
			return pipes(OpnumStack.local().binding(port));
		}

		@Override
		Client client(int port) {
			return pipesOf(OpnumStack.local().binding(port));
		}
	};

	abstract AutoCloseable server(int port) throws Exception;

	abstract Client client(int port) throws Exception;

	String label() {
		return name().toLowerCase().replace('_', '-');
	}

	private static AutoCloseable pipes(String binding) {
		RpcServer server = RpcServer.builder().endpoint(binding).build();
		server.register(Transfers.class, new Transfers.Endless());
		server.start();
		return server;
	}

	private static Client pipesOf(String binding) {
		RpcClient client = RpcClient.builder().build();
		Transfers transfers = client.proxy(Transfers.class, BindingHandle.of(binding));
		return new Client() {

			@Override
			public long upload(long length) throws Exception {
				return transfers.upload(new Portions.Supply(length));
			}

			@Override
			public long download(long length) throws Exception {
				Portions.Counter counter = new Portions.Counter();
				transfers.download(length, counter);
				return counter.count();
			}

			@Override
			public void close() {
				client.close();
			}

		};
	}

	/**
	 * The client's side. Both return how many octets came where they went.
	 */
	interface Client extends AutoCloseable {

		long upload(long length) throws Exception;

		long download(long length) throws Exception;

	}

}
