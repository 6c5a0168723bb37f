package io.opnum.rpc.boot;

import io.opnum.rpc.RpcServer;

/**
 * The RPC server is listening: its endpoints are open and in the endpoint map. Published
 * on the thread that starts the context.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class RpcServerStartedEvent extends RpcServerEvent {

	/**
	 * Create an event.
	 * @param server the server
	 */
	public RpcServerStartedEvent(RpcServer server) {
		super(server);
	}

}
