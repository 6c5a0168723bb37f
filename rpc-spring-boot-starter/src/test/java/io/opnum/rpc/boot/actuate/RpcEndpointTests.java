package io.opnum.rpc.boot.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import io.opnum.rpc.MinimumAuthenticationLevel;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.boot.Contexts;
import io.opnum.rpc.boot.ImportRpcClients;
import io.opnum.rpc.boot.RpcService;
import io.opnum.rpc.boot.actuate.RpcEndpoint.BindingDescriptor;
import io.opnum.rpc.boot.actuate.RpcEndpoint.ClientDescriptor;
import io.opnum.rpc.boot.actuate.RpcEndpoint.OperationDescriptor;
import io.opnum.rpc.boot.actuate.RpcEndpoint.ProxyDescriptor;
import io.opnum.rpc.boot.actuate.RpcEndpoint.SecurityDescriptor;
import io.opnum.rpc.boot.actuate.RpcEndpoint.ServerDescriptor;
import io.opnum.rpc.boot.actuate.RpcEndpoint.ServiceDescriptor;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.fixtures.Inventory;
import io.opnum.rpc.idl.Idl;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RpcEndpoint}.
 */
class RpcEndpointTests {

	private static final UUID INVENTORY = UUID.fromString("5f2d1a6e-3f0c-4b6d-9a51-0d6f3c1b7e11");

	private final ApplicationContextRunner runner = Contexts.runner()
		.withPropertyValues("management.endpoints.jmx.exposure.include=rpc", "spring.jmx.enabled=true");

	private final ApplicationContextRunner both = this.runner.withBean(Stock.class)
		.withUserConfiguration(Imported.class)
		.withPropertyValues("rpc.endpoint-mapper.mode=embedded", "rpc.endpoint-mapper.address=127.0.0.1",
				"rpc.endpoint-mapper.port=0", "rpc.client.endpoint-mapper-port=0",
				"rpc.client.bindings.stock.string-binding=ncacn_ip_tcp:127.0.0.1",
				"rpc.client.bindings.stock.timeout=2s");

	@Test
	void showsWhatIsServed() {
		this.both.run((context) -> {
			ServerDescriptor server = server(context);
			assertThat(server.listening()).isTrue();
			assertThat(server.bindings())
				.containsExactly(context.getEnvironment().getRequiredProperty("local.rpc.endpoint"));
			ServiceDescriptor service = server.interfaces().get(0);
			assertThat(server.interfaces()).hasSize(1);
			assertThat(service.name()).isEqualTo("Inventory");
			assertThat(service.type()).isEqualTo(Inventory.class.getName());
			assertThat(service.uuid()).isEqualTo(INVENTORY);
			assertThat(service.version()).isEqualTo("1.2");
			assertThat(service.implementation()).isEqualTo(Stock.class.getName());
			assertThat(service.objects()).isEmpty();
			assertThat(service.managerType()).isNull();
			assertThat(service.endpoints()).containsExactly("ncacn_ip_tcp:127.0.0.1");
			assertThat(service.endpointMap()).isTrue();
			assertThat(service.annotation()).isEqualTo("Stock of ours");
			assertThat(service.operations()).containsExactly(
					new OperationDescriptor(0, "reserve", "int reserve(String sku, int quantity)", null),
					new OperationDescriptor(1, "levels", "List<StockLevel> levels()", null),
					new OperationDescriptor(2, "count", "CompletableFuture<Integer> count(String sku)", null));
			assertThat(service.minimumAuthenticationLevel()).isEqualTo(AuthenticationLevel.NONE);
			assertThat(server.authenticationServices()).isEmpty();
		});
	}

	@Test
	void showsWhoMayCallWhat() {
		this.runner.withBean(Guarded.class)
			.withPropertyValues("rpc.endpoint-mapper.mode=none", "rpc.server.security.minimum-level=integrity",
					"rpc.server.security.ntlm.accounts.alice.nt-hash=493afcec6566eb8bdfd19d4993a182cf")
			.run((context) -> {
				ServerDescriptor server = server(context);
				assertThat(server.authenticationServices()).containsExactly(AuthenticationService.SPNEGO,
						AuthenticationService.NTLM);
				assertThat(server.statistics().authentications()).containsOnlyKeys(AuthenticationService.SPNEGO,
						AuthenticationService.NTLM);
				ServiceDescriptor service = server.interfaces().get(0);
				assertThat(service.minimumAuthenticationLevel()).isEqualTo(AuthenticationLevel.INTEGRITY);
				assertThat(service.operations()).extracting(OperationDescriptor::minimumAuthenticationLevel)
					.containsExactly(AuthenticationLevel.PRIVACY, null, null);
			});
	}

