package io.opnum.rpc.boot.test;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.opnum.rpc.EndpointNotRegisteredException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.EndpointRegistrar;
import io.opnum.rpc.binding.EndpointResolver;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.boot.RpcEndpointMap;
import io.opnum.rpc.epm.EndpointMap;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint map of a test: the server registers in it and the client looks into it,
 * without an endpoint mapper between them. Thread-safe.
 */
class TestEndpointMap implements EndpointRegistrar, EndpointResolver, RpcEndpointMap {

	private static final Set<String> LOCAL = Set.of("", "localhost", "127.0.0.1", "::1");

	private final EndpointMap endpointMap = new EndpointMap();

	@Override
	public void register(List<EndpointEntry> entries, boolean replace) {
		this.endpointMap.register(entries, replace);
	}

	@Override
	public void unregister(List<EndpointEntry> entries) {
		this.endpointMap.unregister(entries);
	}

	@Override
	public CompletionStage<Endpoint> resolve(StringBinding partial, InterfaceId interfaceId,
			@Nullable UUID objectUuid) {
		List<EndpointEntry> found = LOCAL.contains(partial.networkAddress())
				? this.endpointMap.map(interfaceId, SyntaxId.NDR, partial.protocolSequence(), objectUuid, 1)
				: List.of();
		if (found.isEmpty()) {
			return CompletableFuture.failedStage(new EndpointNotRegisteredException(
					"The tested application serves no interface %s over %s. Tests ask no endpoint mapper: give the binding an endpoint, annotate the test with @AutoConfigureTestRpcTransport, or have it ask for one with a property like 'rpc.endpoint-mapper.port=0'"
						.formatted(interfaceId, partial),
					RpcStatus.EPT_NOT_REGISTERED, true, null));
		}
		Endpoint endpoint = found.get(0).endpoint();
		return CompletableFuture
			.completedStage(new Endpoint(endpoint.protocolSequence(), partial.networkAddress(), endpoint.endpoint()));
	}

	@Override
	public String describe() {
		return "%d entries, in the memory of a test".formatted(entries().size());
	}

	@Override
	public @Nullable StringBinding localEndpoint() {
		return null;
	}

	@Override
	public List<EndpointEntry> entries() {
		return this.endpointMap.entries();
	}

}
