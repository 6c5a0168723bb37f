package io.opnum.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Decides with which status an exception of an operation goes out. Its text never does.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FaultMapper {

	/**
	 * Map an exception.
	 * @param exception what the operation, or an interceptor, threw
	 * @param call the call
	 * @return the status of the fault, or {@code null} to leave it to the next mapper
	 */
	@Nullable RpcStatus map(Throwable exception, RpcServerCall call);

}
