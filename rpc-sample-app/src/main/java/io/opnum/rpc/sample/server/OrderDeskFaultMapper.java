package io.opnum.rpc.sample.server;

import io.opnum.rpc.FaultMapper;
import io.opnum.rpc.RpcServerCall;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.sample.api.OrderDeskException;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Gives each refusal of the order desk a fault of its own, where the default is one fault
 * for all exceptions.
 */
@Component
class OrderDeskFaultMapper implements FaultMapper {

	@Override
	public @Nullable RpcStatus map(Throwable exception, RpcServerCall call) {
		return (exception instanceof OrderDeskException refusal) ? refusal.status() : null;
	}

}
