package io.opnum.rpc.boot;

import java.util.List;

import io.opnum.rpc.RegistrationOptions;
import org.jspecify.annotations.Nullable;

/**
 * Two beans are to be served for one interface and the same object.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class DuplicateRpcServiceException extends RpcServiceRegistrationException {

	private final List<String> otherBeanNames;

	private final Class<?> rpcInterface;

	private final transient RegistrationOptions options;

	/**
	 * Create an exception.
	 * @param beanName the name of the bean that came second
	 * @param otherBeanNames the names of the beans that are served already
	 * @param rpcInterface the interface
	 * @param options how the second was to be registered
	 * @param cause what the server said
	 */
	public DuplicateRpcServiceException(String beanName, List<String> otherBeanNames, Class<?> rpcInterface,
			RegistrationOptions options, @Nullable Throwable cause) {
		super(beanName, "Bean '%s' can't be served as %s: %s".formatted(beanName, rpcInterface.getName(),
				(cause != null) ? cause.getMessage() : "it is served already"), cause);
		this.otherBeanNames = List.copyOf(otherBeanNames);
		this.rpcInterface = rpcInterface;
		this.options = options;
	}

	/**
	 * Return the names of the beans that are served already.
	 * @return the names; empty where the application registered something itself
	 */
	public List<String> otherBeanNames() {
		return this.otherBeanNames;
	}

	/**
	 * Return the interface.
	 * @return the interface
	 */
	public Class<?> rpcInterface() {
		return this.rpcInterface;
	}

	/**
	 * Return how the second bean was to be registered.
	 * @return the options
	 */
	public RegistrationOptions options() {
		return this.options;
	}

}
