package io.opnum.rpc.boot;

import io.opnum.rpc.binding.StringBinding;

/**
 * Changes the configured endpoints of the RPC server before it listens on them:
 * {@code rpc.server.bindings}, and what services are confined to. Beans of this type are
 * called in their order. The same endpoint must always be changed to the same.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RpcServerBindingCustomizer {

	/**
	 * Change an endpoint.
	 * @param stringBinding the endpoint as it is configured
	 * @return the endpoint to listen on
	 */
	StringBinding customize(StringBinding stringBinding);

}
