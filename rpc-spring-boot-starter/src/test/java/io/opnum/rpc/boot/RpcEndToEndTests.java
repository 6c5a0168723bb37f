package io.opnum.rpc.boot;

import java.util.concurrent.TimeUnit;

import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.boot.autoconfigure.EndpointMapperAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.RpcClientAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.RpcServerAutoConfiguration;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.fixtures.Inventory;
import io.opnum.rpc.boot.fixtures.StockLevel;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of calls over real DCE/RPC between beans of applications.
 */
class RpcEndToEndTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations
		.of(EndpointMapperAutoConfiguration.class, RpcClientAutoConfiguration.class, RpcServerAutoConfiguration.class);

	private final ApplicationContextRunner server = new ApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS)
		.withBean(InMemoryInventory.class)
		.withPropertyValues("rpc.server.bindings=ncacn_ip_tcp:127.0.0.1");

	private final ApplicationContextRunner client = new ApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS)
		.withUserConfiguration(Checkout.Configured.class);

	@Test
	void aServerAndAClientCallEachOtherFromTwoApplications() {
		this.server.withPropertyValues("rpc.endpoint-mapper.mode=none")
			.run((server) -> this.client
				.withPropertyValues("rpc.client.bindings.stock.string-binding="
						+ server.getEnvironment().getRequiredProperty("local.rpc.endpoint"))
				.run((client) -> {
					assertThat(client).doesNotHaveBean(RpcServer.class);
					Inventory inventory = client.getBean(Checkout.class).inventory();
					assertThat(inventory.reserve("bolt", 1)).isEqualTo(3);
					assertThat(inventory.levels()).containsExactly(new StockLevel("bolt", 4),
							new StockLevel("washer", 6));
					assertThat(inventory.count("washer")).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(6);
				}));
	}

	@Test
	void aPartiallyBoundClientFindsTheServerThroughTheEmbeddedEndpointMapper() {
		this.server
			.withPropertyValues("rpc.endpoint-mapper.mode=embedded", "rpc.endpoint-mapper.port=0",
					"rpc.endpoint-mapper.address=127.0.0.1")
			.run((server) -> this.client
				.withPropertyValues("rpc.client.bindings.stock.string-binding=ncacn_ip_tcp:127.0.0.1",
						"rpc.client.endpoint-mapper-port="
								+ server.getEnvironment().getRequiredProperty("local.rpc.endpoint-mapper.port"))
				.run((client) -> assertThat(client.getBean(Checkout.class).inventory().reserve("bolt", 1))
					.isEqualTo(3)));
	}

	@Test
	void anApplicationCallsItselfThroughItsOwnEndpointMapper() {
		this.server.withUserConfiguration(Checkout.Configured.class)
			.withPropertyValues("rpc.endpoint-mapper.mode=embedded", "rpc.endpoint-mapper.port=0",
					"rpc.endpoint-mapper.address=127.0.0.1", "rpc.client.endpoint-mapper-port=0",
					"rpc.client.bindings.stock.string-binding=ncacn_ip_tcp:127.0.0.1")
			.run((context) -> {
				Inventory remote = context.getBean(Checkout.class).inventory();
				assertThat(remote).isNotSameAs(context.getBean(InMemoryInventory.class));
				assertThat(remote.reserve("bolt", 1)).isEqualTo(3);
				assertThat(context.getBean(RpcServer.class).statistics().callsIn()).isPositive();
			});
	}

	@Test
	void theTextOfAnExceptionStaysOnTheServer() {
		this.server.withPropertyValues("rpc.endpoint-mapper.mode=none")
			.run((server) -> this.client
				.withPropertyValues("rpc.client.bindings.stock.string-binding="
						+ server.getEnvironment().getRequiredProperty("local.rpc.endpoint"))
				.run((client) -> assertThatExceptionOfType(RpcFaultException.class)
					.isThrownBy(() -> client.getBean(Checkout.class).inventory().reserve("bolt", -1))
					.satisfies((ex) -> assertThat(ex.status()).isNotEqualTo(RpcStatus.SUCCESS))
					.withMessageNotContaining("Secret")));
	}

	record Checkout(Inventory inventory) {

		@Configuration(proxyBeanMethods = false)
		static class Configured {

			@Bean
			Checkout checkout(@RpcClient("stock") Inventory inventory) {
				return new Checkout(inventory);
			}

		}

	}

}
