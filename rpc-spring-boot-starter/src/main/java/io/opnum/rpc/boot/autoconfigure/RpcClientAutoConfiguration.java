package io.opnum.rpc.boot.autoconfigure;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.binding.EndpointResolver;
import io.opnum.rpc.boot.RpcClientBeanRegistrar;
import io.opnum.rpc.boot.RpcClientConnectionDetails;
import io.opnum.rpc.boot.RpcClientCustomizer;
import io.opnum.rpc.boot.RpcClients;
import io.opnum.rpc.boot.RpcEndpointMap;
import io.opnum.rpc.security.PerCallCredentials;
import io.opnum.rpc.security.SecurityInitiator;
import io.opnum.rpc.transport.Transport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Auto-configuration of the {@link RpcClient} and of the proxies that are injected with
 * {@link io.opnum.rpc.boot.RpcClient @RpcClient}.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@EnableConfigurationProperties({ RpcClientProperties.class, LocalRpcProperties.class })
public final class RpcClientAutoConfiguration {

	@Bean
	static RpcClientBeanRegistrar rpcClientBeanRegistrar() {
		return new RpcClientBeanRegistrar();
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	RpcClient rpcClient(RpcClientProperties properties, LocalRpcProperties localProperties,
			RpcClientInterceptors interceptors, ClientAuthentications authentications,
			ObjectProvider<Transport> transports, ObjectProvider<EndpointResolver> endpointResolver,
			ObjectProvider<SecurityInitiator> securityInitiators, ObjectProvider<KerberosServices> kerberos,
			ObjectProvider<RpcClientCustomizer> customizers) {
		RpcClient.Builder builder = RpcClient.builder();
		PropertiesRpcClient.of(properties).applyTo(builder);
		builder.authentication(authentications.ofAll());
		new ClientInitiators(securityInitiators.orderedStream().toList(), kerberos.getIfAvailable()).applyTo(builder);
		builder.localSockets(localProperties.toLocalSockets());
		transports.orderedStream().forEach(builder::transport);
		endpointResolver.ifAvailable(builder::endpointResolver);
		interceptors.ofAllBindings().forEach(builder::interceptor);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	@Bean
	ClientAuthentications rpcClientAuthentications(RpcClientProperties properties,
			ObjectProvider<PerCallCredentials> callers) {
		return new ClientAuthentications(properties, callers.getIfAvailable());
	}

	@Bean
	RpcClientInterceptors rpcClientInterceptors(ConfigurableListableBeanFactory beanFactory) {
		return new RpcClientInterceptors(beanFactory);
	}

	@Bean
	@ConditionalOnMissingBean
	RpcClientConnectionDetails rpcClientConnectionDetails(RpcClientProperties properties) {
		return new PropertiesRpcClientConnectionDetails(properties);
	}

	@Bean
	@ConditionalOnMissingBean
	RpcClients rpcClients(RpcClient client, RpcClientProperties properties,
			RpcClientConnectionDetails connectionDetails, RpcClientInterceptors interceptors,
			ClientAuthentications authentications, ObjectProvider<SslBundles> sslBundles) {
		return new ConfiguredRpcClients(client, properties, connectionDetails, interceptors, authentications,
				new BundledSecurity(sslBundles.getIfAvailable()));
	}

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean(EndpointResolver.class)
	@ConditionalOnProperty(name = "rpc.client.endpoint-mapper-port", havingValue = "0")
	OwnEndpointMapResolver ownEndpointMapResolver(ObjectProvider<RpcEndpointMap> endpointMap,
			LocalRpcProperties localProperties, ObjectProvider<Transport> transports) {
		RpcClient.Builder builder = RpcClient.builder().localSockets(localProperties.toLocalSockets());
		transports.orderedStream().forEach(builder::transport);
		return new OwnEndpointMapResolver(endpointMap, builder.build());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.VIRTUAL)
	static class VirtualThreadsConfiguration {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		RpcClientCustomizer virtualThreadsRpcClientCustomizer() {
			return (builder) -> builder.callbackExecutor(new VirtualThreadTaskExecutor("rpc-client-"));
		}

	}

}
