package io.opnum.rpc.boot.autoconfigure;

import java.util.List;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.EndpointRegistrar;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.RpcEndpointMap;
import io.opnum.rpc.epm.EndpointMapper;
import io.opnum.rpc.epm.RemoteEndpointRegistrar;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint mapper that runs on this host, in another process. Has a client of its
 * own, so that registering is not among the calls of the application.
 */
class HostEndpointMapper implements RpcEndpointMap, EndpointRegistrar, AutoCloseable {

	private static final Log logger = LogFactory.getLog(HostEndpointMapper.class);

	private final StringBinding endpoint;

	private final RpcClient client;

	private final RemoteEndpointRegistrar registrar;

	HostEndpointMapper(StringBinding endpoint) {
		this.endpoint = endpoint;
		this.client = RpcClient.builder().build();
		this.registrar = new RemoteEndpointRegistrar(
				this.client.proxy(EndpointMapper.class, BindingHandle.of(endpoint)));
	}

	@Override
	public void register(List<EndpointEntry> entries, boolean replace) {
		try {
			this.registrar.register(entries, replace);
		}
		catch (RpcException ex) {
			throw new EndpointMapperUnavailableException(EndpointMapperProblem.host(this.endpoint, ex), ex);
		}
	}

	@Override
	public void unregister(List<EndpointEntry> entries) {
		try {
			this.registrar.unregister(entries);
		}
		catch (RpcException ex) {
			// It forgets them itself once it sees that this application is gone
			logger.debug("Endpoints could not be unregistered at " + this.endpoint, ex);
		}
	}

	@Override
	public String describe() {
		return "endpoint mapper of this host at " + this.endpoint;
	}

	@Override
	public @Nullable StringBinding localEndpoint() {
		return null;
	}

	@Override
	public List<EndpointEntry> entries() {
		return List.of();
	}

	@Override
	public void close() {
		this.registrar.close();
		this.client.close();
	}

}
