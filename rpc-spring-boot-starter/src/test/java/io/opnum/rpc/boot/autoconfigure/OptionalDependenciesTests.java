package io.opnum.rpc.boot.autoconfigure;

import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.micrometer.observation.ObservationRegistry;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.boot.actuate.RpcEndpoint;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.observation.ObservationRpcServerInterceptor;
import io.opnum.rpc.boot.observation.RpcServerMetrics;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DeferredImportSelector;
import org.springframework.context.annotation.Import;
import org.springframework.core.type.AnnotationMetadata;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is auto-configured where optional libraries are there and where not.
 */
class OptionalDependenciesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withBean(InMemoryInventory.class)
		.withPropertyValues("rpc.server.bindings=ncacn_ip_tcp:127.0.0.1", "rpc.endpoint-mapper.mode=none",
				"rpc.client.bindings.stock.string-binding=ncacn_ip_tcp:127.0.0.1[1]",
				"management.endpoints.jmx.exposure.include=rpc", "spring.jmx.enabled=true");

	private final ApplicationContextRunner application = this.runner.withUserConfiguration(Application.class);

	private final ApplicationContextRunner ours = this.runner.withUserConfiguration(Ours.class);

	@Test
	void allIsThereWithTheActuator() {
		this.application.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(RpcServer.class)
			.hasSingleBean(RpcClient.class)
			.hasSingleBean(RpcEndpoint.class)
			.hasSingleBean(RpcServerMetrics.class)
			.hasSingleBean(ObservationRpcServerInterceptor.class)
			.hasBean("rpcServerHealthContributor")
			.hasBean("rpcClientsHealthContributor"));
	}

	@Test
	void serverAndClientNeedNothingOfIt() {
		this.ours
			.withClassLoader(new FilteredClassLoader("io.micrometer", "org.springframework.boot.actuate",
					"org.springframework.boot.health", "org.springframework.boot.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RpcServer.class)
				.hasSingleBean(RpcClient.class)
				.doesNotHaveBean("rpcServerHealthContributor")
				.doesNotHaveBean("rpcClientsHealthContributor")
				.doesNotHaveBean("rpcEndpoint")
				.doesNotHaveBean("rpcServerMetrics")
				.doesNotHaveBean("observationRpcServerInterceptor"));
	}

	@Test
	void observationNeedsNoMetrics() {
		this.ours.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.withClassLoader(
					new FilteredClassLoader("io.micrometer.core", "org.springframework.boot.micrometer.metrics"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("rpcServerMetrics")
				.hasBean("observationRpcServerInterceptor"));
	}

	@Test
	void theEndpointIsThereWhereItIsExposed() {
		this.application.withPropertyValues("management.endpoints.jmx.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(RpcEndpoint.class));
	}

	@Test
	void allAutoConfigurationsAreListed() {
		assertThat(OurAutoConfigurations.names()).containsExactlyInAnyOrderElementsOf(
				new ClassFileImporter().importPackagesOf(RpcServerAutoConfiguration.class)
					.stream()
					.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
					.map(JavaClass::getName)
					.toList());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(OurAutoConfigurations.class)
	static class Ours {

	}

	/** Imports by name, as Boot does: what is missing on the class path is not loaded. */
	static class OurAutoConfigurations implements DeferredImportSelector {

		@Override
		public String[] selectImports(AnnotationMetadata metadata) {
			return names().toArray(String[]::new);
		}

		static List<String> names() {
			return ImportCandidates.load(AutoConfiguration.class, RpcServerAutoConfiguration.class.getClassLoader())
				.getCandidates()
				.stream()
				.filter((name) -> name.startsWith("io.opnum."))
				.toList();
		}

	}

}
