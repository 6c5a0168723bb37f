package io.opnum.rpc.boot.security;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.boot.Contexts;
import io.opnum.rpc.boot.RpcClients;
import io.opnum.rpc.boot.RpcServerCustomizer;
import io.opnum.rpc.boot.actuate.RpcEndpoint;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.PeerIdentity;
import io.opnum.rpc.security.PerCallCredentials;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of calls as the user in the {@code SecurityContext}, over real calls with NTLM.
 */
class SecurityContextCredentialsTests {

	private final ApplicationContextRunner runner = Contexts.runner()
		.withBean(LedgerService.class)
		.withBean(RpcServerCustomizer.class,
				() -> (builder) -> builder.securityAcceptor(
						NtlmAcceptor
							.builder(new NtlmServerNames("STOCK", "OFFICE", "stock.example.org", "example.org"),
									(account, domain) -> NtHash
										.of(("word of " + account.toLowerCase(Locale.ROOT)).toCharArray()))
							.build()));

	@AfterEach
	void clear() {
		SecurityContextHolder.clearContext();
	}

	private static Ledger ledger(AssertableApplicationContext context) {
		BindingHandle handle = BindingHandle.of(context.getEnvironment().getRequiredProperty("local.rpc.endpoint"))
			.with(AuthenticationInfo.OPTION,
					AuthenticationInfo.ntlm(AuthenticationLevel.PRIVACY, context.getBean(PerCallCredentials.class)));
		return context.getBean(RpcClient.class).proxy(Ledger.class, handle);
	}

	private static void logOn(Authentication authentication) {
		SecurityContextHolder.getContext().setAuthentication(authentication);
	}

	private static Authentication user(String name, @Nullable Object credentials) {
		return UsernamePasswordAuthenticationToken.authenticated(name, credentials, List.of());
	}

	@Test
	void callsAreMadeAsTheUserOfTheThread() {
		this.runner.run((context) -> {
			Ledger ledger = ledger(context);
			for (int i = 0; i < 2; i++) {
				logOn(user("OFFICE\\alice", "word of alice"));
				assertThat(ledger.caller()).isEqualTo("OFFICE\\alice");
				logOn(user("bob", "word of bob"));
				assertThat(ledger.caller()).isEqualTo("bob");
			}
			assertThat(context.getBean(RpcClient.class).statistics().connections()).isEqualTo(2);
		});
	}

	@Test
	void aBindingIsCalledAsTheUserByProperties() {
		this.runner.run((server) -> client(server).run((context) -> {
			Ledger ledger = context.getBean(RpcClients.class).get("ledger", Ledger.class);
			for (int i = 0; i < 2; i++) {
				logOn(user("OFFICE\\alice", "word of alice"));
				assertThat(ledger.caller()).isEqualTo("OFFICE\\alice");
				logOn(user("bob", "word of bob"));
				assertThat(ledger.caller()).isEqualTo("bob");
			}
			assertThat(context.getBean(RpcClient.class).statistics().connections()).isEqualTo(2);
			SecurityContextHolder.clearContext();
			refused(ledger, "nobody is authenticated");
			Ledger own = context.getBean(RpcClients.class).get("own", Ledger.class);
			assertThat(own.caller()).isEqualTo("batch");
		}));
	}

	@Test
	void noMoreThanTheIdleCallersKeepTheirConnections() {
		this.runner
			.run((server) -> client(server).withPropertyValues("rpc.client.max-idle-callers=1").run((context) -> {
				Ledger ledger = context.getBean(RpcClients.class).get("ledger", Ledger.class);
				for (String name : List.of("alice", "bob", "carol")) {
					logOn(user(name, "word of " + name));
					assertThat(ledger.caller()).isEqualTo(name);
				}
				await().atMost(Duration.ofSeconds(10))
					.untilAsserted(
							() -> assertThat(context.getBean(RpcClient.class).statistics().connections()).isOne());
			}));
	}

	@Test
	void healthAndActuatorNeedNoUser() {
		this.runner.run((server) -> client(server).run((context) -> {
			assertThat(context.getBean(RpcClient.class)
				.isServerListening(context.getBean(RpcClients.class).bindings().get(0).handle(), Ledger.class,
						Duration.ofSeconds(10))
				.toCompletableFuture()
				.join()).isTrue();
			RpcEndpoint.RpcDescriptor descriptor = new RpcEndpoint(null, null, context.getBean(RpcClient.class),
					context.getBean(RpcClients.class))
				.rpc();
			assertThat(descriptor.client()).isNotNull();
			assertThat(descriptor.client().bindings().get("ledger").security()).isNotNull().satisfies((security) -> {
				assertThat(security.perCall()).isTrue();
				assertThat(security.principal()).isNull();
			});
		}));
	}

	private static ApplicationContextRunner client(AssertableApplicationContext server) {
		String endpoint = server.getEnvironment().getRequiredProperty("local.rpc.endpoint");
		return new ApplicationContextRunner().withConfiguration(Contexts.autoConfigurations())
			.withPropertyValues("rpc.client.security.service=ntlm", "rpc.client.security.identity=caller",
					"rpc.client.bindings.ledger.string-binding=" + endpoint,
					"rpc.client.bindings.own.string-binding=" + endpoint,
					"rpc.client.bindings.own.security.username=batch",
					"rpc.client.bindings.own.security.password=word of batch");
	}

	@Test
	void credentialsOfOursAreTakenOfAnyAuthentication() {
		this.runner.run((context) -> {
			logOn(new TestingAuthenticationToken("somebody",
					new PasswordCredentials("carol", "OFFICE", "word of carol".toCharArray()), "ROLE_USER"));
			assertThat(ledger(context).caller()).isEqualTo("OFFICE\\carol");
		});
	}

	@Test
	void withoutAUserNothingIsSent() {
		this.runner.run((context) -> {
			Ledger ledger = ledger(context);
			refused(ledger, "nobody is authenticated");
			logOn(new AnonymousAuthenticationToken("key", "anonymousUser",
					AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")));
			refused(ledger, "nobody is authenticated");
			logOn(user("alice", null));
			refused(ledger, "setEraseCredentialsAfterAuthentication");
			logOn(new TestingAuthenticationToken("somebody", "word of somebody", "ROLE_USER"));
			refused(ledger, CallerCredentials.class.getName());
			logOn(new RpcAuthenticationToken(new Caller(), List.of()));
			refused(ledger, "call as the application");
			assertThat(context.getBean(RpcClient.class).statistics().connections()).isZero();
		});
	}

	private static void refused(Ledger ledger, String message) {
		assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(ledger::caller).satisfies((ex) -> {
			assertThat(ex.didNotExecute()).isTrue();
			assertThat(ex).hasMessageContaining(message).hasMessageNotContaining("word of");
		});
	}

	@Test
	void aBeanOfTheApplicationKnowsTheCredentials() {
		this.runner
			.withBean(CallerCredentials.class,
					() -> (authentication) -> new PasswordCredentials("dave", "", "word of dave".toCharArray()))
			.run((context) -> {
				logOn(user("alice", null));
				assertThat(ledger(context).caller()).isEqualTo("dave");
			});
	}

	/** Who calls an operation that calls on. */
	private record Caller() implements RpcAuthentication {

		@Override
		public PeerIdentity principal() {
			return PeerIdentity.ofAccount("OFFICE", "alice");
		}

		@Override
		public AuthenticationService service() {
			return AuthenticationService.NTLM;
		}

		@Override
		public AuthenticationLevel level() {
			return AuthenticationLevel.PRIVACY;
		}

	}

}
