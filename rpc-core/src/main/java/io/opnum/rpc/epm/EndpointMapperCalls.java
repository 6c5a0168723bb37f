package io.opnum.rpc.epm;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.opnum.rpc.InOut;
import io.opnum.rpc.RpcCancelledException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.ndr.NdrContextHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What those who call an {@link EndpointMapper} have in common.
 */
final class EndpointMapperCalls {

	private static final Logger logger = LoggerFactory.getLogger(EndpointMapperCalls.class);

	private EndpointMapperCalls() {
	}

	/**
	 * Wait for a call.
	 * @param call the call
	 * @return the status it returned
	 * @throws io.opnum.rpc.RpcException if it failed
	 */
	static RpcStatus await(CompletableFuture<Integer> call) {
		try {
			return RpcStatus.of(call.get());
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw new IllegalStateException("The call of the endpoint mapper failed", ex.getCause());
		}
		catch (InterruptedException ex) {
			call.cancel(true);
			Thread.currentThread().interrupt();
			throw new RpcCancelledException("Interrupted while waiting for the endpoint mapper",
					RpcStatus.CALL_CANCELLED, false, ex);
		}
	}

	/**
	 * Return what to throw for a status that a call returned.
	 * @param operation the name of the operation
	 * @param status the status
	 * @return the exception
	 */
	static RpcFaultException failure(String operation, RpcStatus status) {
		return new RpcFaultException("The endpoint mapper answered %s with %s".formatted(operation, status), status,
				false, null);
	}

	/**
	 * Free a handle. Nothing waits for it, and the server does it too when the
	 * association ends: that it failed is not worth more than a line.
	 * @param endpointMapper the endpoint mapper
	 * @param handle the handle; the null handle needs nothing
	 */
	static void free(EndpointMapper endpointMapper, NdrContextHandle handle) {
		if (!handle.isNil()) {
			endpointMapper.lookupHandleFree(new InOut<>(handle)).whenComplete((status, ex) -> {
				if (ex != null) {
					logger.debug("The endpoint mapper did not free {}", handle, ex);
				}
			});
		}
	}

}
