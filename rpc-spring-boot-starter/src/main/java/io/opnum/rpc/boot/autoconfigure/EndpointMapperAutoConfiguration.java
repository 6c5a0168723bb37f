package io.opnum.rpc.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.opnum.rpc.binding.EndpointRegistrar;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.epm.EndpointMap;
import io.opnum.rpc.epm.EndpointMapper;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * Auto-configuration of the endpoint mapper that the server's endpoints are registered
 * in. Backs off where the application has an {@link EndpointRegistrar} of its own.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE - 110)
@ConditionalOnRpcService
@ConditionalOnMissingBean(EndpointRegistrar.class)
@EnableConfigurationProperties({ EndpointMapperProperties.class, RpcServerProperties.class, LocalRpcProperties.class })
public final class EndpointMapperAutoConfiguration {

	private static final String MODE = "rpc.endpoint-mapper.mode";

	private static StringBinding endpoint(String address, int port) {
		return StringBinding.builder(ProtocolSequence.NCACN_IP_TCP)
			.networkAddress(address)
			.endpoint((port != 0) ? Integer.toString(port) : null)
			.build();
	}

	@Configuration(proxyBeanMethods = false)
	@Conditional(OnEmbeddedMode.class)
	static class EmbeddedConfiguration {

		@Bean
		EndpointMap endpointMap() {
			return new EndpointMap();
		}

		@Bean(destroyMethod = "close")
		EmbeddedEndpointMapper embeddedEndpointMapper(EndpointMapperProperties properties,
				RpcServerProperties serverProperties, LocalRpcProperties localProperties, EndpointMap endpointMap) {
			List<StringBinding> endpoints = new ArrayList<>();
			endpoints.add(endpoint(properties.getAddress(), properties.getPort()));
			if (isLocal(serverProperties)) {
				endpoints
					.add(StringBinding.builder(ProtocolSequence.NCALRPC).endpoint(EndpointMapper.LOCAL_NAME).build());
			}
			return new EmbeddedEndpointMapper(endpoints, localProperties.toLocalSockets(),
					properties.getMode() == EndpointMapperProperties.Mode.EMBEDDED, endpointMap);
		}

		private static boolean isLocal(RpcServerProperties properties) {
			return properties.getBindings()
				.stream()
				.map(StringBinding::parseServerEndpoint)
				.anyMatch((binding) -> binding.protocolSequence().equals(ProtocolSequence.NCALRPC));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = MODE, havingValue = "host")
	static class HostConfiguration {

		@Bean(destroyMethod = "close")
		HostEndpointMapper hostEndpointMapper(EndpointMapperProperties properties) {
			return new HostEndpointMapper(endpoint("127.0.0.1", properties.getPort()));
		}

	}

	static class OnEmbeddedMode extends NoneNestedConditions {

		OnEmbeddedMode() {
			super(ConfigurationPhase.PARSE_CONFIGURATION);
		}

		@ConditionalOnProperty(name = MODE, havingValue = "host")
		static class HostMode {

		}

		@ConditionalOnProperty(name = MODE, havingValue = "none")
		static class NoneMode {

		}

	}

}
