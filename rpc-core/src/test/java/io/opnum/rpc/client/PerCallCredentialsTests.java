package io.opnum.rpc.client;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingVector;
import io.opnum.rpc.client.AuthenticatedCallTests.Counter;
import io.opnum.rpc.client.AuthenticatedCallTests.Service;
import io.opnum.rpc.client.AuthenticatedCallTests.Vault;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.KeytabCredentials;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.PerCallCredentials;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Calls as whoever makes them, to the server of this library.
 */
class PerCallCredentialsTests extends AbstractClientTests {

	private static final String ALICE = "OFFICE\\alice NTLM PRIVACY";

	private static final String BOB = "OFFICE\\bob NTLM PRIVACY";

	private final ThreadLocal<Credentials> caller = new ThreadLocal<>();

	private final AtomicInteger asked = new AtomicInteger();

	private final PerCallCredentials perCall = new PerCallCredentials(() -> {
		this.asked.incrementAndGet();
		Credentials current = this.caller.get();
		if (current == null) {
			throw new AuthenticationException(Reason.LOCAL, "nobody is logged on: log on first");
		}
		return current;
	});

	private RpcServer server;

	private static Credentials of(String account) {
		return new PasswordCredentials(account, "OFFICE", "correct horse".toCharArray());
	}

	private void start(Consumer<RpcServer.Builder> customizer) {
		RpcServer.Builder builder = RpcServer.builder()
			.endpoint("ncacn_ip_tcp:127.0.0.1")
			.securityAcceptor(NtlmAcceptor
				.builder(new NtlmServerNames("STOCK", "OFFICE", "stock.example.org", "example.org"),
						(account, domain) -> NtHash.of("correct horse".toCharArray()))
				.build());
		customizer.accept(builder);
		this.server = closeLater(builder.build());
		this.server.register(Vault.class, new Service());
		this.server.start();
	}

	private BindingHandle unauthenticated() {
		return BindingHandle.of("ncacn_ip_tcp:127.0.0.1[%s]".formatted(this.server.bindings().get(0).endpoint()));
	}

	private BindingHandle handle() {
		return unauthenticated().with(AuthenticationInfo.OPTION,
				AuthenticationInfo.ntlm(AuthenticationLevel.PRIVACY, this.perCall));
	}

	private Vault vault() {
		start((builder) -> {
		});
		return client().proxy(Vault.class, handle());
	}

	private String callerOf(Vault vault, String account) {
		this.caller.set(of(account));
		try {
			return vault.caller();
		}
		finally {
			this.caller.remove();
		}
	}

	@Test
	void eachCallIsMadeAsItsCaller() {
		Vault vault = vault();
		for (int i = 0; i < 3; i++) {
			assertThat(callerOf(vault, "alice")).isEqualTo(ALICE);
			assertThat(callerOf(vault, "bob")).isEqualTo(BOB);
		}
		assertThat(this.asked).hasValue(6);
		assertThat(client().statistics().connections()).as("one each").isEqualTo(2);
		assertThat(this.server.statistics().connections()).isEqualTo(2);
	}

	@Test
	void theClientMayBeBuiltSo() {
		start((builder) -> {
		});
		Vault vault = client(
				(builder) -> builder.authentication(AuthenticationInfo.ntlm(AuthenticationLevel.PRIVACY, this.perCall)))
			.proxy(Vault.class, unauthenticated());
		assertThat(callerOf(vault, "alice")).isEqualTo(ALICE);
		assertThat(callerOf(vault, "bob")).isEqualTo(BOB);
	}

