package io.opnum.rpc.boot.observation;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import io.micrometer.common.KeyValues;
import io.opnum.rpc.RpcServerCall;
import io.opnum.rpc.boot.observation.RpcObservationDocumentation.ServerHighCardinality;

/**
 * How the calls of a server are observed if nothing else is said.
 *
 * @since 0.1.0
 * @see RpcObservationDocumentation#SERVER_CALL
 */
public class DefaultRpcServerObservationConvention implements RpcServerObservationConvention {

	@Override
	public String getName() {
		return "rpc.server.call.duration";
	}

	@Override
	public String getContextualName(RpcServerObservationContext context) {
		RpcServerCall call = context.call();
		return ObservedCall.methodName(call.rpcInterface(), call.method());
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(RpcServerObservationContext context) {
		RpcServerCall call = context.call();
		return ObservedCall.lowCardinality(call.rpcInterface(), call.method(), context.getError());
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(RpcServerObservationContext context) {
		RpcServerCall call = context.call();
		return ObservedCall
			.highCardinality(call.interfaceId(), call.opnum(), call.context().objectUuid(), context.getError())
			.and(peer(call.context().callerAddress()));
	}

	private static KeyValues peer(SocketAddress address) {
		if (!(address instanceof InetSocketAddress peer)) {
			return KeyValues.of(ServerHighCardinality.PEER_ADDRESS.withValue(address.toString()));
		}
		String host = (peer.getAddress() != null) ? peer.getAddress().getHostAddress() : peer.getHostString();
		return KeyValues.of(ServerHighCardinality.PEER_ADDRESS.withValue(host),
				ServerHighCardinality.PEER_PORT.withValue(Integer.toString(peer.getPort())));
	}

}
