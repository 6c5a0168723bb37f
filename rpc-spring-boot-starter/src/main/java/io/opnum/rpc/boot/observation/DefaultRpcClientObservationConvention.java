package io.opnum.rpc.boot.observation;

import io.micrometer.common.KeyValues;
import io.opnum.rpc.RpcClientCall;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.observation.RpcObservationDocumentation.ClientHighCardinality;

/**
 * How the calls of a client are observed if nothing else is said.
 *
 * @since 0.1.0
 * @see RpcObservationDocumentation#CLIENT_CALL
 */
public class DefaultRpcClientObservationConvention implements RpcClientObservationConvention {

	@Override
	public String getName() {
		return "rpc.client.call.duration";
	}

	@Override
	public String getContextualName(RpcClientObservationContext context) {
		RpcClientCall call = context.call();
		return ObservedCall.methodName(call.rpcInterface(), call.method());
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(RpcClientObservationContext context) {
		RpcClientCall call = context.call();
		return ObservedCall.lowCardinality(call.rpcInterface(), call.method(), context.getError());
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(RpcClientObservationContext context) {
		RpcClientCall call = context.call();
		return ObservedCall
			.highCardinality(call.interfaceId(), call.opnum(), call.bindingHandle().objectUuid(), context.getError())
			.and(server(call.bindingHandle()))
			.and(attempts(call.attempts()));
	}

	private static KeyValues attempts(int attempts) {
		return (attempts > 1) ? KeyValues.of(ClientHighCardinality.ATTEMPTS.withValue(Integer.toString(attempts)))
				: KeyValues.empty();
	}

	private static KeyValues server(BindingHandle bindingHandle) {
		StringBinding stringBinding = bindingHandle.toStringBinding();
		String address = stringBinding.networkAddress();
		KeyValues keyValues = KeyValues
			.of(ClientHighCardinality.SERVER_ADDRESS.withValue(address.isEmpty() ? "localhost" : address));
		return (stringBinding.endpoint() != null)
				? keyValues.and(ClientHighCardinality.SERVER_PORT.withValue(stringBinding.endpoint())) : keyValues;
	}

}
