package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.boot.RpcClients;
import io.opnum.rpc.boot.RpcService;
import io.opnum.rpc.security.TicketCacheCredentials;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Applications within a domain, by nothing but their properties: they call its
 * controller, serve with a keytab, and call each other.
 */
@RequiresPeer(Peer.DOMAIN_CONTROLLER)
@ExtendWith(DomainControllerExtension.class)
class DomainPropertiesIntegrationTests {

	private static final String SECURITY = "rpc.client.bindings.peer.security.";

	private static final List<String> PASSWORD = List.of(SECURITY + "username=" + DomainController.USER,
			SECURITY + "domain=" + DomainController.REALM, SECURITY + "password=" + DomainController.PASSWORD);

	private DomainController domain;

	@BeforeEach
	void find(DomainController domain) {
		this.domain = domain;
	}

	static Stream<Arguments> credentials() throws IOException {
		TicketCacheCredentials tickets = DomainController.ticketCache(DomainController.USER, Duration.ofHours(1));
		return Stream.of(Arguments.of("kerberos", PASSWORD), Arguments.of("negotiate", PASSWORD),
				Arguments.of("kerberos",
						List.of(SECURITY + "principal=" + DomainController.USER + "@" + DomainController.REALM,
								SECURITY + "keytab=" + DomainController.userKeytab())),
				Arguments.of("kerberos", List.of(SECURITY + "ticket-cache=" + tickets.cache())));
	}

	/** Where samr listens the endpoint mapper tells, to whom nobody authenticates. */
	@ParameterizedTest
	@MethodSource("credentials")
	void callsTheControllerAtPrivacy(String service, List<String> credentials) {
		try (ConfigurableApplicationContext application = client(this.domain.address(), DomainController.PRINCIPAL,
				service, credentials)) {
			SamrAccounts samr = application.getBean(RpcClients.class).get("peer", SamrAccounts.class);
			try (DomainAccounts accounts = DomainAccounts.open(samr)) {
				assertThat(accounts.users()).contains(DomainController.USER);
			}
			Health health = health(application);
			assertThat(health.getStatus()).as(() -> String.valueOf(health)).isEqualTo(Status.UP);
		}
	}

	@Test
	void isToldWhereToLookWhenThePasswordIsWrong() {
		List<String> wrong = new ArrayList<>(PASSWORD);
		wrong.set(2, SECURITY + "password=not-distinctive-2");
		try (ConfigurableApplicationContext application = client(this.domain.address(), DomainController.PRINCIPAL,
				"kerberos", wrong)) {
			SamrAccounts samr = application.getBean(RpcClients.class).get("peer", SamrAccounts.class);
			assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(() -> DomainAccounts.open(samr))
				.withMessageContaining(DomainController.USER)
				.withMessageContaining("password")
				.withMessageNotContaining("distinctive")
				.satisfies((ex) -> assertThat(ex.didNotExecute()).isTrue());
			assertThat(health(application).getStatus()).isEqualTo(Status.DOWN);
			assertThat(health(application).toString()).doesNotContain("distinctive");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "kerberos", "negotiate" })
	void servesCallersOfTheDomainWithAKeytab(String service) {
		try (ConfigurableApplicationContext server = server()) {
			String endpoint = server.getBean(RpcServer.class).bindings().get(0).endpoint();
			try (ConfigurableApplicationContext application = client("127.0.0.1[%s]".formatted(endpoint),
					DomainController.SERVICE_PRINCIPAL, service, PASSWORD)) {
				WhoAmI whoAmI = application.getBean(RpcClients.class).get("peer", WhoAmI.class);
				assertThat(whoAmI.name()).isEqualTo("alice@OPNUM.TEST by KERBEROS at PRIVACY");
				// Domain Users, and the account itself
				assertThat(whoAmI.sids()).anyMatch((sid) -> sid.matches("S-1-5-21-\\d+-\\d+-\\d+-513"))
					.anyMatch((sid) -> sid.matches("S-1-5-21-\\d+-\\d+-\\d+-1\\d{3}"));
				assertThat(health(application).getStatus()).isEqualTo(Status.UP);
			}
		}
	}

	@Test
	void refusesWhoCallsBelowTheLevelOfTheServer() {
		try (ConfigurableApplicationContext server = server()) {
			String endpoint = server.getBean(RpcServer.class).bindings().get(0).endpoint();
			List<String> integrity = new ArrayList<>(PASSWORD);
			integrity.add(SECURITY + "level=integrity");
			try (ConfigurableApplicationContext application = client("127.0.0.1[%s]".formatted(endpoint),
					DomainController.SERVICE_PRINCIPAL, "kerberos", integrity)) {
				WhoAmI whoAmI = application.getBean(RpcClients.class).get("peer", WhoAmI.class);
				assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(whoAmI::name)
					.withMessageContaining("at level INTEGRITY");
			}
		}
	}

	private static ConfigurableApplicationContext client(String address, String principal, String service,
			List<String> credentials) {
		List<String> properties = new ArrayList<>(credentials);
		properties.addAll(List.of("rpc.server.enabled=false", "rpc.client.bindings.peer.timeout=20s",
				"rpc.client.bindings.peer.health.timeout=20s",
				"rpc.client.bindings.peer.string-binding=ncacn_ip_tcp:" + address, SECURITY + "service=" + service,
				SECURITY + "target-principal=" + principal));
		return run(Client.class, properties);
	}

	private static ConfigurableApplicationContext server() {
		return run(Server.class,
				List.of("rpc.server.bindings=ncacn_ip_tcp:127.0.0.1", "rpc.server.security.minimum-level=privacy",
						"rpc.server.security.kerberos.keytab=" + DomainController.serviceKeytab()));
	}

	private static ConfigurableApplicationContext run(Class<?> configuration, List<String> properties) {
		return new SpringApplicationBuilder(configuration).web(WebApplicationType.NONE)
			.properties(Map.of("spring.config.name", "none", "rpc.endpoint-mapper.mode", "none"))
			.properties(properties.toArray(String[]::new))
			.run();
	}

	private static Health health(ConfigurableApplicationContext application) {
		CompositeHealthContributor bindings = application.getBean("rpcClientsHealthContributor",
				CompositeHealthContributor.class);
		Health health = ((HealthIndicator) bindings.getContributor("peer")).health();
		assertThat(health).isNotNull();
		return health;
	}

	@RpcInterface(uuid = "7d1c1d8e-53b5-4a0b-9a0c-9d3b6a4f1e07", version = "1.0")
	interface WhoAmI {

		String name();

		List<String> sids();

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Client {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Caller.class)
	static class Server {

	}

	@RpcService
	static class Caller implements WhoAmI {

		@Override
		public String name() {
			RpcAuthentication caller = caller();
			return "%s by %s at %s".formatted(caller.principal().getName(), caller.service(), caller.level());
		}

		@Override
		public List<String> sids() {
			return caller().principal().sids();
		}

		private static RpcAuthentication caller() {
			RpcAuthentication caller = RpcCallContext.current().authentication();
			assertThat(caller).isNotNull();
			return caller;
		}

	}

}
