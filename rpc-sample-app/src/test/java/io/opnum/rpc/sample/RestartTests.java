package io.opnum.rpc.sample;

import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.boot.ImportRpcClients;
import io.opnum.rpc.sample.api.OrderDesk;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A client application outlives the server that it calls.
 */
class RestartTests {

	private final int mapperPort = FreePorts.find();

	@Test
	void theProxyFindsAServerThatCameBackOnAnotherPort() throws Exception {
		try (ConfigurableApplicationContext client = startClient()) {
			OrderDesk orderDesk = client.getBean(OrderDesk.class);
			try (ConfigurableApplicationContext server = startServer()) {
				assertThat(server.isActive()).isTrue();
				assertThat(orderDesk.inStock("HAMMER-16")).isEqualTo(12);
				assertThat(health(client)).isEqualTo(Status.UP);
			}
			assertThatExceptionOfType(RpcCommunicationException.class).isThrownBy(() -> orderDesk.inStock("HAMMER-16"))
				.satisfies((ex) -> assertThat(ex.didNotExecute()).isTrue());
			assertThat(health(client)).isEqualTo(Status.DOWN);
			try (ConfigurableApplicationContext server = startServer()) {
				assertThat(server.isActive()).isTrue();
				assertThat(orderDesk.inStock("HAMMER-16")).isEqualTo(12);
				assertThat(health(client)).isEqualTo(Status.UP);
			}
		}
	}

	private ConfigurableApplicationContext startClient() {
		return new SpringApplicationBuilder(ClientApplication.class).web(WebApplicationType.NONE)
			.run("--rpc.client.endpoint-mapper-port=" + this.mapperPort, "--rpc.server.enabled=false");
	}

	private ConfigurableApplicationContext startServer() {
		return new SpringApplicationBuilder(OpnumSampleApplication.class).run(
				"--rpc.server.bindings=ncacn_ip_tcp:127.0.0.1[%d]".formatted(FreePorts.find()),
				"--rpc.endpoint-mapper.port=" + this.mapperPort, "--rpc.endpoint-mapper.address=127.0.0.1",
				"--server.port=0");
	}

	private static Status health(ConfigurableApplicationContext client) {
		return client.getBean(HealthEndpoint.class).healthForPath("rpcClients", "order-desk").getStatus();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportRpcClients(types = OrderDesk.class, binding = "order-desk")
	static class ClientApplication {

	}

}
