package io.opnum.rpc.boot;

/**
 * Changes the auto-configured {@link io.opnum.rpc.RpcClient} before it is built, after
 * all properties and beans have been applied. Beans of this type are called in their
 * order.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RpcClientCustomizer {

	/**
	 * Customize the client.
	 * @param builder what builds it
	 */
	void customize(io.opnum.rpc.RpcClient.Builder builder);

}
