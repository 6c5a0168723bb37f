package io.opnum.rpc.boot;

import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcSecurityCallback;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.autoconfigure.RpcServerSecurityProperties;
import io.opnum.rpc.boot.fixtures.Desk;
import io.opnum.rpc.boot.fixtures.ReceptionDesk;
import io.opnum.rpc.boot.observation.RpcServerMetrics;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.CredentialsProvider;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.SecurityInitiator;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of calls between applications that say by properties and beans who calls and who
 * is let in.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecuredCallTests {

	private static final String HASH = HexFormat.of().formatHex(NtHash.of("Passw0rd.1".toCharArray()).octets());

	private final ApplicationContextRunner open = Contexts.runner().withBean(ReceptionDesk.class);

	private final ApplicationContextRunner server = this.open
		.withPropertyValues("rpc.server.security.ntlm.accounts.alice.nt-hash=" + HASH);

	private final ApplicationContextRunner client = new ApplicationContextRunner()
		.withConfiguration(Contexts.autoConfigurations());

	private final ApplicationContextRunner alice = this.client.withPropertyValues(
			"rpc.client.bindings.desk.security.username=alice", "rpc.client.bindings.desk.security.password=Passw0rd.1",
			"rpc.client.bindings.desk.security.service=ntlm");

	@Test
	void whereAccountsAreConfiguredEveryInterfaceRequiresAuthentication() {
		this.server.run((server) -> {
			calls(this.alice, server, "alice by NTLM at PRIVACY");
			isRefused(this.client, server);
		});
	}

	@Test
	void callersCantSayOfWhichDomainTheyAreOrHowTheirNameIsWritten() {
		this.server
			.run((server) -> calls(
					this.alice.withPropertyValues("rpc.client.bindings.desk.security.username=Alice",
							"rpc.client.bindings.desk.security.domain=HEADQUARTERS"),
					server, "alice by NTLM at PRIVACY"));
	}

	@ParameterizedTest
	@CsvSource({ "connect, CONNECT", "call, PACKET", "packet, PACKET", "integrity, INTEGRITY", "privacy, PRIVACY" })
	void callsAtEachLevel(String level, String expected) {
		this.server.withPropertyValues("rpc.server.security.minimum-level=connect")
			.run((server) -> calls(this.alice.withPropertyValues("rpc.client.bindings.desk.security.level=" + level),
					server, "alice by NTLM at " + expected));
	}

	@Test
	void refusesWhatIsWeakerThanTheMinimumLevel() {
		this.server.withPropertyValues("rpc.server.security.minimum-level=privacy").run((server) -> {
			calls(this.alice, server, "alice by NTLM at PRIVACY");
			isRefused(this.alice.withPropertyValues("rpc.client.bindings.desk.security.level=integrity"), server);
		});
	}

	@Test
	void negotiatesNtlmWhereThatIsAllowed() {
		this.server.run((server) -> calls(
				this.alice.withPropertyValues("rpc.client.bindings.desk.security.service=negotiate",
						"rpc.client.bindings.desk.security.ntlm-fallback=true",
						"rpc.client.bindings.desk.security.target-principal=host/no-such-host.invalid@NO.SUCH.REALM"),
				server, "alice by NTLM at PRIVACY"));
	}

	@Test
	void doesNotFallBackToNtlmWhereNothingAllowsIt() {
		this.server.run((server) -> this.alice
			.withPropertyValues("rpc.client.bindings.desk.security.service=negotiate",
					"rpc.client.bindings.desk.security.target-principal=host/no-such-host.invalid@NO.SUCH.REALM")
			.withPropertyValues(leadingTo(server))
			.run((client) -> {
				assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(() -> desk(client).caller());
				assertThat(server.getBean(RpcServer.class).statistics().callsIn()).isZero();
			}));
	}

	@Test
	void anNtHashIsAsGoodAsThePassword() {
		this.server.run((server) -> calls(
				this.client.withPropertyValues("rpc.client.security.username=alice",
						"rpc.client.security.nt-hash=" + HASH, "rpc.client.security.level=integrity"),
				server, "alice by NTLM at INTEGRITY"));
	}

	@Test
	void whatIsSetForAllBindingsCountsForTheOthersAndForHandles() {
		this.server.run((server) -> this.client
			.withPropertyValues("rpc.client.security.username=alice", "rpc.client.security.password=Passw0rd.1",
					"rpc.client.security.service=ntlm", "rpc.client.bindings.open.security.level=none",
					"rpc.client.bindings.open.string-binding=" + endpoint(server))
			.withPropertyValues(leadingTo(server))
			.run((client) -> {
				assertThat(desk(client).caller()).isEqualTo("alice by NTLM at PRIVACY");
				assertThat(
						client.getBean(RpcClient.class).proxy(Desk.class, BindingHandle.of(endpoint(server))).caller())
					.isEqualTo("alice by NTLM at PRIVACY");
				assertThatExceptionOfType(RpcException.class)
					.isThrownBy(() -> client.getBean(RpcClients.class).get("open", Desk.class).caller());
			}));
	}

	@Test
	void aWrongPasswordIsRefused() {
		this.server.run((server) -> isRefused(
				this.alice.withPropertyValues("rpc.client.bindings.desk.security.password=guessed"), server));
	}

	@Test
	void anAccountMayBeOfOneDomain() {
		this.server.withPropertyValues("rpc.server.security.ntlm.accounts.alice.domain=OFFICE").run((server) -> {
			isRefused(this.alice, server);
			calls(this.alice.withPropertyValues("rpc.client.bindings.desk.security.domain=office"), server,
					"OFFICE\\alice by NTLM at PRIVACY");
		});
	}

	@Test
	void failuresAreLimited(CapturedOutput output) {
		this.server
			.withPropertyValues("rpc.server.security.ntlm.max-failures=1", "rpc.server.security.ntlm.failure-period=1h",
					"logging.level.io.opnum.rpc=debug")
			.run((server) -> {
				isRefused(this.alice.withPropertyValues("rpc.client.bindings.desk.security.password=guessed"), server);
				isRefused(this.alice, server);
			});
	}

	@Test
	void anonymousCallersAreLetInWhereThatIsSaid(CapturedOutput output) {
		ApplicationContextRunner nobody = this.client
			.withPropertyValues("rpc.client.bindings.desk.security.anonymous=true");
		this.server.run((server) -> isRefused(nobody, server));
		assertThat(output).doesNotContain("rpc.server.security.ntlm.anonymous");
		this.server
			.withPropertyValues("rpc.server.security.ntlm.anonymous=true", "rpc.server.security.minimum-level=none")
			.run((server) -> calls(nobody, server, "NT AUTHORITY\\ANONYMOUS LOGON by NTLM at PRIVACY"));
		assertThat(output).containsOnlyOnce("rpc.server.security.ntlm.anonymous is true")
			.containsOnlyOnce("callers who prove nothing")
			.containsOnlyOnce("can be called at level NONE");
	}

	/** As where conditions were evaluated ahead of time, and the accounts came later. */
	@Test
	void accountsThatNoConditionSawCount() {
		this.open.withBean(LateAccounts.class).run((server) -> {
			assertThat(server).doesNotHaveBean(CredentialsProvider.class);
			isRefused(this.client, server);
			calls(this.alice, server, "alice by NTLM at PRIVACY");
		});
	}

	static class LateAccounts implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			if (bean instanceof RpcServerSecurityProperties properties) {
				RpcServerSecurityProperties.Account account = new RpcServerSecurityProperties.Account();
				account.setNtHash(HASH);
				properties.getNtlm().getAccounts().put("alice", account);
			}
			return bean;
		}

	}

	@Test
	void authenticationsAreCountedByServiceAndOutcome() {
		this.server.run((server) -> {
			MeterRegistry meters = new SimpleMeterRegistry();
			new RpcServerMetrics(server.getBean(RpcServer.class)).bindTo(meters);
			assertThat(authentications(meters, "ntlm", "failure", "bad_credentials")).isZero();
			calls(this.alice, server, "alice by NTLM at PRIVACY");
			isRefused(this.alice.withPropertyValues("rpc.client.bindings.desk.security.password=wrong"), server);
			assertThat(authentications(meters, "ntlm", "success", "none")).isEqualTo(1);
			assertThat(authentications(meters, "ntlm", "failure", "bad_credentials")).isEqualTo(1);
			assertThat(authentications(meters, "ntlm", "failure", "tampered")).isZero();
			assertThat(authentications(meters, "spnego", "success", "none")).isZero();
		});
		this.open.run((server) -> {
			MeterRegistry meters = new SimpleMeterRegistry();
			new RpcServerMetrics(server.getBean(RpcServer.class)).bindTo(meters);
			assertThat(meters.find("rpc.server.authentications").meters()).isEmpty();
		});
	}

	private static double authentications(MeterRegistry meters, String service, String outcome, String reason) {
		return meters.get("rpc.server.authentications")
			.tags("service", service, "outcome", outcome, "reason", reason)
			.functionCounter()
			.count();
	}

	@Test
	void accountsOfABeanCount() {
		CredentialsProvider accounts = (account, domain) -> account.equals("bob")
				? NtHash.of("Passw0rd.2".toCharArray()) : null;
		this.open.withBean(CredentialsProvider.class, () -> accounts)
			.run((server) -> calls(
					this.alice.withPropertyValues("rpc.client.bindings.desk.security.username=bob",
							"rpc.client.bindings.desk.security.password=Passw0rd.2"),
					server, "bob by NTLM at PRIVACY"));
	}

	@Test
	void securityCallbacksAreAskedInTheirOrder() {
		List<String> asked = new CopyOnWriteArrayList<>();
		this.server.withUserConfiguration(Callbacks.class).withBean("asked", List.class, () -> asked).run((server) -> {
			isRefused(this.alice, server);
			assertThat(asked).containsExactly("alice first", "alice second");
		});
	}

	@Test
	void acceptorsAndInitiatorsOfTheApplicationAreUsed() {
		SecurityAcceptor acceptor = NtlmAcceptor
			.builder(NtlmServerNames.ofHost("own"), (account, domain) -> NtHash.of("Passw0rd.3".toCharArray()))
			.build();
		this.server.withBean(SecurityAcceptor.class, () -> acceptor)
			.run((server) -> calls(this.alice.withBean(SecurityInitiator.class, Carol::new), server,
					"carol by NTLM at PRIVACY"));
	}

	@Test
	void connectionDetailsCarryCredentials() {
		this.server
			.run((server) -> this.client.withBean(RpcClientConnectionDetails.class, () -> new Details(endpoint(server)))
				.run((client) -> assertThat(desk(client).caller()).isEqualTo("alice by NTLM at INTEGRITY")));
	}

	@Test
	void aServiceThatIsTurnedOffIsNotThere() {
		this.server.withPropertyValues("rpc.server.security.spnego.enabled=false").run((server) -> {
			calls(this.alice, server, "alice by NTLM at PRIVACY");
			isRefused(this.alice.withPropertyValues("rpc.client.bindings.desk.security.service=negotiate",
					"rpc.client.bindings.desk.security.ntlm-fallback=true"), server);
		});
		this.server.withPropertyValues("rpc.server.security.ntlm.enabled=false")
			.run((server) -> calls(this.client, server, "nobody"));
	}

	private static void calls(ApplicationContextRunner client, ApplicationContext server, String expected) {
		client.withPropertyValues(leadingTo(server))
			.run((context) -> assertThat(desk(context).caller()).isEqualTo(expected));
	}

	private static void isRefused(ApplicationContextRunner client, ApplicationContext server) {
		client.withPropertyValues(leadingTo(server))
			.run((context) -> assertThatExceptionOfType(RpcAccessDeniedException.class)
				.isThrownBy(() -> desk(context).caller()));
	}

	private static String leadingTo(ApplicationContext server) {
		return "rpc.client.bindings.desk.string-binding=" + endpoint(server);
	}

	private static String endpoint(ApplicationContext server) {
		return server.getEnvironment().getRequiredProperty("local.rpc.endpoint");
	}

	private static Desk desk(ApplicationContext client) {
		return client.getBean(RpcClients.class).get("desk", Desk.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class Callbacks {

		@Bean
		@Order(2)
		RpcSecurityCallback second(@Qualifier("asked") List<String> asked) {
			return (call) -> {
				asked.add(name(call) + " second");
				throw new SecurityException("not today");
			};
		}

		@Bean
		@Order(1)
		RpcSecurityCallback first(@Qualifier("asked") List<String> asked) {
			return (call) -> asked.add(name(call) + " first");
		}

		private static String name(RpcCallContext call) {
			RpcAuthentication authentication = call.authentication();
			return (authentication != null) ? authentication.principal().getName() : "nobody";
		}

	}

	/** NTLM as somebody else than was asked for. */
	private static final class Carol implements SecurityInitiator {

		private final NtlmInitiator ntlm = new NtlmInitiator("");

		@Override
		public AuthenticationService service() {
			return AuthenticationService.NTLM;
		}

		@Override
		public boolean accepts(Credentials credentials) {
			return true;
		}

		@Override
		public SecurityExchange begin(InitiatorOptions options) {
			return this.ntlm.begin(new InitiatorOptions(options.level(),
					new PasswordCredentials("carol", "", "Passw0rd.3".toCharArray()), options.targetPrincipal()));
		}

	}

	private record Details(String endpoint) implements RpcClientConnectionDetails {

		@Override
		public Set<String> getBindingNames() {
			return Set.of("desk");
		}

		@Override
		public StringBinding getStringBinding(String name) {
			return StringBinding.parse(this.endpoint);
		}

		@Override
		public @Nullable AuthenticationInfo getAuthentication(String name) {
			return AuthenticationInfo.ntlm(AuthenticationLevel.INTEGRITY,
					new PasswordCredentials("alice", "", "Passw0rd.1".toCharArray()));
		}

	}

}
