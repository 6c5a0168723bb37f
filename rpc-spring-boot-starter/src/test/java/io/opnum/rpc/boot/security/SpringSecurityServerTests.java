package io.opnum.rpc.boot.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.MinimumAuthenticationLevel;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcSecurityCallback;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerInterceptor;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.boot.Contexts;
import io.opnum.rpc.boot.RpcServerCustomizer;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.security.AnonymousCredentials;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of callers in the {@code SecurityContext} of operations, over real calls with
 * NTLM.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpringSecurityServerTests {

	private static final Credentials ALICE = new PasswordCredentials("alice", "OFFICE", "correct horse".toCharArray());

	private static final Credentials BOB = new PasswordCredentials("bob", "OFFICE", "battery staple".toCharArray());

	private final RpcClient client = RpcClient.builder().build();

	private final ApplicationContextRunner runner = Contexts.runner()
		.withBean(LedgerService.class)
		.withUserConfiguration(Accounts.class, Recording.class);

	@AfterEach
	void close() {
		this.client.close();
	}

	private Ledger ledger(AssertableApplicationContext context, @Nullable Credentials credentials) {
		BindingHandle handle = BindingHandle.of(context.getEnvironment().getRequiredProperty("local.rpc.endpoint"));
		return this.client.proxy(Ledger.class, (credentials != null) ? handle.with(AuthenticationInfo.OPTION,
				AuthenticationInfo.ntlm(AuthenticationLevel.PRIVACY, credentials)) : handle);
	}

	@Test
	void theCallerIsInTheSecurityContextOfTheOperation() {
		this.runner.run((context) -> {
			assertThat(ledger(context, ALICE).caller()).isEqualTo("OFFICE\\alice");
			RpcAuthenticationToken token = (RpcAuthenticationToken) context.getBean(Recorded.class).callers().get(0);
			assertThat(token.isAuthenticated()).isTrue();
			assertThat(token.getPrincipal().account()).isEqualTo("alice");
			assertThat(token.getAccount()).isEqualTo("alice");
			assertThat(token.getRealm()).isEqualTo("OFFICE");
			assertThat(token.getSids()).isEmpty();
			assertThat(token.getService()).isEqualTo(AuthenticationService.NTLM);
			assertThat(token.getLevel()).isEqualTo(AuthenticationLevel.PRIVACY);
			assertThat(token.getCredentials()).isNull();
			assertThat(token.getAuthorities()).extracting(GrantedAuthority::getAuthority)
				.containsExactly("FACTOR_PASSWORD");
			assertThat(token.getDetails()).isInstanceOfSatisfying(RpcAuthenticationDetails.class, (details) -> {
				assertThat(details.callerAddress().toString()).contains("127.0.0.1");
				assertThat(details.opnum()).isZero();
			});
		});
	}

	@Test
	void whoProvedNothingIsAnonymous() {
		this.runner.run((context) -> {
			assertThat(ledger(context, null).caller()).isEqualTo("anonymousUser");
			assertThat(ledger(context, new AnonymousCredentials()).caller()).isEqualTo("anonymousUser");
			assertThat(context.getBean(Recorded.class).callers()).hasSize(2)
				.allSatisfy((caller) -> assertThat(caller).isInstanceOf(AnonymousAuthenticationToken.class)
					.extracting(Authentication::getDetails)
					.isInstanceOf(RpcAuthenticationDetails.class));
		});
	}

	@Test
	void theThreadHasNoCallerAfterTheCall() {
		this.runner.withUserConfiguration(OneThread.class).run((context) -> {
			Ledger ledger = ledger(context, ALICE);
			ledger.caller();
			assertThat(callerOfNextTask(context)).isNull();
			assertThatExceptionOfType(RpcException.class).isThrownBy(() -> ledger.fail("later"));
			assertThat(callerOfNextTask(context)).isNull();
			ledger.callerLater().join();
			assertThat(callerOfNextTask(context)).isNull();
			assertThat(ledger(context, null).caller()).isEqualTo("anonymousUser");
			assertThat(ledger(context, BOB).caller()).isEqualTo("OFFICE\\bob");
		});
	}

	private static @Nullable Authentication callerOfNextTask(AssertableApplicationContext context) throws Exception {
		return context.getBean(ExecutorService.class)
			.submit(() -> SecurityContextHolder.getContext().getAuthentication())
			.get(10, TimeUnit.SECONDS);
	}

	@Test
	void callersAtOnceAreNotMistakenForEachOther() {
		this.runner.run((context) -> {
			Ledger alice = ledger(context, ALICE);
			Ledger bob = ledger(context, BOB);
			List<CompletableFuture<Void>> callers = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				callers.add(CompletableFuture.runAsync(() -> callOften(alice, "OFFICE\\alice")));
				callers.add(CompletableFuture.runAsync(() -> callOften(bob, "OFFICE\\bob")));
			}
			callers.forEach(CompletableFuture::join);
		});
	}

	private static void callOften(Ledger ledger, String name) {
		for (int i = 0; i < 50; i++) {
			assertThat(ledger.caller()).isEqualTo(name);
			assertThat(ledger.callerLater().join()).startsWith(name + ",");
		}
	}

	@Test
	void anAsynchronousOperationHasItsCallerOnItsOwnThreadOnly() {
		this.runner.run((context) -> assertThat(ledger(context, ALICE).callerLater().join())
			.isEqualTo("OFFICE\\alice, elsewhere nobody"));
	}

	@Test
	void virtualThreadsHaveTheCallerToo() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(ledger(context, BOB).caller()).isEqualTo("OFFICE\\bob"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void methodSecurityHoldsForCallers(boolean proxyTargetClass) {
		this.runner.withUserConfiguration(proxyTargetClass ? ClassProxies.class : InterfaceProxies.class)
			.withUserConfiguration(Users.class)
			.run((context) -> {
				Ledger alice = ledger(context, ALICE);
				assertThat(alice.book(1)).isEqualTo(2);
				assertThat(alice.bookLater(1).join()).isEqualTo(2);
				assertThat(alice.audit(1)).isEqualTo(-1);
				Ledger bob = ledger(context, BOB);
				assertThat(bob.read(1)).isEqualTo(1);
				assertThat(bob.audit(1)).isEqualTo(-1);
				denied(() -> bob.book(1));
				assertThat(bob.bookLater(1)).failsWithin(10, TimeUnit.SECONDS)
					.withThrowableThat()
					.withCauseInstanceOf(RpcAccessDeniedException.class);
				Ledger anonymous = ledger(context, null);
				assertThat(anonymous.read(1)).isEqualTo(1);
				denied(() -> anonymous.book(1));
				denied(() -> anonymous.audit(1));
			});
	}

	private static RpcAccessDeniedException denied(Runnable call) {
		RpcAccessDeniedException[] thrown = new RpcAccessDeniedException[1];
		assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(call::run).satisfies((ex) -> {
			assertThat(ex.status()).isEqualTo(RpcStatus.ACCESS_DENIED);
			thrown[0] = ex;
		});
		return thrown[0];
	}

	@ParameterizedTest
	@ValueSource(strings = { "access", "credentials" })
	void refusalsAreFaultsThatDoNotSayWhy(String with) {
		this.runner.withPropertyValues("rpc.server.extended-error-information=true").run((context) -> {
			RpcAccessDeniedException ex = denied(() -> ledger(context, ALICE).fail(with));
			assertThat(ex).hasMessageNotContaining("Secret");
			assertThat(ex.extendedErrorInfo()).isEmpty();
		});
	}

	@Test
	void aUserWhoIsDisabledIsNotLetIn() {
		this.runner.withUserConfiguration(DisabledUsers.class).run((context) -> {
			denied(() -> ledger(context, ALICE).caller());
			assertThat(ledger(context, BOB).caller()).isEqualTo("OFFICE\\bob");
		});
	}

	@Test
	void withoutSpringSecurityNothingOfItIsThere() {
		new ApplicationContextRunner().withConfiguration(Contexts.autoConfigurations())
			.withBean(InMemoryInventory.class)
			.withPropertyValues("rpc.server.bindings=ncacn_ip_tcp:127.0.0.1", "rpc.endpoint-mapper.mode=none")
			.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RpcServer.class)
				.doesNotHaveBean("securityContextRpcServerInterceptor"));
	}

	@Test
	void withoutAServerNothingOfItIsThere() {
		this.runner.withPropertyValues("rpc.server.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(SecurityContextRpcServerInterceptor.class));
	}

	@Test
	void theApplicationsMapperTakesThePlaceOfTheDefaultOne() {
		this.runner.withBean(RpcAuthoritiesMapper.class, () -> (authentication) -> List.of()).run((context) -> {
			ledger(context, ALICE).caller();
			assertThat(context.getBean(Recorded.class).callers().get(0).getAuthorities()).isEmpty();
		});
	}

	@Test
	void authorizationManagersAreAskedBeforeTheOperation() {
		this.runner.withUserConfiguration(Users.class, Rules.class).run((context) -> {
			Ledger alice = ledger(context, ALICE);
			assertThat(alice.book(1)).isEqualTo(2);
			assertThat(alice.read(1)).isEqualTo(1);
			Ledger bob = ledger(context, BOB);
			assertThat(bob.read(1)).isEqualTo(1);
			assertThat(bob.audit(1)).isEqualTo(-1);
			int passed = context.getBean(Recorded.class).callers().size();
			assertThat(denied(() -> bob.book(1)).didNotExecute()).isTrue();
			denied(() -> bob.fail("access"));
			Ledger anonymous = ledger(context, null);
			denied(() -> anonymous.audit(1));
			assertThat(context.getBean(Recorded.class).callers()).as("interceptors").hasSize(passed);
			assertThat(anonymous.read(1)).isEqualTo(1);
		});
	}

	@Test
	void managersSeeTheCallerInTheSecurityContext() {
		List<String> names = new CopyOnWriteArrayList<>();
		this.runner.withBean(AuthorizationManager.class, () -> (authentication, call) -> {
			names.add(SecurityContextHolder.getContext().getAuthentication().getName());
			throw new AccessDeniedException("Secret");
		}).run((context) -> {
			assertThat(denied(() -> ledger(context, BOB).caller())).hasMessageNotContaining("Secret");
			assertThat(names).containsExactly("OFFICE\\bob");
		});
	}

	@Test
	void callbacksAreAskedInOrderWithTheCallerInTheSecurityContext() {
		List<String> asked = new CopyOnWriteArrayList<>();
		this.runner.withUserConfiguration(OneThread.class)
			.withBean("second", RpcSecurityCallback.class, () -> new OrderedCallback(2, asked))
			.withBean("first", RpcSecurityCallback.class, () -> new OrderedCallback(1, asked))
			.withBean("unordered", RpcSecurityCallback.class, () -> (call) -> asked.add("last " + callerOfThread()))
			.withBean(AuthorizationManager.class, () -> (authentication, call) -> {
				asked.add("manager " + callerOfThread());
				return new AuthorizationDecision(true);
			})
			.withBean(RpcServerCustomizer.class,
					() -> (builder) -> builder.securityCallback((call) -> asked.add("customizer")))
			.run((context) -> {
				assertThat(ledger(context, BOB).caller()).isEqualTo("OFFICE\\bob");
				assertThat(asked).containsExactly("1 OFFICE\\bob", "2 OFFICE\\bob", "last OFFICE\\bob",
						"manager OFFICE\\bob", "customizer");
				assertThat(callerOfNextTask(context)).isNull();
			});
	}

	@Test
	void theAuthenticationOfACallIsMadeOnce() {
		AtomicInteger mapped = new AtomicInteger();
		List<Authentication> seen = new CopyOnWriteArrayList<>();
		this.runner.withBean(RpcAuthoritiesMapper.class, () -> (authentication) -> {
			mapped.incrementAndGet();
			return List.of();
		})
			.withBean(RpcSecurityCallback.class,
					() -> (call) -> seen.add(SecurityContextHolder.getContext().getAuthentication()))
			.withBean(AuthorizationManager.class, () -> (authentication, call) -> {
				seen.add((Authentication) authentication.get());
				return new AuthorizationDecision(true);
			})
			.run((context) -> {
				Ledger ledger = ledger(context, ALICE);
				ledger.caller();
				seen.addAll(context.getBean(Recorded.class).callers());
				assertThat(mapped).hasValue(1);
				assertThat(seen).hasSize(3).allSatisfy((caller) -> assertThat(caller).isSameAs(seen.get(0)));
				ledger.caller();
				assertThat(mapped).hasValue(2);
				assertThat(seen.get(3)).isNotSameAs(seen.get(0));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "access", "credentials" })
	void aCallbackRefusesInTheTermsOfSpringSecurity(String with, CapturedOutput output) {
		this.runner.withBean(RpcSecurityCallback.class, () -> (call) -> new LedgerService().fail(with))
			.run((context) -> {
				RpcAccessDeniedException ex = denied(() -> ledger(context, ALICE).caller());
				assertThat(ex.didNotExecute()).isTrue();
				assertThat(ex).hasMessageNotContaining("Secret");
				assertThat(context.getBean(Recorded.class).callers()).isEmpty();
				assertThat(output).doesNotContain("Security callback");
			});
	}

	@Test
	void aCallbackThatFailsIsNamedInTheLog(CapturedOutput output) {
		this.runner.withBean(RpcSecurityCallback.class, BrokenCallback::new).run((context) -> {
			denied(() -> ledger(context, ALICE).caller());
			assertThat(output).contains("Security callback the broken one failed");
		});
	}

	private static String callerOfThread() {
		return SecurityContextHolder.getContext().getAuthentication().getName();
	}

	private record OrderedCallback(int getOrder, List<String> asked) implements RpcSecurityCallback, Ordered {

		@Override
		public void authorize(RpcCallContext call) {
			this.asked.add(this.getOrder + " " + callerOfThread());
		}

	}

	private static final class BrokenCallback implements RpcSecurityCallback {

		@Override
		public void authorize(RpcCallContext call) {
			throw new IllegalStateException("no connection to the directory");
		}

		@Override
		public String toString() {
			return "the broken one";
		}

	}

	@Test
	void rulesAreCheckedWhenTheyAreWritten() {
		RpcAuthorizationManager.Builder builder = RpcAuthorizationManager.builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.operations(Ledger.class, "boook"))
			.withMessageContaining("boook")
			.withMessageContaining("book");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.interfaces(LedgerService.class));
		builder.anyCall().permitAll();
		assertThatIllegalStateException().isThrownBy(() -> builder.interfaces(Ledger.class));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aLevelOnTheClassHoldsBehindTheProxyOfMethodSecurity(boolean proxyTargetClass) {
		Contexts.runner()
			.withUserConfiguration(Accounts.class, proxyTargetClass ? ClassProxies.class : InterfaceProxies.class)
			.withBean(SealedLedgerService.class)
			.run((context) -> {
				denied(() -> ledger(context, null).read(1));
				assertThat(ledger(context, ALICE).read(1)).isEqualTo(1);
			});
	}

	@MinimumAuthenticationLevel(AuthenticationLevel.PRIVACY)
	static class SealedLedgerService extends LedgerService {

	}

	@Configuration(proxyBeanMethods = false)
	static class Rules {

		@Bean
		AuthorizationManager<RpcCallContext> rules() {
			return RpcAuthorizationManager.builder()
				.operations(Ledger.class, "read")
				.permitAll()
				.operations(Ledger.class, "book", "bookLater")
				.hasRole("CLERK")
				.operations(Ledger.class, "fail")
				.denyAll()
				.interfaces(Ledger.class)
				.authenticated()
				.anyCall()
				.denyAll()
				.build();
		}

	}

	record Recorded(List<Authentication> callers) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Recording {

		@Bean
		Recorded recorded() {
			return new Recorded(new CopyOnWriteArrayList<>());
		}

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		RpcServerInterceptor recordingInterceptor(Recorded recorded) {
			return (call, chain) -> {
				recorded.callers().add(SecurityContextHolder.getContext().getAuthentication());
				return chain.proceed();
			};
		}

	}

	/** Alice and Bob by NTLM; authentication is no must. */
	@Configuration(proxyBeanMethods = false)
	static class Accounts {

		@Bean
		RpcServerCustomizer ntlm() {
			return (builder) -> builder.securityAcceptor(
					NtlmAcceptor.builder(new NtlmServerNames("STOCK", "OFFICE", "stock.example.org", "example.org"),
							(account, domain) -> switch (account.toLowerCase(Locale.ROOT)) {
								case "alice" -> NtHash.of("correct horse".toCharArray());
								case "bob" -> NtHash.of("battery staple".toCharArray());
								default -> null;
							})
						.anonymous(true)
						.build())
				.minimumAuthenticationLevel(AuthenticationLevel.NONE);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneThread {

		@Bean
		ExecutorService oneThread() {
			return Executors.newSingleThreadExecutor();
		}

		@Bean
		RpcServerCustomizer executor(ExecutorService executor) {
			return (builder) -> builder.executor(executor);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMethodSecurity(securedEnabled = true)
	static class InterfaceProxies {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMethodSecurity(securedEnabled = true, proxyTargetClass = true)
	static class ClassProxies {

	}

	/** Alice is a clerk, Bob is not known. */
	@Configuration(proxyBeanMethods = false)
	static class Users {

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("alice").password("{noop}not used").roles("CLERK").build());
		}

		@Bean
		RpcAuthoritiesMapper authorities(UserDetailsService users) {
			return RpcAuthoritiesMapper.factors().and(UserDetailsAuthoritiesMapper.ofRealm(users, "office"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DisabledUsers {

		@Bean
		RpcAuthoritiesMapper authorities() {
			return UserDetailsAuthoritiesMapper.ofRealm(new InMemoryUserDetailsManager(
					User.withUsername("alice").password("{noop}not used").disabled(true).build()), "OFFICE");
		}

	}

}
