package io.opnum.rpc;

import java.lang.reflect.Method;
import java.util.List;

import io.opnum.rpc.binding.InterfaceId;
import org.jspecify.annotations.Nullable;

/**
 * A call that a server runs, as an {@link RpcServerInterceptor} sees it.
 * <p>
 * Used by one thread at a time.
 *
 * @since 0.1.0
 */
public interface RpcServerCall {

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
	 * Return the object that implements the interface.
	 * @return the implementation
	 */
	Object target();

	/**
	 * Return the context of the call.
	 * @return the context
	 */
	RpcCallContext context();

	/**
	 * Return the arguments, unmarshalled at the first use.
	 * @return the arguments in the order of the parameters; not modifiable
	 * @throws BadStubDataException if they can't be read
	 */
	List<@Nullable Object> arguments();

}
