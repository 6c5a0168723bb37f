package io.opnum.rpc.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerLimits;

/**
 * A server in a JVM of its own that tells how much heap it needs.
 */
final class GrowingServer {

	private static final int MANY = 10_000_000;

	private GrowingServer() {
	}

	/**
	 * Run the server.
	 * @param args its port
	 * @throws Exception if it does not start
	 */
	public static void main(String[] args) throws Exception {
		try (RpcServer server = RpcServer.builder()
			.endpoint("ncacn_ip_tcp:[%s]".formatted(args[0]))
			.executor(Runnable::run)
			.limits(RpcServerLimits.DEFAULT.withMaxConnectionsPerAddress(RpcServerLimits.DEFAULT.maxConnections())
				.withMaxContextHandles(MANY)
				.withMaxContextHandlesPerAssociation(MANY))
			.build()) {
			server.register(Growing.class, new Growing() {

				@Override
				public int addOne(int value) {
					return value + 1;
				}

				@Override
				public ContextHandle<State> open() {
					return ContextHandle.of(State.NONE);
				}

			});
			server.start();
			System.out.println("ready");
			BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
			while (in.readLine() != null) {
				System.out.println(Usage.heapOctets());
			}
		}
		System.exit(0);
	}

	static Process start() throws IOException {
		String port = ChildProcess.freePort();
		return new Process(port, new ChildProcess(GrowingServer.class, port));
	}

	/**
	 * The server as its client sees it.
	 */
	record Process(String port, ChildProcess process) implements AutoCloseable {

		long heapOctets() throws IOException {
			return Long.parseLong(this.process.ask("heap"));
		}

		ManyConnections connect() {
			return new ManyConnections(this.port);
		}

		@Override
		public void close() {
			this.process.close();
		}

	}

	/**
	 * The state of a context handle: nothing, so that only the handle itself counts.
	 */
	enum State {

		NONE

	}

	/**
	 * The interface.
	 */
	@RpcInterface(uuid = "f9d1b53c-0a8e-4e3a-9c62-5a54f0f2b7c1", version = "1.0")
	interface Growing {

		int addOne(int value);

		ContextHandle<State> open();

		/**
		 * The same, called asynchronously.
		 */
		@RpcInterface(uuid = "f9d1b53c-0a8e-4e3a-9c62-5a54f0f2b7c1", version = "1.0")
		interface Async {

			CompletableFuture<Integer> addOne(int value);

			CompletableFuture<ContextHandle<State>> open();

		}

	}

}
