package io.opnum.rpc.boot.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.EndpointRegistrar;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.Contexts;
import io.opnum.rpc.boot.RpcEndpointMap;
import io.opnum.rpc.boot.RpcService;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.fixtures.Pricing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EndpointMapperAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EndpointMapperAutoConfigurationTests {

	private final ApplicationContextRunner runner = Contexts.runner()
		.withBean(InMemoryInventory.class)
		.withPropertyValues("rpc.endpoint-mapper.address=127.0.0.1", "rpc.endpoint-mapper.port=0",
				"spring.application.name=warehouse");

	@Test
	void embeddedItServesTheEndpointsOfTheServer() {
		this.runner.withPropertyValues("rpc.endpoint-mapper.mode=embedded").run((context) -> {
			String endpoint = context.getEnvironment().getRequiredProperty("local.rpc.endpoint");
			assertThat(remoteMap(context)).singleElement().satisfies((entry) -> {
				assertThat(entry.interfaceId()).hasToString("5f2d1a6e-3f0c-4b6d-9a51-0d6f3c1b7e11 v1.2");
				assertThat(entry.endpoint()).hasToString(endpoint);
				assertThat(entry.annotation()).isEqualTo("warehouse");
			});
			assertThat(context.getBean(RpcEndpointMap.class).entries()).hasSize(1);
			assertThat(context.getBean(RpcEndpointMap.class).localEndpoint()).hasToString("ncacn_ip_tcp:127.0.0.1[%s]"
				.formatted(context.getEnvironment().getProperty("local.rpc.endpoint-mapper.port")));
			assertThat(context.getBean(RpcEndpointMap.class).describe())
				.startsWith("1 entry, embedded endpoint mapper on ncacn_ip_tcp:127.0.0.1[");
		});
	}

	@Test
	void theServerLeavesTheMapWhenItStops() {
		this.runner.withPropertyValues("rpc.endpoint-mapper.mode=embedded").run((context) -> {
			RpcServer server = context.getBean(RpcServer.class);
			server.stopListening();
			assertThat(server.awaitStop(Duration.ofSeconds(10))).isTrue();
			assertThat(context.getBean(RpcEndpointMap.class).entries()).isEmpty();
			server.start();
			assertThat(context.getBean(RpcEndpointMap.class).entries()).hasSize(1);
		});
	}

	@Test
	void servicesMayStayOutOfTheMap() {
		Contexts.runner()
			.withBean(Hidden.class)
			.withPropertyValues("rpc.endpoint-mapper.address=127.0.0.1", "rpc.endpoint-mapper.port=0",
					"rpc.endpoint-mapper.mode=embedded")
			.run((context) -> assertThat(context.getBean(RpcEndpointMap.class).entries()).isEmpty());
	}

	@Test
	void inModeAutoAFreePortIsHeld() {
		this.runner.withPropertyValues("rpc.endpoint-mapper.mode=auto")
			.run((context) -> assertThat(remoteMap(context)).hasSize(1));
	}

	@Test
	void inModeAutoOneWarningTellsThatThePortCantBeHad(CapturedOutput output) throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			this.runner
				.withPropertyValues("rpc.endpoint-mapper.mode=auto", "rpc.endpoint-mapper.port=" + taken.getLocalPort())
				.run((context) -> {
					assertThat(context.getBean(RpcServer.class).isListening()).isTrue();
					RpcEndpointMap endpointMap = context.getBean(RpcEndpointMap.class);
					assertThat(endpointMap.localEndpoint()).isNull();
					assertThat(endpointMap.describe())
						.isEqualTo("none, ncacn_ip_tcp:127.0.0.1[%d] could not be listened on"
							.formatted(taken.getLocalPort()));
					assertThat(output.getAll().lines().filter((line) -> line.contains("WARN"))).singleElement()
						.asString()
						.contains("The embedded RPC endpoint mapper can't listen on ncacn_ip_tcp:127.0.0.1[%d]"
							.formatted(taken.getLocalPort()))
						.contains("rpc.endpoint-mapper.mode=host");
				});
		}
	}

	@Test
	void inModeHostTheServerRegistersInTheOneThatRuns() {
		this.runner.withPropertyValues("rpc.endpoint-mapper.mode=embedded")
			.run((mapper) -> Contexts.runner()
				.withBean(Prices.class)
				.withPropertyValues("rpc.endpoint-mapper.mode=host",
						"rpc.endpoint-mapper.port="
								+ mapper.getEnvironment().getProperty("local.rpc.endpoint-mapper.port"))
				.run((context) -> {
					assertThat(remoteMap(mapper)).extracting((entry) -> entry.endpoint().toString())
						.containsExactlyInAnyOrder(mapper.getEnvironment().getProperty("local.rpc.endpoint"),
								context.getEnvironment().getProperty("local.rpc.endpoint"));
					assertThat(context.getBean(RpcEndpointMap.class).describe())
						.startsWith("endpoint mapper of this host at ncacn_ip_tcp:127.0.0.1[");
					context.close();
					assertThat(remoteMap(mapper)).hasSize(1);
				}));
	}

	@Test
	void inModeNoneThereIsNone() {
		this.runner.withPropertyValues("rpc.endpoint-mapper.mode=none")
			.run((context) -> assertThat(context).doesNotHaveBean(EndpointRegistrar.class)
				.doesNotHaveBean(RpcEndpointMap.class));
	}

	@Test
	void thereIsNoneWithoutAServer() {
		new ApplicationContextRunner().withConfiguration(Contexts.autoConfigurations())
			.run((context) -> assertThat(context).doesNotHaveBean(EndpointRegistrar.class)
				.doesNotHaveBean(EndpointMapperProperties.class));
	}

	@Test
	void anotherRegistrarMayBeBrought() {
		Recording registrar = new Recording();
		this.runner.withPropertyValues("rpc.endpoint-mapper.mode=embedded")
			.withBean(EndpointRegistrar.class, () -> registrar)
			.run((context) -> {
				assertThat(context).doesNotHaveBean(RpcEndpointMap.class);
				assertThat(registrar.registered).hasSize(1);
			});
		assertThat(registrar.registered).isEmpty();
	}

	private static List<EndpointEntry> remoteMap(AssertableApplicationContext context) {
		return context.getBean(RpcClient.class)
			.endpointMap(StringBinding.parse("ncacn_ip_tcp:127.0.0.1[%s]"
				.formatted(context.getEnvironment().getProperty("local.rpc.endpoint-mapper.port"))));
	}

	@RpcService(endpointMap = false)
	static class Hidden extends InMemoryInventory {

	}

	static class Prices implements Pricing {

		@Override
		public int price(String sku) {
			return 1;
		}

	}

	static class Recording implements EndpointRegistrar {

		private List<EndpointEntry> registered = List.of();

		@Override
		public void register(List<EndpointEntry> entries, boolean replace) {
			this.registered = entries;
		}

		@Override
		public void unregister(List<EndpointEntry> entries) {
			this.registered = List.of();
		}

	}

}
