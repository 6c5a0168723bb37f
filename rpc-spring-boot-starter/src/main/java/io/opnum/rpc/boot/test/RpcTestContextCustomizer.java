package io.opnum.rpc.boot.test;

import java.util.Locale;
import java.util.Set;

import io.opnum.rpc.boot.RpcClientBeanRegistrar;
import io.opnum.rpc.boot.RpcClientConnectionDetails;
import io.opnum.rpc.boot.RpcClientInjectionPoint;
import io.opnum.rpc.boot.RpcServerBindingCustomizer;
import io.opnum.rpc.boot.test.AutoConfigureTestRpcTransport.Transport;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Prepares the context of a test: an endpoint map in memory, unless the test asks for an
 * endpoint mapper; endpoints of its own, if it asks for them; proxies for what is
 * injected into it.
 *
 * @param transport what carries the calls, or {@code null} to leave the endpoints as they
 * are
 * @param injectionPoints what is injected into the test
 */
record RpcTestContextCustomizer(@Nullable Transport transport,
		Set<RpcClientInjectionPoint> injectionPoints) implements ContextCustomizer {

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		ConfigurableEnvironment environment = context.getEnvironment();
		context.addBeanFactoryPostProcessor(
				(BeanDefinitionRegistryPostProcessor) (registry) -> prepare(registry, environment));
		if (!this.injectionPoints.isEmpty()) {
			context.addBeanFactoryPostProcessor(new RpcClientBeanRegistrar(this.injectionPoints));
		}
	}

	private void prepare(BeanDefinitionRegistry registry, ConfigurableEnvironment environment) {
		if (this.transport != null || !asksForEndpointMapper(environment)) {
			RootBeanDefinition endpointMap = new RootBeanDefinition(TestEndpointMap.class, TestEndpointMap::new);
			// What the application has of its own is preferred
			endpointMap.setFallback(true);
			registry.registerBeanDefinition("testEndpointMap", endpointMap);
		}
		if (this.transport != null) {
			TestTransport testTransport = new TestTransport(this.transport, environment);
			registry.registerBeanDefinition("testRpcServerBindingCustomizer",
					new RootBeanDefinition(RpcServerBindingCustomizer.class, () -> testTransport::moved));
			registry.registerBeanDefinition("testRpcClientConnectionDetails",
					new RootBeanDefinition(RpcClientConnectionDetails.class, () -> testTransport));
		}
	}

	/**
	 * Whether the test, as opposed to the application, has a property of the endpoint
	 * mapper: what it gives stands before the environment of the process, and the
	 * application's own after it.
	 */
	private static boolean asksForEndpointMapper(ConfigurableEnvironment environment) {
		for (PropertySource<?> source : environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> enumerable) {
				for (String name : enumerable.getPropertyNames()) {
					String letters = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
					if (letters.startsWith("rpcendpointmapper") || letters.equals("rpcclientendpointmapperport")) {
						return true;
					}
				}
			}
			if (source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
				return false;
			}
		}
		return false;
	}

}
