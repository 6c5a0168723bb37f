package io.opnum.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Surrounds the calls that a client makes. Interceptors run on the caller's thread, in
 * their order, the first one outermost.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RpcClientInterceptor {

	/**
	 * Surround a call.
	 * @param call the call
	 * @param chain the rest of the chain; called again it repeats the call
	 * @return the result of the call; a {@link java.util.concurrent.CompletionStage}
	 * where the operation is asynchronous
	 * @throws Throwable what the caller shall see
	 */
	@Nullable Object intercept(RpcClientCall call, Chain chain) throws Throwable;

	/**
	 * The rest of the chain.
	 */
	interface Chain {

		/**
		 * Go on with the call.
		 * @return the result of the call
		 * @throws Throwable what the call failed with
		 */
		@Nullable Object proceed() throws Throwable;

	}

}
