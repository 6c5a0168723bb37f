package io.opnum.rpc.binding;

import java.util.UUID;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint of a partially bound handle: what {@code RpcEpResolveBinding} does.
 * <p>
 * Implementations are thread-safe and never block.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface EndpointResolver {

	/**
	 * Find the endpoint of an interface on a host.
	 * @param partial the string binding without an endpoint
	 * @param interfaceId the interface that shall be called
	 * @param objectUuid the object that shall be called, or {@code null}
	 * @return the endpoint; fails with
	 * {@link io.opnum.rpc.EndpointNotRegisteredException} where the host does not have
	 * it, or {@link io.opnum.rpc.RpcCommunicationException} where the host's map can't be
	 * asked
	 */
	CompletionStage<Endpoint> resolve(StringBinding partial, InterfaceId interfaceId, @Nullable UUID objectUuid);

}
