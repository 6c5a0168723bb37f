package io.opnum.rpc.boot.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.RpcEndpointMap;
import io.opnum.rpc.boot.RpcServerStartedEvent;
import io.opnum.rpc.ndr.InterfaceStub;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;

/**
 * Tells the four steps of a server that starts: interfaces registered, endpoints, the
 * endpoint map, listening.
 */
class RpcServerStartupLogger implements ApplicationListener<RpcServerStartedEvent> {

	private static final Log logger = LogFactory.getLog(RpcServer.class);

	private final @Nullable RpcEndpointMap endpointMap;

	private final int maxConcurrentCalls;

	RpcServerStartupLogger(@Nullable RpcEndpointMap endpointMap, int maxConcurrentCalls) {
		this.endpointMap = endpointMap;
		this.maxConcurrentCalls = maxConcurrentCalls;
	}

	@Override
	public void onApplicationEvent(RpcServerStartedEvent event) {
		if (!logger.isInfoEnabled()) {
			return;
		}
		RpcServer server = event.getSource();
		logger.info("RPC interfaces: " + list(server.registrations(), RpcServerStartupLogger::describe));
		logger.info("RPC endpoints: " + list(server.bindings(), (binding) -> describe(server, binding)));
		logger.info("RPC endpoint map: "
				+ ((this.endpointMap != null) ? this.endpointMap.describe() : "none, clients must know the endpoints"));
		logger.info("RPC server listening, for at most %d calls at once".formatted(this.maxConcurrentCalls));
	}

	private static <T> String list(List<T> elements, Function<T, String> description) {
		return elements.isEmpty() ? "none" : elements.stream().map(description).collect(Collectors.joining(", "));
	}

	private static String describe(RpcServer server, StringBinding binding) {
		return binding + (server.secureBindings().contains(binding) ? " with TLS" : "");
	}

	private static String describe(RpcServer.Registration registration) {
		InterfaceStub stub = InterfaceStub.of(registration.rpcInterface());
		int operations = stub.operations().size();
		Set<UUID> objects = registration.options().objectUuids();
		return "%s %s (%d operation%s%s)".formatted(stub.name(), registration.interfaceId(), operations,
				(operations != 1) ? "s" : "", objects.isEmpty() ? "" : ", objects " + objects);
	}

}
