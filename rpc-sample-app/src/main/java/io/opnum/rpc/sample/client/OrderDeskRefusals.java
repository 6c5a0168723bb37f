package io.opnum.rpc.sample.client;

import io.opnum.rpc.RpcClientCall;
import io.opnum.rpc.RpcClientInterceptor;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.boot.RpcClientInterceptorFor;
import io.opnum.rpc.sample.api.OutOfStockException;
import io.opnum.rpc.sample.api.UnknownSkuException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Turns the faults of the order desk back into the exceptions that its operations
 * declare.
 */
@Component
@RpcClientInterceptorFor("order-desk")
class OrderDeskRefusals implements RpcClientInterceptor {

	@Override
	public @Nullable Object intercept(RpcClientCall call, Chain chain) throws Throwable {
		try {
			return chain.proceed();
		}
		catch (RpcFaultException ex) {
			throw declared(ex);
		}
	}

	private static Exception declared(RpcFaultException fault) {
		if (fault.status().equals(UnknownSkuException.STATUS)) {
			return caused(new UnknownSkuException("The order desk has no such article"), fault);
		}
		if (fault.status().equals(OutOfStockException.STATUS)) {
			return caused(new OutOfStockException("The order desk has fewer in stock than ordered"), fault);
		}
		return fault;
	}

	private static Exception caused(Exception exception, RpcFaultException cause) {
		exception.initCause(cause);
		return exception;
	}

}
