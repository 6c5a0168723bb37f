package io.opnum.rpc.boot.autoconfigure;

import java.util.List;

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
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * An endpoint mapper within the application: a server of its own, as it is a process of
 * its own on a Windows host. Started before the application's server and stopped after
 * it.
 */
class EmbeddedEndpointMapper implements RpcEndpointMap, SmartLifecycle, AutoCloseable {

	private static final Log logger = LogFactory.getLog(EmbeddedEndpointMapper.class);

	private final StringBinding endpoint;

	private final boolean required;

	private final EndpointMap endpointMap;

	private final RpcServer server;

	private volatile boolean running;

	/**
	 * Create an endpoint mapper.
	 * @param endpoint where it is to listen
	 * @param required whether it is fatal if it can't
	 * @param endpointMap the map that it serves
	 */
	EmbeddedEndpointMapper(StringBinding endpoint, boolean required, EndpointMap endpointMap) {
		this.endpoint = endpoint;
		this.required = required;
		this.endpointMap = endpointMap;
		// Nothing blocks in the service, so that it needs no threads
		this.server = RpcServer.builder().endpoint(endpoint).executor(Runnable::run).build();
		this.server.register(EndpointMapper.class, new EndpointMapService(endpointMap),
				RegistrationOptions.DEFAULT.withEndpointMap(false));
	}

	@Override
	public void start() {
		try {
			this.server.start();
		}
		catch (ListenException ex) {
			EndpointMapperProblem problem = EndpointMapperProblem.embedded(this.endpoint, ex);
			if (this.required) {
				throw new EndpointMapperUnavailableException(problem, ex);
			}
			logger.warn("%s. Only clients that know the server's endpoints will find it. %s."
				.formatted(problem.description(), problem.action()));
		}
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.server.stopListening();
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
		StringBinding local = localEndpoint();
		return (local != null)
				? "%d %s, embedded endpoint mapper on %s".formatted(entries().size(),
						(entries().size() != 1) ? "entries" : "entry", local)
				: "none, %s could not be listened on".formatted(this.endpoint);
	}

	@Override
	public @Nullable StringBinding localEndpoint() {
		return this.server.isListening() ? this.server.bindings().get(0) : null;
	}

	@Override
	public List<EndpointEntry> entries() {
		return this.endpointMap.entries();
	}

	@Override
	public void close() {
		this.server.close();
	}

}
