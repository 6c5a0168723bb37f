package io.opnum.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Surrounds the calls that a server runs. Interceptors run on the thread of the
 * operation, in their order, the first one outermost.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RpcServerInterceptor {

	/**
	 * Surround a call.
	 * @param call the call
	 * @param chain the rest of the chain, to be called at most once
	 * @return the result of the operation; a {@link java.util.concurrent.CompletionStage}
	 * where the operation is asynchronous
	 * @throws Throwable what shall become a fault
	 */
	@Nullable Object intercept(RpcServerCall call, Chain chain) throws Throwable;

	/**
	 * The rest of the chain.
	 */
	interface Chain {

		/**
		 * Go on with the call: the next interceptor, or unmarshalling and the operation.
		 * @return the result of the operation
		 * @throws Throwable what the operation threw
		 */
		@Nullable Object proceed() throws Throwable;

	}

}
