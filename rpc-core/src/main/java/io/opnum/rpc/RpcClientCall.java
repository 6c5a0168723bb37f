package io.opnum.rpc;

import java.lang.reflect.Method;
import java.util.List;

import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.InterfaceId;
import org.jspecify.annotations.Nullable;

/**
 * A call that a client makes, as an {@link RpcClientInterceptor} sees it.
 *
 * @since 0.1.0
 */
public interface RpcClientCall {

	/**
	 * Return the id of the interface that is called.
	 * @return the interface id
	 */
	InterfaceId interfaceId();

	/**
	 * Return the Java interface that is called.
	 * @return the Java interface
	 */
	Class<?> rpcInterface();

	/**
	 * Return the method that is called.
	 * @return the method
	 */
	Method method();

	/**
	 * Return the operation number.
	 * @return the operation number
	 */
	int opnum();

	/**
	 * Return the binding handle that the call goes over.
	 * @return the binding handle; where a binding has several, that of the latest attempt
	 */
	BindingHandle bindingHandle();

	/**
	 * Return how many attempts were made so far, by a {@link RetryPolicy} or at other
	 * servers of the binding.
	 * @return 1 for a call that was not made again
	 */
	int attempts();

	/**
	 * Return the arguments.
	 * @return the arguments in the order of the parameters; not modifiable
	 */
	List<@Nullable Object> arguments();

}