	@Test
	void callersAtOnceAreNotMistakenForEachOther() {
		Vault vault = vault();
		List<CompletableFuture<Void>> callers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			String account = (i % 2 == 0) ? "alice" : "bob";
			callers.add(CompletableFuture.runAsync(() -> {
				for (int call = 0; call < 100; call++) {
					assertThat(callerOf(vault, account)).isEqualTo((account.equals("alice")) ? ALICE : BOB);
				}
			}));
		}
		callers.forEach(CompletableFuture::join);
		assertThat(client().statistics().connections()).isEqualTo(2);
	}

	@Test
	void withoutACallerNothingIsSent() {
		Vault vault = vault();
		assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(vault::caller).satisfies((ex) -> {
			assertThat(ex.didNotExecute()).isTrue();
			assertThat(ex).hasMessageContaining("Vault.caller")
				.hasMessageContaining("log on first")
				.hasCauseInstanceOf(AuthenticationException.class);
		});
		assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(() -> vault.square(3));
		assertThat(callerOf(vault, "alice")).isEqualTo(ALICE);
		assertThatExceptionOfType(RpcAccessDeniedException.class).as("not as the one before").isThrownBy(vault::caller);
		assertThat(client().statistics().connections()).isOne();
	}

	@Test
	void whatTheSourceThrowsFailsTheCall() {
		start((builder) -> {
		});
		PerCallCredentials failing = new PerCallCredentials(() -> {
			throw new IllegalStateException("no directory");
		});
		Vault vault = client().proxy(Vault.class, unauthenticated().with(AuthenticationInfo.OPTION,
				AuthenticationInfo.ntlm(AuthenticationLevel.PRIVACY, failing)));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(vault::caller).withMessage("no directory");
	}

	@Test
	void credentialsThatTheServiceCanDoNothingWithAreRefused() throws Exception {
		Vault vault = vault();
		this.caller.set(new KeytabCredentials("alice", Path.of("alice.keytab")));
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(vault::caller)
			.withMessageContaining("can do nothing with");
		assertThat(client().statistics().connections()).isZero();
	}

	@Test
	void asynchronousCallsAndPipesAreMadeAsTheirCaller() throws Exception {
		Vault vault = vault();
		this.caller.set(of("alice"));
		CompletableFuture<Integer> square = vault.square(7);
		this.caller.remove();
		assertThat(square.get(30, TimeUnit.SECONDS)).isEqualTo(49);
		this.caller.set(of("alice"));
		assertThat(vault.sum(new ByteArrayInputStream(new byte[] { 1, 2, 3 }))).isEqualTo(6);
		assertThat(this.asked).hasValue(2);
	}

	@Test
	void furtherAttemptsAreMadeAsTheSameCaller() {
		start((builder) -> {
		});
		BindingHandle nowhere = BindingHandle.of("ncacn_ip_tcp:127.0.0.1[1]")
			.with(AuthenticationInfo.OPTION, AuthenticationInfo.ntlm(AuthenticationLevel.PRIVACY, this.perCall));
		Vault either = client().proxy(Vault.class, BindingVector.of(List.of(nowhere, handle())));
		assertThat(callerOf(either, "bob")).isEqualTo(BOB);
		this.caller.set(of("bob"));
		CompletableFuture<Integer> later = either.square(3);
		this.caller.remove();
		assertThat(later.join()).isEqualTo(9);
		assertThat(this.asked).hasValue(2);
	}

	@Test
	void handlesOfAVectorHaveToAgree() {
		start((builder) -> {
		});
		assertThatExceptionOfType(InvalidBindingException.class)
			.isThrownBy(() -> client().proxy(Vault.class, BindingVector.of(List.of(handle(), unauthenticated()))))
			.withMessageContaining("PerCallCredentials");
	}

	@Test
	void aContextHandleIsThatOfItsCaller() {
		Vault vault = vault();
		this.caller.set(of("alice"));
		ContextHandle<Counter> counter = vault.open();
		assertThat(vault.next(counter)).isEqualTo(1);
		this.caller.set(of("bob"));
		assertThatIllegalArgumentException().isThrownBy(() -> vault.next(counter))
			.withMessageContaining("another caller");
		this.caller.set(of("alice"));
		assertThat(vault.next(counter)).isEqualTo(2);
		this.caller.remove();
		counter.close();
		assertThat(this.server.statistics().contextHandles()).isZero();
	}

	@Test
	void connectionsOfCallersWhoAreGoneAreClosed() throws Exception {
		start((builder) -> {
		});
		Vault vault = client((builder) -> builder.maxIdleCallers(3).idleTimeout(Duration.ZERO)).proxy(Vault.class,
				handle());
		for (int i = 0; i < 20; i++) {
			assertThat(callerOf(vault, "user" + i)).startsWith("OFFICE\\user" + i + " ");
		}
		await(() -> client().statistics().associations() == 3);
		await(() -> client().statistics().connections() == 3);
		assertThat(callerOf(vault, "user0")).startsWith("OFFICE\\user0 ");
	}

	@Test
	void aCallerWithACallInFlightKeepsTheConnection() throws Exception {
		start((builder) -> {
		});
		Vault vault = client((builder) -> builder.maxIdleCallers(1)).proxy(Vault.class, handle());
		this.caller.set(of("alice"));
		try (ContextHandle<Counter> counter = vault.open()) {
			assertThat(vault.next(counter)).isEqualTo(1);
			assertThat(callerOf(vault, "bob")).isEqualTo(BOB);
			assertThat(callerOf(vault, "carol")).startsWith("OFFICE\\carol");
			this.caller.set(of("alice"));
			assertThat(vault.next(counter)).isEqualTo(2);
		}
	}

	@Test
	void whetherAServerListensIsAskedWithoutACaller() {
		start((builder) -> {
		});
		assertThat(client().isServerListening(handle(), Vault.class, Duration.ofSeconds(30)).toCompletableFuture())
			.succeedsWithin(Duration.ofSeconds(30))
			.isEqualTo(true);
		assertThat(this.asked).hasValue(0);
	}

	@Test
	void nothingButTheCredentialsIsReplaced() {
		AuthenticationInfo authentication = new AuthenticationInfo(AuthenticationService.SPNEGO,
				AuthenticationLevel.INTEGRITY, this.perCall, "host/stock.example.org", true);
		assertThat(authentication.withCredentials(of("alice")))
			.isEqualTo(new AuthenticationInfo(AuthenticationService.SPNEGO, AuthenticationLevel.INTEGRITY, of("alice"),
					"host/stock.example.org", true));
	}

	@Test
	void theirTextTellsNothing() {
		assertThat(this.perCall.toString()).isEqualTo("PerCallCredentials");
		assertThat(handle(new PerCallCredentials(() -> of("alice")))).doesNotContain("horse");
	}

	private static String handle(Credentials credentials) {
		return AuthenticationInfo.ntlm(AuthenticationLevel.PRIVACY, credentials).toString();
	}

}
