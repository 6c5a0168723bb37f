package io.opnum.rpc.boot.autoconfigure;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.RpcEndpointMap;
import io.opnum.rpc.boot.RpcServerStartedEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * Publishes where the server listens in the environment, beside the ports of Boot's web
 * server: {@code local.rpc.port}, {@code local.rpc.endpoint} and each of
 * {@code local.rpc.endpoints}, as a client on this host uses them, and
 * {@code local.rpc.endpoint-mapper.port}.
 */
class RpcServerPortPublisher implements ApplicationListener<RpcServerStartedEvent> {

	private static final String PROPERTY_SOURCE_NAME = "server.ports";

	private static final String PREFIX = "local.rpc.";

	private final ConfigurableApplicationContext context;

	private final @Nullable RpcEndpointMap endpointMap;

	RpcServerPortPublisher(ConfigurableApplicationContext context, @Nullable RpcEndpointMap endpointMap) {
		this.context = context;
		this.endpointMap = endpointMap;
	}

	@Override
	public void onApplicationEvent(RpcServerStartedEvent event) {
		Map<String, Object> properties = new LinkedHashMap<>();
		List<StringBinding> endpoints = event.getSource().bindings().stream().map(LocalEndpoints::reachable).toList();
		for (int i = 0; i < endpoints.size(); i++) {
			StringBinding endpoint = endpoints.get(i);
			properties.put(PREFIX + "endpoints[" + i + "]", endpoint.toString());
			properties.putIfAbsent(PREFIX + "endpoint", endpoint.toString());
			if (endpoint.protocolSequence().equals(ProtocolSequence.NCACN_IP_TCP)) {
				properties.putIfAbsent(PREFIX + "port", LocalEndpoints.port(endpoint));
			}
		}
		StringBinding mapper = (this.endpointMap != null) ? this.endpointMap.localEndpoint() : null;
		if (mapper != null && mapper.protocolSequence().equals(ProtocolSequence.NCACN_IP_TCP)) {
			properties.put(PREFIX + "endpoint-mapper.port", LocalEndpoints.port(mapper));
		}
		publish(this.context, properties);
	}

	private static void publish(ApplicationContext context, Map<String, Object> properties) {
		if (context instanceof ConfigurableApplicationContext configurable) {
			publish(configurable.getEnvironment(), properties);
		}
		if (context.getParent() != null) {
			publish(context.getParent(), properties);
		}
	}

	@SuppressWarnings("unchecked")
	private static void publish(ConfigurableEnvironment environment, Map<String, Object> properties) {
		MutablePropertySources sources = environment.getPropertySources();
		PropertySource<?> source = sources.get(PROPERTY_SOURCE_NAME);
		if (source == null) {
			source = new MapPropertySource(PROPERTY_SOURCE_NAME, new HashMap<>());
			sources.addFirst(source);
		}
		Map<String, Object> published = (Map<String, Object>) source.getSource();
		published.keySet().removeIf((name) -> name.startsWith(PREFIX));
		published.putAll(properties);
	}

}
