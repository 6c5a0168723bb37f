package io.opnum.rpc.boot;

import java.util.List;

/**
 * The client bindings of the application and the proxies that call over them. Inject it
 * where the binding or the interface is known only at run time; elsewhere
 * {@link RpcClient @RpcClient} is simpler.
 * <p>
 * Thread-safe.
 *
 * @since 0.1.0
 */
public interface RpcClients {

	/**
	 * Return the proxy of an interface over a binding. It is made on first use and shared
	 * from then on; nothing is connected until its first call.
	 * @param <T> the interface
	 * @param binding the name of the binding
	 * @param rpcInterface the interface, annotated with
	 * {@link io.opnum.rpc.RpcInterface @RpcInterface}
	 * @return the proxy
	 * @throws UnknownRpcClientBindingException if no such binding is configured
	 * @throws NotAnRpcInterfaceException if the type lacks the annotation
	 * @throws io.opnum.rpc.InterfaceDefinitionException if the interface has defects
	 */
	<T> T get(String binding, Class<T> rpcInterface);

	/**
	 * Return the bindings: those configured, and those that proxies were made for.
	 * @return a snapshot, ordered by name
	 */
	List<RpcClientBinding> bindings();

}
