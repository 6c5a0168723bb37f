package io.opnum.rpc.client;

import io.opnum.rpc.ndr.OperationStub;
import org.jspecify.annotations.Nullable;

/**
 * What the methods of a proxy come down to, however the proxy is made. Thread-safe.
 */
@FunctionalInterface
interface OperationCaller {

	/**
	 * Call an operation.
	 * @param operation the operation
	 * @param arguments the arguments of its Java method
	 * @return its result, a {@link java.util.concurrent.CompletableFuture} where it is
	 * asynchronous
	 * @throws Throwable what an interceptor threw; the call itself throws
	 * {@link io.opnum.rpc.RpcException}
	 */
	@Nullable Object call(OperationStub operation, @Nullable Object[] arguments) throws Throwable;

}
