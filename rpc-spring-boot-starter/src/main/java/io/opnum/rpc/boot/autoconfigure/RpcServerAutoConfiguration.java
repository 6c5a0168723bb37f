package io.opnum.rpc.boot.autoconfigure;

import java.util.List;

import io.opnum.rpc.FaultMapper;
import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerInterceptor;
import io.opnum.rpc.binding.EndpointRegistrar;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.RpcEndpointMap;
import io.opnum.rpc.boot.RpcServerBindingCustomizer;
import io.opnum.rpc.boot.RpcServerCustomizer;
import io.opnum.rpc.boot.RpcServerGracefulShutdownLifecycle;
import io.opnum.rpc.boot.RpcServerLifecycle;
import io.opnum.rpc.boot.RpcServiceRegistrar;
import io.opnum.rpc.transport.Transport;
import io.opnum.rpc.transport.TransportSecurity;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Auto-configuration of the {@link RpcServer} that serves the application's beans of
 * {@link io.opnum.rpc.RpcInterface @RpcInterface} types.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = EndpointMapperAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE - 100)
@ConditionalOnRpcService
@EnableConfigurationProperties({ RpcServerProperties.class, EndpointMapperProperties.class, LocalRpcProperties.class })
public final class RpcServerAutoConfiguration {

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	RpcServer rpcServer(RpcServerProperties properties, LocalRpcProperties localProperties,
			ObjectProvider<Transport> transports, ObjectProvider<SslBundles> sslBundles,
			ObjectProvider<RpcServerBindingCustomizer> bindingCustomizers,
			ObjectProvider<EndpointRegistrar> endpointRegistrars, ObjectProvider<RpcServerInterceptor> interceptors,
			ObjectProvider<FaultMapper> faultMappers, ObjectProvider<RpcServerCustomizer> customizers) {
		RpcServer.Builder builder = RpcServer.builder();
		PropertiesRpcServer.of(properties).applyTo(builder, customized(bindingCustomizers));
		addSecureEndpoints(builder, properties.getSsl(), sslBundles, customized(bindingCustomizers));
		builder.localSockets(localProperties.toLocalSockets());
		transports.orderedStream().forEach(builder::transport);
		endpointRegistrars.orderedStream().forEach(builder::endpointRegistrar);
		interceptors.orderedStream().forEach(builder::interceptor);
		faultMappers.orderedStream().forEach(builder::faultMapper);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private static void addSecureEndpoints(RpcServer.Builder builder, ServerSslProperties properties,
			ObjectProvider<SslBundles> sslBundles, RpcServerBindingCustomizer customizer) {
		if (!properties.isEnabled()) {
			return;
		}
		TransportSecurity security = new BundledSecurity(sslBundles.getIfAvailable()).ofServer(properties);
		for (StringBinding endpoint : properties.endpoints()) {
			StringBinding customized = customizer.customize(endpoint);
			if (customized.protocolSequence() == ProtocolSequence.IN_PROCESS) {
				// Of a test, which leaves the network out
				builder.endpoint(customized);
			}
			else {
				builder.endpoint(customized, security);
			}
		}
	}

	@Bean
	@ConditionalOnMissingBean
	RpcServiceRegistrar rpcServiceRegistrar(RpcServerProperties properties,
			EndpointMapperProperties endpointMapperProperties, Environment environment,
			ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<RpcServerBindingCustomizer> bindingCustomizers) {
		RegistrationOptions defaults = RegistrationOptions.DEFAULT.withAnnotation(annotation(properties, environment))
			.withReplace(endpointMapperProperties.isReplace());
		return new RpcServiceRegistrar(beanFactory, defaults,
				(stringBinding) -> customized(bindingCustomizers).customize(stringBinding));
	}

	private static String annotation(RpcServerProperties properties, Environment environment) {
		String annotation = properties.getAnnotation();
		if (annotation != null) {
			return annotation;
		}
		String name = environment.getProperty("spring.application.name", "");
		return name.substring(0, Math.min(name.length(), RpcServerProperties.MAX_ANNOTATION_LENGTH));
	}

	private static RpcServerBindingCustomizer customized(ObjectProvider<RpcServerBindingCustomizer> customizers) {
		List<RpcServerBindingCustomizer> ordered = customizers.orderedStream().toList();
		return (stringBinding) -> {
			StringBinding customized = stringBinding;
			for (RpcServerBindingCustomizer customizer : ordered) {
				customized = customizer.customize(customized);
			}
			return customized;
		};
	}

	@Bean
	@ConditionalOnMissingBean
	RpcServerLifecycle rpcServerLifecycle(RpcServer server, RpcServiceRegistrar registrar,
			ApplicationEventPublisher events) {
		return new RpcServerLifecycle(server, registrar, events);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnProperty(name = "rpc.server.shutdown", havingValue = "graceful", matchIfMissing = true)
	RpcServerGracefulShutdownLifecycle rpcServerGracefulShutdownLifecycle(RpcServer server,
			ObjectProvider<LifecycleProperties> lifecycleProperties) {
		return new RpcServerGracefulShutdownLifecycle(server,
				lifecycleProperties.getIfAvailable(LifecycleProperties::new).getTimeoutPerShutdownPhase());
	}

	@Bean
	RpcServerStartupLogger rpcServerStartupLogger(ObjectProvider<RpcEndpointMap> endpointMap,
			RpcServerProperties properties) {
		return new RpcServerStartupLogger(endpointMap.getIfAvailable(), properties.getMaxConcurrentCalls());
	}

	@Bean
	RpcServerPortPublisher rpcServerPortPublisher(ConfigurableApplicationContext context,
			ObjectProvider<RpcEndpointMap> endpointMap) {
		return new RpcServerPortPublisher(context, endpointMap.getIfAvailable());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnThreading(Threading.VIRTUAL)
	static class VirtualThreadsConfiguration {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		RpcServerCustomizer virtualThreadsRpcServerCustomizer() {
			return (builder) -> builder.executor(new VirtualThreadTaskExecutor("rpc-server-"));
		}

	}

}
