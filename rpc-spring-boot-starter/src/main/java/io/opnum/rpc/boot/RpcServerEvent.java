package io.opnum.rpc.boot;

import io.opnum.rpc.RpcServer;

import org.springframework.context.ApplicationEvent;

/**
 * Something happened to the RPC server of the application.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public abstract class RpcServerEvent extends ApplicationEvent {

	RpcServerEvent(RpcServer server) {
		super(server);
	}

	/**
	 * Return the server.
	 * @return the server
	 */
	@Override
	public RpcServer getSource() {
		return (RpcServer) super.getSource();
	}

}
