package io.opnum.rpc.boot;

import io.opnum.rpc.RpcServer;

/**
 * Changes the auto-configured {@link RpcServer} before it is built, after all properties
 * and beans have been applied. Beans of this type are called in their order.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RpcServerCustomizer {

	/**
	 * Customize the server.
	 * @param builder what builds it
	 */
	void customize(RpcServer.Builder builder);

}
