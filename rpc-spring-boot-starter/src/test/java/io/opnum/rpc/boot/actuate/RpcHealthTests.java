package io.opnum.rpc.boot.actuate;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;

import io.opnum.rpc.RpcServer;
import io.opnum.rpc.boot.Contexts;
import io.opnum.rpc.boot.ImportRpcClients;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.fixtures.Inventory;
import io.opnum.rpc.boot.fixtures.Pricing;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the health of servers and of client bindings.
 */
class RpcHealthTests {

	private final ApplicationContextRunner server = Contexts.runner().withBean(InMemoryInventory.class);

	private final ApplicationContextRunner client = new ApplicationContextRunner()
		.withConfiguration(Contexts.autoConfigurations())
		.withUserConfiguration(Imported.class);

	@Test
	void aServerThatListensIsUp() {
		this.server.run((context) -> {
			Health health = indicator(context, "rpcServerHealthContributor").health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails())
				.containsEntry("bindings",
						context.getBean(RpcServer.class).bindings().stream().map(Object::toString).toList())
				.containsEntry("callsInFlight", 0);
		});
	}

	@Test
	void aServerThatHasStoppedIsOutOfService() {
		this.server.run((context) -> {
			context.getBean(RpcServer.class).stopListening();
			assertThat(indicator(context, "rpcServerHealthContributor").health().getStatus())
				.isEqualTo(Status.OUT_OF_SERVICE);
		});
	}

	@Test
	void theHealthOfTheServerCanBeSwitchedOff() {
		this.server.withPropertyValues("management.health.rpc-server.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("rpcServerHealthContributor"));
	}

	@Test
	void thereIsNoHealthOfClientsWithoutBindings() {
		this.server.run((context) -> assertThat(context).doesNotHaveBean("rpcClientsHealthContributor"));
	}

	@Test
	void aBindingIsUpWhileItsServerSaysItIsListening() {
		this.server.run((server) -> this.client
			.withPropertyValues(binding(server.getEnvironment().getRequiredProperty("local.rpc.endpoint")))
			.run((client) -> {
				Health health = ofBinding(client, "stock");
				assertThat(health.getStatus()).isEqualTo(Status.UP);
				assertThat(health.getDetails())
					.containsEntry("stringBinding", server.getEnvironment().getProperty("local.rpc.endpoint"))
					.containsEntry("interfaces", Map.of(Inventory.class.getName(), "listening"));
				server.close();
				assertThat(ofBinding(client, "stock").getStatus()).isEqualTo(Status.DOWN);
			}));
	}

	@Test
	void aBindingIsUpAgainWhenItsServerStartedAgainOnAnotherPort() {
		ApplicationContextRunner mapped = this.server.withPropertyValues("rpc.endpoint-mapper.mode=host");
		Contexts.runner()
			.withPropertyValues("rpc.endpoint-mapper.mode=embedded", "rpc.endpoint-mapper.address=127.0.0.1",
					"rpc.endpoint-mapper.port=0")
			.run((mapper) -> {
				String port = mapper.getEnvironment().getRequiredProperty("local.rpc.endpoint-mapper.port");
				ApplicationContextRunner server = mapped.withPropertyValues("rpc.endpoint-mapper.port=" + port);
				this.client.withPropertyValues(binding("ncacn_ip_tcp:127.0.0.1"))
					.withPropertyValues("rpc.client.endpoint-mapper-port=" + port)
					.run((client) -> {
						Inventory inventory = client.getBean(Inventory.class);
						server.run((first) -> {
							assertThat(inventory.reserve("bolt", 1)).isEqualTo(3);
							assertThat(ofBinding(client, "stock").getStatus()).isEqualTo(Status.UP);
						});
						assertThat(ofBinding(client, "stock").getStatus()).isEqualTo(Status.DOWN);
						server.run((second) -> {
							assertThat(ofBinding(client, "stock").getStatus()).isEqualTo(Status.UP);
							assertThat(inventory.reserve("bolt", 1)).isEqualTo(3);
						});
					});
			});
	}

	@Test
	void aServerThatDoesNotAnswerIsDownAfterTheTimeout() throws IOException {
		try (ServerSocket silent = new ServerSocket(0)) {
			this.client
				.withPropertyValues(binding("ncacn_ip_tcp:127.0.0.1[%d]".formatted(silent.getLocalPort())),
						"rpc.client.bindings.stock.health.timeout=100ms")
				.run((context) -> {
					Health health = ofBinding(context, "stock");
					assertThat(health.getStatus()).isEqualTo(Status.DOWN);
					assertThat(health.getDetails()).containsKey("interfaces");
				});
		}
	}

	@Test
	void aBindingThatNothingIsCalledOverIsUnknown() {
		this.client
			.withPropertyValues(binding("ncacn_ip_tcp:127.0.0.1[1]"),
					"rpc.client.bindings.unused.string-binding=ncacn_ip_tcp:127.0.0.1[1]")
			.run((context) -> assertThat(ofBinding(context, "unused").getStatus()).isEqualTo(Status.UNKNOWN));
	}

	@Test
	void eachInterfaceOfABindingIsAskedFor() {
		this.server.run((server) -> new ApplicationContextRunner().withConfiguration(Contexts.autoConfigurations())
			.withUserConfiguration(ImportedTwo.class)
			.withPropertyValues(binding(server.getEnvironment().getRequiredProperty("local.rpc.endpoint")))
			.run((client) -> assertThat(ofBinding(client, "stock").getDetails().get("interfaces"))
				.isEqualTo(Map.of(Inventory.class.getName(), "listening", Pricing.class.getName(), "listening"))));
	}

	@Test
	void theHealthOfABindingCanBeSwitchedOff() {
		this.client
			.withPropertyValues(binding("ncacn_ip_tcp:127.0.0.1[1]"), "rpc.client.bindings.stock.health.enabled=false",
					"rpc.client.bindings.unused.string-binding=ncacn_ip_tcp:127.0.0.1[1]")
			.run((context) -> {
				CompositeHealthContributor contributor = context.getBean("rpcClientsHealthContributor",
						CompositeHealthContributor.class);
				assertThat(contributor.getContributor("stock")).isNull();
				assertThat(contributor.getContributor("unused")).isNotNull();
			});
	}

	@Test
	void theHealthOfAllBindingsCanBeSwitchedOff() {
		this.client
			.withPropertyValues(binding("ncacn_ip_tcp:127.0.0.1[1]"), "management.health.rpc-clients.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("rpcClientsHealthContributor"));
	}

	@Test
	void clientsCountForTheHealthButNotForLiveness() {
		this.client
			.withConfiguration(AutoConfigurations.of(HealthContributorAutoConfiguration.class,
					HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class,
					AvailabilityHealthContributorAutoConfiguration.class, AvailabilityProbesAutoConfiguration.class,
					ApplicationAvailabilityAutoConfiguration.class))
			.withPropertyValues(binding("ncacn_ip_tcp:127.0.0.1[1]"), "management.endpoint.health.probes.enabled=true")
			.run((context) -> {
				HealthEndpoint health = context.getBean(HealthEndpoint.class);
				assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.healthForPath("rpcClients", "stock").getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.healthForPath("liveness", "rpcClients")).isNull();
				assertThat(health.healthForPath("readiness", "rpcClients")).isNull();
			});
	}

	private static String binding(String stringBinding) {
		return "rpc.client.bindings.stock.string-binding=" + stringBinding;
	}

	private static HealthIndicator indicator(AssertableApplicationContext context, String name) {
		return context.getBean(name, HealthIndicator.class);
	}

	private static Health ofBinding(AssertableApplicationContext context, String name) {
		HealthContributor contributor = context.getBean("rpcClientsHealthContributor", CompositeHealthContributor.class)
			.getContributor(name);
		assertThat(contributor).isInstanceOf(HealthIndicator.class);
		return ((HealthIndicator) contributor).health();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportRpcClients(types = Inventory.class, binding = "stock")
	static class Imported {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportRpcClients(types = { Inventory.class, Pricing.class }, binding = "stock")
	static class ImportedTwo {

	}

}
