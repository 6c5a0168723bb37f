package io.opnum.rpc.boot;

import org.jspecify.annotations.Nullable;

/**
 * A bean can't be served as its {@link RpcService @RpcService} annotation says.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class RpcServiceRegistrationException extends RuntimeException {

	private final String beanName;

	/**
	 * Create an exception.
	 * @param beanName the name of the bean
	 * @param message what is wrong
	 * @param cause the cause, if there is one
	 */
	public RpcServiceRegistrationException(String beanName, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.beanName = beanName;
	}

	/**
	 * Return the name of the bean.
	 * @return the name
	 */
	public String beanName() {
		return this.beanName;
	}

}
