package io.opnum.rpc.binding;

import java.util.List;

/**
 * Where a server makes its endpoints known: what {@code RpcEpRegister} and
 * {@code RpcEpUnregister} do.
 * <p>
 * Implementations are thread-safe. They may block.
 *
 * @since 0.1.0
 */
public interface EndpointRegistrar {

	/**
	 * Register endpoints.
	 * @param entries the entries
	 * @param replace whether older entries of the same interface, object and protocol
	 * sequence go ({@code RpcEpRegister}) or stay ({@code RpcEpRegisterNoReplace})
	 */
	void register(List<EndpointEntry> entries, boolean replace);

	/**
	 * Unregister endpoints. Those not registered are ignored.
	 * @param entries the entries
	 */
	void unregister(List<EndpointEntry> entries);

}
