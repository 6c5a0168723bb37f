package io.opnum.rpc.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;

import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.transport.ListenException;
import io.opnum.rpc.transport.Transport;
import io.opnum.rpc.transport.Transport.TransportServer;
import io.opnum.rpc.transport.TransportConnection;
import io.opnum.rpc.transport.TransportListener;
import io.opnum.rpc.transport.Transports;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server listens with. Externally synchronized, but for {@link #endpoints()};
 * blocks until the operating system has opened or closed an endpoint.
 */
final class Listeners {

	private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

	private final Transports transports;

	private final BiFunction<TransportConnection, ListeningEndpoint, TransportListener> acceptor;

	private volatile Map<ListeningEndpoint, TransportServer> open = Map.of();

	/**
	 * Create listeners.
	 * @param transports the transports
	 * @param acceptor makes the listener of an accepted connection
	 */
	Listeners(Transports transports, BiFunction<TransportConnection, ListeningEndpoint, TransportListener> acceptor) {
		this.transports = transports;
		this.acceptor = acceptor;
	}

	/**
	 * Listen on endpoints: on all of them, or on none.
	 * @param endpoints the endpoints
	 * @throws ListenException if one can't be listened on
	 */
	void open(Collection<ListeningEndpoint> endpoints) {
		List<ListeningEndpoint> opened = new ArrayList<>();
		try {
			for (ListeningEndpoint endpoint : endpoints) {
				open(endpoint);
				opened.add(endpoint);
			}
		}
		catch (RuntimeException ex) {
			opened.forEach(this::close);
			throw ex;
		}
	}

	private void open(ListeningEndpoint listening) {
		StringBinding binding = listening.binding();
		Transport transport = this.transports.get(binding.protocolSequence());
		String endpoint = binding.endpoint();
		TransportServer server = await(transport
			.listen(new Endpoint(binding.protocolSequence(), binding.networkAddress(),
					(endpoint != null) ? endpoint : ""), listening.security(),
					(connection) -> this.acceptor.apply(connection, listening))
			.toCompletableFuture());
		Map<ListeningEndpoint, TransportServer> copy = new LinkedHashMap<>(this.open);
		copy.put(listening, server);
		this.open = Collections.unmodifiableMap(copy);
	}

	/** Accept no more connections. */
	void closeAll() {
		this.open.keySet().forEach(this::close);
	}

	/**
	 * Accept no more connections on an endpoint.
	 * @param listening the endpoint
	 */
	void close(ListeningEndpoint listening) {
		Map<ListeningEndpoint, TransportServer> copy = new LinkedHashMap<>(this.open);
		TransportServer server = copy.remove(listening);
		this.open = Collections.unmodifiableMap(copy);
		if (server != null) {
			try {
				await(server.close().toCompletableFuture());
			}
			catch (RuntimeException ex) {
				logger.warn("{} could not be closed", server.endpoint(), ex);
			}
		}
	}

	private static <T> T await(CompletableFuture<T> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

	/**
	 * Return where the server listens.
	 * @return the endpoints that it got
	 */
	Map<ListeningEndpoint, Endpoint> endpoints() {
		Map<ListeningEndpoint, Endpoint> endpoints = new LinkedHashMap<>();
		this.open.forEach((listening, server) -> endpoints.put(listening, server.endpoint()));
		return endpoints;
	}

}
