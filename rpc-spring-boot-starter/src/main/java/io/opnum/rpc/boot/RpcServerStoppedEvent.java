package io.opnum.rpc.boot;

import io.opnum.rpc.RpcServer;

/**
 * The RPC server has ceased to listen and no call is in flight any more, or those that
 * are were given up.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class RpcServerStoppedEvent extends RpcServerEvent {

	/**
	 * Create an event.
	 * @param server the server
	 */
	public RpcServerStoppedEvent(RpcServer server) {
		super(server);
	}

}
