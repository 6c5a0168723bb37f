package io.opnum.rpc.boot.autoconfigure;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.opnum.rpc.EndpointNotRegisteredException;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointResolver;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.RpcEndpointMap;
import io.opnum.rpc.epm.EndpointMapResolver;
import io.opnum.rpc.epm.EndpointMapper;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Asks endpoint mappers on the port that the one of this application has, which may be a
 * dynamic one. Has a client of its own, so that resolving is not among the calls of the
 * application.
 */
class OwnEndpointMapResolver implements EndpointResolver, AutoCloseable {

	private final ObjectProvider<RpcEndpointMap> endpointMap;

	private final RpcClient client;

	/**
	 * Create a resolver.
	 * @param endpointMap the endpoint map of this application
	 * @param client asks endpoint mappers; closed with the resolver
	 */
	OwnEndpointMapResolver(ObjectProvider<RpcEndpointMap> endpointMap, RpcClient client) {
		this.endpointMap = endpointMap;
		this.client = client;
	}

	@Override
	public CompletionStage<Endpoint> resolve(StringBinding partial, InterfaceId interfaceId,
			@Nullable UUID objectUuid) {
		RpcEndpointMap endpointMap = this.endpointMap.getIfAvailable();
		StringBinding mapper = (endpointMap != null) ? endpointMap.localEndpoint() : null;
		if (mapper == null) {
			return CompletableFuture.failedStage(new EndpointNotRegisteredException(
					"The endpoint of %s over %s can't be found: 'rpc.client.endpoint-mapper-port' is 0, and this application has no endpoint mapper that is listening. Give the port"
						.formatted(interfaceId, partial),
					RpcStatus.EPT_NOT_REGISTERED, true, null));
		}
		int port = mapper.protocolSequence().equals(ProtocolSequence.NCACN_IP_TCP) ? LocalEndpoints.port(mapper)
				: EndpointMapper.PORT;
		return new EndpointMapResolver(this::proxy, port).resolve(partial, interfaceId, objectUuid);
	}

	private EndpointMapper proxy(StringBinding stringBinding) {
		return this.client.proxy(EndpointMapper.class, BindingHandle.of(stringBinding));
	}

	@Override
	public void close() {
		this.client.close();
	}

}