	@Test
	void showsTheEndpointMap() {
		this.both.run((context) -> {
			assertThat(server(context).endpointMap()).isNotNull();
			assertThat(server(context).endpointMap().description()).startsWith("1 entry, embedded endpoint mapper on");
			assertThat(server(context).endpointMap().entries()).singleElement().satisfies((entry) -> {
				assertThat(entry.uuid()).isEqualTo(INVENTORY);
				assertThat(entry.version()).isEqualTo("1.2");
				assertThat(entry.object()).isNull();
				assertThat(entry.endpoint()).isEqualTo(context.getEnvironment().getProperty("local.rpc.endpoint"));
				assertThat(entry.annotation()).isEqualTo("Stock of ours");
			});
		});
	}

	@Test
	void showsWhoCallsOverABindingAndNoSecret() {
		this.both
			.withPropertyValues("rpc.client.bindings.stock.security.username=alice",
					"rpc.client.bindings.stock.security.domain=OFFICE",
					"rpc.client.bindings.stock.security.password=Xk29-distinctive",
					"rpc.client.bindings.stock.security.service=ntlm")
			.run((context) -> {
				assertThat(binding(context).security()).isEqualTo(new SecurityDescriptor(AuthenticationService.NTLM,
						AuthenticationLevel.PRIVACY, "OFFICE\\alice", false, null));
				assertThat(binding(context).toString()).doesNotContain("Xk29");
			});
	}

	@Test
	void showsWhereABindingLeadsOnceThatIsResolved() {
		this.both.run((context) -> {
			assertThat(binding(context))
				.isEqualTo(new BindingDescriptor("ncacn_ip_tcp:127.0.0.1", null, Duration.ofSeconds(2), null, false,
						List.of(new ProxyDescriptor("Inventory", Inventory.class.getName(), INVENTORY, "1.2", null))));
			context.getBean("stock#" + Inventory.class.getName(), Inventory.class).levels();
			assertThat(binding(context).interfaces()).extracting(ProxyDescriptor::endpoint)
				.containsExactly(context.getEnvironment().getProperty("local.rpc.endpoint"));
		});
	}

	@Test
	void showsWhereABindingLeadsAfterItsServerStartedAgainOnAnotherPort() {
		Contexts.runner()
			.withPropertyValues("rpc.endpoint-mapper.mode=embedded", "rpc.endpoint-mapper.address=127.0.0.1",
					"rpc.endpoint-mapper.port=0")
			.run((mapper) -> {
				String port = mapper.getEnvironment().getRequiredProperty("local.rpc.endpoint-mapper.port");
				ApplicationContextRunner server = Contexts.runner()
					.withBean(InMemoryInventory.class)
					.withPropertyValues("rpc.endpoint-mapper.mode=host", "rpc.endpoint-mapper.port=" + port);
				this.runner.withUserConfiguration(Imported.class)
					.withPropertyValues("rpc.server.enabled=false", "rpc.client.endpoint-mapper-port=" + port,
							"rpc.client.bindings.stock.string-binding=ncacn_ip_tcp:127.0.0.1")
					.run((client) -> {
						Inventory inventory = client.getBean(Inventory.class);
						for (int start = 0; start < 2; start++) {
							server.run((started) -> {
								assertThat(inventory.reserve("bolt", 1)).isEqualTo(3);
								assertThat(binding(client).interfaces()).extracting(ProxyDescriptor::endpoint)
									.containsExactly(started.getEnvironment().getProperty("local.rpc.endpoint"));
							});
						}
						assertThat(client(client).statistics().failures()).isZero();
					});
			});
	}

	@Test
	void showsWhatWasCounted() {
		this.both.run((context) -> {
			context.getBean("stock#" + Inventory.class.getName(), Inventory.class).levels();
			assertThat(server(context).statistics().callsIn()).isEqualTo(1);
			assertThat(client(context).statistics().calls()).isEqualTo(1);
		});
	}

	@Test
	void showsThatTheServerHasStopped() {
		this.both.run((context) -> {
			RpcServer server = context.getBean(RpcServer.class);
			server.stopListening();
			assertThat(server.awaitStop(Duration.ofSeconds(10))).isTrue();
			assertThat(server(context).listening()).isFalse();
			assertThat(server(context).bindings()).isEmpty();
			assertThat(server(context).endpointMap().entries()).isEmpty();
		});
	}

