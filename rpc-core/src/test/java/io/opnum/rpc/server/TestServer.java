package io.opnum.rpc.server;

import java.util.function.Consumer;

import io.opnum.rpc.RpcServer;

/**
 * Servers on a {@link ManualTransport} that run calls where they come in.
 */
final class TestServer {

	private TestServer() {
	}

	/** A server with a calculator on one endpoint, started. */
	static RpcServer start(ManualTransport transport, Consumer<RpcServerBuilder> customizer) {
		RpcServer server = build(transport, customizer);
		server.register(Calculator.class, new SimpleCalculator());
		server.start();
		return server;
	}

	/** A server without interfaces on one endpoint. */
	static RpcServer build(ManualTransport transport, Consumer<RpcServerBuilder> customizer) {
		RpcServerBuilder builder = new RpcServerBuilder();
		builder.endpoint("ncacn_ip_tcp:[9135]").transport(transport).executor(Runnable::run);
		builder.nanoTime = transport::nanoTime;
		customizer.accept(builder);
		return builder.build();
	}

}
