package io.opnum.rpc.epm;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.EndpointNotRegisteredException;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointResolver;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.ndr.NdrContextHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the endpoint mapper of the host ({@code ept_map}, MS-RPCE 2.2.1.2.5). Of the
 * answer it takes the endpoint only, and keeps the network address that was asked: what a
 * server says of its address need not hold for its clients.
 * <p>
 * The endpoint mapper is asked over the protocol sequence of the handle where that is
 * {@code ncalrpc}, {@code ncacn_np} or {@code opnum_inproc}, else over TCP.
 * <p>
 * Thread-safe; never blocks.
 *
 * @since 0.1.0
 */
public final class EndpointMapResolver implements EndpointResolver {

	private static final Logger logger = LoggerFactory.getLogger(EndpointMapResolver.class);

	/** How many towers to ask for, as Windows does. */
	private static final int MAX_TOWERS = 4;

	private static final UUID ENDPOINT_MAPPER = UUID.fromString(EndpointMapper.UUID);

	private final Function<StringBinding, EndpointMapper> endpointMappers;

	private final int port;

	private final boolean random;

	/**
	 * Create a resolver that takes the first of several endpoints.
	 * @param endpointMappers makes a proxy of the endpoint mapper at a fully bound string
	 * binding; must not block
	 * @param port the port of endpoint mappers over TCP, usually
	 * {@link EndpointMapper#PORT}
	 */
	public EndpointMapResolver(Function<StringBinding, EndpointMapper> endpointMappers, int port) {
		this(endpointMappers, port, false);
	}

	private EndpointMapResolver(Function<StringBinding, EndpointMapper> endpointMappers, int port, boolean random) {
		this.endpointMappers = endpointMappers;
		this.port = port;
		this.random = random;
	}

	/**
	 * Return a resolver that takes any of several endpoints, at random: for endpoint
	 * mappers that, unlike {@link EndpointMapService}, always answer in the same order.
	 * @return the resolver
	 */
	public EndpointMapResolver takingAny() {
		return new EndpointMapResolver(this.endpointMappers, this.port, true);
	}

	@Override
	public CompletionStage<Endpoint> resolve(StringBinding partial, InterfaceId interfaceId,
			@Nullable UUID objectUuid) {
		Endpoint where = endpointMapper(partial, this.port);
		if (interfaceId.uuid().equals(ENDPOINT_MAPPER) && where.protocolSequence().equals(partial.protocolSequence())) {
			return CompletableFuture.completedFuture(where);
		}
		Question question = new Question(where, interfaceId, objectUuid, partial);
		try {
			return ask(question);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(question.unanswered(ex));
		}
	}

	/**
	 * Return where the endpoint mapper of a host is.
	 * @param host the host, and the protocol sequence to ask over; TCP is used where
	 * endpoint mappers have no well-known endpoint of it
	 * @param port the port of endpoint mappers over TCP
	 * @return the endpoint
	 */
	public static Endpoint endpointMapper(StringBinding host, int port) {
		ProtocolSequence asked = host.protocolSequence();
		if (asked.equals(ProtocolSequence.NCALRPC)) {
			return new Endpoint(asked, host.networkAddress(), EndpointMapper.LOCAL_NAME);
		}
		if (asked.equals(ProtocolSequence.NCACN_NP)) {
			return new Endpoint(asked, host.networkAddress(), EndpointMapper.PIPE);
		}
		if (asked.equals(ProtocolSequence.IN_PROCESS)) {
			return new Endpoint(asked, host.networkAddress(), EndpointMapper.NAME);
		}
		return new Endpoint(ProtocolSequence.NCACN_IP_TCP, host.networkAddress(), Integer.toString(port));
	}

	private CompletionStage<Endpoint> ask(Question question) {
		EndpointMapper endpointMapper = this.endpointMappers.apply(question.where().toStringBinding());
		UUID object = (question.objectUuid() != null) ? question.objectUuid() : EptEntry.NIL_OBJECT;
		InOut<NdrContextHandle> handle = new InOut<>(NdrContextHandle.NIL);
		Out<List<@Nullable Twr>> towers = new Out<>();
		return endpointMapper.map(object, Twr.of(question.tower()), handle, MAX_TOWERS, new Out<>(), towers)
			.handle((status, ex) -> {
				if (ex != null) {
					throw question.unanswered(ex);
				}
				EndpointMapperCalls.free(endpointMapper, handle.get());
				return choose(question, RpcStatus.of(status), question.endpoints(towers.get()));
			});
	}

	private Endpoint choose(Question question, RpcStatus status, List<String> endpoints) {
		if (endpoints.isEmpty()) {
			throw (status.equals(RpcStatus.SUCCESS) || status.equals(RpcStatus.EPT_NOT_REGISTERED))
					? question.notRegistered() : question.unanswered(EndpointMapperCalls.failure("ept_map", status));
		}
		int index = this.random ? ThreadLocalRandom.current().nextInt(endpoints.size()) : 0;
		return endpoint(question.partial(), endpoints.get(index));
	}

	private static Endpoint endpoint(StringBinding partial, String endpoint) {
		return new Endpoint(partial.protocolSequence(), partial.networkAddress(), endpoint);
	}

	/**
	 * What an endpoint mapper is asked.
	 *
	 * @param where where the endpoint mapper is
	 * @param interfaceId the interface
	 * @param objectUuid the object, or {@code null}
	 * @param partial the host and protocol sequence
	 */
	private record Question(Endpoint where, InterfaceId interfaceId, @Nullable UUID objectUuid, StringBinding partial) {

		Tower tower() {
			return Tower.of(this.interfaceId, SyntaxId.NDR, new Endpoint(this.partial.protocolSequence(), "", ""));
		}

		/** Return the endpoints of the towers that answer this question. */
		List<String> endpoints(List<@Nullable Twr> towers) {
			return towers.stream().map(this::endpoint).filter((endpoint) -> !endpoint.isEmpty()).toList();
		}

		private String endpoint(@Nullable Twr twr) {
			if (twr == null) {
				return "";
			}
			try {
				Tower tower = twr.decode();
				Endpoint endpoint = tower.endpoint();
				if (endpoint != null && endpoint.protocolSequence().equals(this.partial.protocolSequence())
						&& tower.interfaceId().serves(this.interfaceId)) {
					return endpoint.endpoint();
				}
			}
			catch (BadStubDataException ex) {
				logger.debug("Passed over a tower from {}", this.where, ex);
			}
			return "";
		}

		EndpointNotRegisteredException notRegistered() {
			return new EndpointNotRegisteredException(
					"The endpoint map at %s has no %s endpoint of interface %s%s: is its server running, and registered there?"
						.formatted(this.where, this.partial.protocolSequence(), this.interfaceId,
								(this.objectUuid != null) ? " for object " + this.objectUuid : ""),
					RpcStatus.EPT_S_NOT_REGISTERED, true, null);
		}

		/** Whatever became of the question, the call it was asked for was never made. */
		RpcCommunicationException unanswered(Throwable failure) {
			Throwable cause = (failure instanceof CompletionException && failure.getCause() != null)
					? failure.getCause() : failure;
			RpcStatus status = (cause instanceof RpcException ex) ? ex.status() : RpcStatus.SERVER_UNAVAILABLE;
			return new RpcCommunicationException(
					"The endpoint mapper at %s could not be asked for interface %s: %s. Start one there, or give the binding an endpoint"
						.formatted(this.where, this.interfaceId, cause.getMessage()),
					status, true, cause);
		}

	}

}
