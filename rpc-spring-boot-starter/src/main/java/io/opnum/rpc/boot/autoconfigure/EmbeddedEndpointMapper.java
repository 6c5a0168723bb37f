package io.opnum.rpc.boot.autoconfigure;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.RpcEndpointMap;
import io.opnum.rpc.boot.RpcServerLifecycle;
import io.opnum.rpc.epm.EndpointMap;
import io.opnum.rpc.epm.EndpointMapService;
import io.opnum.rpc.epm.EndpointMapper;
import io.opnum.rpc.transport.ListenException;
import io.opnum.rpc.transport.LocalSockets;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * An endpoint mapper within the application: servers of its own, one for each of its
 * endpoints, as it is a process of its own on a Windows host. Started before the
 * application's server and stopped after it.
 */
class EmbeddedEndpointMapper implements RpcEndpointMap, SmartLifecycle, AutoCloseable {

	private static final Log logger = LogFactory.getLog(EmbeddedEndpointMapper.class);

	private final boolean required;

	private final EndpointMap endpointMap;

	private final Map<StringBinding, RpcServer> servers = new LinkedHashMap<>();

	private volatile boolean running;

	/**
	 * Create an endpoint mapper.
	 * @param endpoints where it is to listen
	 * @param localSockets the socket files of {@code ncalrpc}
	 * @param required whether it is fatal if it can't
	 * @param endpointMap the map that it serves
	 */
	EmbeddedEndpointMapper(List<StringBinding> endpoints, LocalSockets localSockets, boolean required,
			EndpointMap endpointMap) {
		this.required = required;
		this.endpointMap = endpointMap;
		endpoints.forEach((endpoint) -> this.servers.put(endpoint, server(endpoint, localSockets, endpointMap)));
	}

	private static RpcServer server(StringBinding endpoint, LocalSockets localSockets, EndpointMap endpointMap) {
		// Nothing blocks in the service, so that it needs no threads
		RpcServer server = RpcServer.builder()
			.endpoint(endpoint)
			.localSockets(localSockets)
			.executor(Runnable::run)
			.build();
		server.register(EndpointMapper.class, new EndpointMapService(endpointMap),
				RegistrationOptions.DEFAULT.withEndpointMap(false));
		return server;
	}

	@Override
	public void start() {
		this.servers.forEach(this::start);
		this.running = true;
	}

	private void start(StringBinding endpoint, RpcServer server) {
		try {
			server.start();
		}
		catch (ListenException ex) {
			EndpointMapperProblem problem = EndpointMapperProblem.embedded(endpoint, ex);
			if (this.required) {
				throw new EndpointMapperUnavailableException(problem, ex);
			}
			logger.warn("%s. Only clients that know the server's endpoints will find it. %s."
				.formatted(problem.description(), problem.action()));
		}
	}

	@Override
	public void stop() {
		this.running = false;
		this.servers.values().forEach(RpcServer::stopListening);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return RpcServerLifecycle.PHASE - 1;
	}

	@Override
	public String describe() {
		List<StringBinding> local = localEndpoints();
		return local.isEmpty() ? "none, %s could not be listened on".formatted(text(this.servers.keySet()))
				: "%d %s, embedded endpoint mapper on %s".formatted(entries().size(),
						(entries().size() != 1) ? "entries" : "entry", text(local));
	}

	private static String text(Collection<StringBinding> endpoints) {
		return endpoints.stream().map(StringBinding::toString).collect(Collectors.joining(", "));
	}

	private List<StringBinding> localEndpoints() {
		return this.servers.values().stream().flatMap((server) -> server.bindings().stream()).toList();
	}

	@Override
	public @Nullable StringBinding localEndpoint() {
		return localEndpoints().stream().findFirst().orElse(null);
	}

	@Override
	public List<EndpointEntry> entries() {
		return this.endpointMap.entries();
	}

	@Override
	public void close() {
		this.servers.values().forEach(RpcServer::close);
	}

}