	@Test
	void aClientAloneShowsNoServer() {
		this.runner.withUserConfiguration(Imported.class)
			.withPropertyValues("rpc.server.enabled=false",
					"rpc.client.bindings.stock.string-binding=ncacn_ip_tcp:127.0.0.1[1]")
			.run((context) -> {
				assertThat(context.getBean(RpcEndpoint.class).rpc().server()).isNull();
				assertThat(binding(context).interfaces()).extracting(ProxyDescriptor::endpoint)
					.containsExactly("ncacn_ip_tcp:127.0.0.1[1]");
			});
	}

	@Test
	void printsTheIdlOfAnInterfaceByNameJavaNameOrUuid() {
		this.both.run((context) -> {
			RpcEndpoint endpoint = context.getBean(RpcEndpoint.class);
			String idl = Idl.of(Inventory.class);
			assertThat(endpoint.idl("Inventory.idl")).isEqualTo(idl);
			assertThat(endpoint.idl(Inventory.class.getName() + ".idl")).isEqualTo(idl);
			assertThat(endpoint.idl(INVENTORY + ".idl")).isEqualTo(idl);
			assertThat(endpoint.idl(INVENTORY.toString().toUpperCase(Locale.ROOT) + ".idl")).isEqualTo(idl);
			assertThat(endpoint.idl("Inventory")).isNull();
			assertThat(endpoint.idl("Absent.idl")).isNull();
		});
	}

	@Test
	void aNameOfTwoInterfacesIsNoneAndTheirJavaNamesAre() {
		this.runner.withBean(Stock.class)
			.withBean(OtherStock.class)
			.withPropertyValues("rpc.endpoint-mapper.mode=none")
			.run((context) -> {
				RpcEndpoint endpoint = context.getBean(RpcEndpoint.class);
				assertThat(endpoint.idl("Inventory.idl")).isNull();
				assertThat(endpoint.idl(Other.Inventory.class.getName() + ".idl")).contains("longgone");
			});
	}

	@Test
	void aClientPrintsTheIdlOfWhatItCalls() {
		this.runner.withUserConfiguration(Imported.class)
			.withPropertyValues("rpc.server.enabled=false",
					"rpc.client.bindings.stock.string-binding=ncacn_ip_tcp:127.0.0.1[1]")
			.run((context) -> assertThat(context.getBean(RpcEndpoint.class).idl("Inventory.idl"))
				.isEqualTo(Idl.of(Inventory.class)));
	}

	@Test
	void isReadAsJson() {
		this.both.run((context) -> {
			JsonMapper mapper = new JsonMapper();
			JsonNode json = mapper.readTree(mapper.writeValueAsString(context.getBean(RpcEndpoint.class).rpc()));
			assertThat(json.at("/server/listening").asBoolean()).isTrue();
			assertThat(json.at("/server/interfaces/0/operations/0/opnum").asInt(-1)).isZero();
			assertThat(json.at("/server/interfaces/0/operations/0/signature").asString())
				.isEqualTo("int reserve(String sku, int quantity)");
			assertThat(json.at("/server/statistics/callsInFlight").asInt(-1)).isZero();
			assertThat(json.at("/client/bindings/stock/stringBinding").asString()).isEqualTo("ncacn_ip_tcp:127.0.0.1");
		});
	}

	private static ServerDescriptor server(AssertableApplicationContext context) {
		ServerDescriptor server = context.getBean(RpcEndpoint.class).rpc().server();
		assertThat(server).isNotNull();
		return server;
	}

	private static ClientDescriptor client(AssertableApplicationContext context) {
		ClientDescriptor client = context.getBean(RpcEndpoint.class).rpc().client();
		assertThat(client).isNotNull();
		return client;
	}

	private static BindingDescriptor binding(AssertableApplicationContext context) {
		return client(context).bindings().get("stock");
	}

	@RpcService(endpoints = "ncacn_ip_tcp:127.0.0.1", annotation = "Stock of ours")
	static class Stock extends InMemoryInventory {

	}

	static class Guarded extends InMemoryInventory {

		@Override
		@MinimumAuthenticationLevel(AuthenticationLevel.PRIVACY)
		public int reserve(String sku, int quantity) {
			return super.reserve(sku, quantity);
		}

	}

	static class Other {

		@RpcInterface
		interface Inventory {

			int longgone();

		}

	}

	static class OtherStock implements Other.Inventory {

		@Override
		public int longgone() {
			return 0;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportRpcClients(types = Inventory.class, binding = "stock")
	static class Imported {

	}

}
