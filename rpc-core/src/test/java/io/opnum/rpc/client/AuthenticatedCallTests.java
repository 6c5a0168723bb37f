package io.opnum.rpc.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.opnum.rpc.ClosesContext;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import io.opnum.rpc.security.spnego.SpnegoAcceptor;
import io.opnum.rpc.security.spnego.SpnegoInitiator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Authenticated calls between the client and the server of this library.
 */
class AuthenticatedCallTests extends AbstractClientTests {

	private static final Random RANDOM = new Random(20261121);

	private RpcServer server;

	private RpcClient client;

	static Stream<Arguments> servicesAndLevels() {
		return Stream.of(AuthenticationService.NTLM, AuthenticationService.SPNEGO)
			.flatMap((service) -> Stream
				.of(AuthenticationLevel.CONNECT, AuthenticationLevel.PACKET, AuthenticationLevel.INTEGRITY,
						AuthenticationLevel.PRIVACY)
				.map((level) -> Arguments.of(service, level)));
	}

	@ParameterizedTest
	@MethodSource("servicesAndLevels")
	void callsOfAnyLengthArrive(AuthenticationService service, AuthenticationLevel level) {
		Vault vault = vault(service, level, "correct horse");
		assertThat(vault.caller()).isEqualTo("OFFICE\\alice NTLM " + level);
		for (int length : new int[] { 0, 1, 15, 16, 17, 5790, 5800, 5816, 11_600, 300_001 }) {
			byte[] octets = new byte[length];
			RANDOM.nextBytes(octets);
			byte[] turned = octets.clone();
			for (int i = 0; i < length; i++) {
				turned[i] = octets[length - 1 - i];
			}
			assertThat(vault.turned(octets)).as("%d octets", length).isEqualTo(turned);
		}
	}

	@ParameterizedTest
	@MethodSource("servicesAndLevels")
	void manyCallsAreInFlight(AuthenticationService service, AuthenticationLevel level) {
		Vault vault = vault(service, level, "correct horse");
		List<CompletableFuture<Integer>> squares = IntStream.range(0, 1000).mapToObj(vault::square).toList();
		assertThat(squares.stream().map(CompletableFuture::join))
			.containsExactlyElementsOf(IntStream.range(0, 1000).map((i) -> i * i).boxed().toList());
	}

	@ParameterizedTest
	@MethodSource("servicesAndLevels")
	void callsThatAreGivenUpLeaveTheOthersInOrder(AuthenticationService service, AuthenticationLevel level)
			throws Exception {
		Vault vault = vault(service, level, "correct horse");
		for (int i = 0; i < 20; i++) {
			CompletableFuture<Integer> given = vault.square(i);
			given.cancel(true);
			assertThat(vault.square(i).get(30, TimeUnit.SECONDS)).isEqualTo(i * i);
		}
	}

	@ParameterizedTest
	@MethodSource("servicesAndLevels")
	void faultsAndContextHandlesArrive(AuthenticationService service, AuthenticationLevel level) {
		Vault vault = vault(service, level, "correct horse");
		try (ContextHandle<Counter> counter = vault.open()) {
			assertThat(vault.next(counter)).isEqualTo(1);
			assertThatExceptionOfType(RpcFaultException.class).isThrownBy(vault::fail);
			assertThat(vault.next(counter)).isEqualTo(2);
		}
		assertThat(this.server.statistics().contextHandles()).isZero();
	}

	@ParameterizedTest
	@MethodSource("servicesAndLevels")
	void pipesFlowBothWays(AuthenticationService service, AuthenticationLevel level) throws IOException {
		Vault vault = vault(service, level, "correct horse");
		byte[] octets = new byte[500_003];
		Arrays.fill(octets, (byte) 1);
		assertThat(vault.sum(new ByteArrayInputStream(octets))).isEqualTo(octets.length);
		ByteArrayOutputStream taken = new ByteArrayOutputStream();
		vault.produce(octets.length, taken);
		assertThat(taken.toByteArray()).isEqualTo(octets);
		assertThat(vault.caller()).endsWith(level.toString());
	}

	@ParameterizedTest
	@MethodSource("servicesAndLevels")
	void wrongPasswordIsRefused(AuthenticationService service, AuthenticationLevel level) {
		Vault vault = vault(service, level, "another horse");
		assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(vault::caller)
			.satisfies((ex) -> assertThat(ex.toString()).contains("alice").doesNotContain("another horse"));
	}

	@Test
	void callersThatAreNotAuthenticatedAreRefused() {
		start();
		Vault vault = client().proxy(Vault.class, handle());
		assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(vault::caller);
	}

	@Test
	void levelBelowThatOfTheServerIsRefused() {
		this.server = closeLater(serverBuilder().minimumAuthenticationLevel(AuthenticationLevel.PRIVACY).build());
		this.server.register(Vault.class, new Service());
		this.server.start();
		assertThatExceptionOfType(RpcAccessDeniedException.class)
			.isThrownBy(proxy(AuthenticationService.NTLM, AuthenticationLevel.INTEGRITY, "correct horse")::caller);
		assertThat(proxy(AuthenticationService.NTLM, AuthenticationLevel.PRIVACY, "correct horse").caller())
			.isEqualTo("OFFICE\\alice NTLM PRIVACY");
	}

	private void start() {
		this.server = closeLater(serverBuilder().minimumAuthenticationLevel(AuthenticationLevel.CONNECT).build());
		this.server.register(Vault.class, new Service());
		this.server.start();
	}

	private static RpcServer.Builder serverBuilder() {
		SecurityAcceptor ntlm = NtlmAcceptor
			.builder(new NtlmServerNames("STOCK", "OFFICE", "stock.example.org", "example.org"),
					(account, domain) -> account.equals("alice") ? NtHash.of("correct horse".toCharArray()) : null)
			.build();
		return RpcServer.builder()
			.endpoint("ncacn_ip_tcp:127.0.0.1")
			.securityAcceptor(ntlm)
			.securityAcceptor(new SpnegoAcceptor(List.of(ntlm)));
	}

	private BindingHandle handle() {
		return BindingHandle.of("ncacn_ip_tcp:127.0.0.1[%s]".formatted(this.server.bindings().get(0).endpoint()));
	}

	private Vault vault(AuthenticationService service, AuthenticationLevel level, String password) {
		start();
		return proxy(service, level, password);
	}

	private Vault proxy(AuthenticationService service, AuthenticationLevel level, String password) {
		Credentials alice = new PasswordCredentials("alice", "OFFICE", password.toCharArray());
		AuthenticationInfo authentication = new AuthenticationInfo(service, level, alice, null);
		if (this.client == null) {
			this.client = client(
					(builder) -> builder.securityInitiator(new SpnegoInitiator(List.of(new NtlmInitiator("DESK")))));
		}
		return this.client.proxy(Vault.class, handle().with(AuthenticationInfo.OPTION, authentication));
	}

	@RpcInterface(uuid = "6d5c7a52-0d0e-4a5b-8f55-0c7e0a7b1f01", version = "1.0")
	interface Vault {

		String caller();

		byte[] turned(byte[] octets);

		CompletableFuture<Integer> square(int number);

		void fail();

		ContextHandle<Counter> open();

		int next(ContextHandle<Counter> counter);

		@ClosesContext
		void close(InOut<ContextHandle<Counter>> counter);

		long sum(InputStream octets) throws IOException;

		void produce(int count, OutputStream octets) throws IOException;

	}

	static class Counter {

		private int last;

	}

	static class Service implements Vault {

		@Override
		public String caller() {
			RpcAuthentication caller = RpcCallContext.current().authentication();
			return "%s %s %s".formatted(caller.principal().getName(), caller.service(), caller.level());
		}

		@Override
		public byte[] turned(byte[] octets) {
			byte[] turned = new byte[octets.length];
			for (int i = 0; i < octets.length; i++) {
				turned[i] = octets[octets.length - 1 - i];
			}
			return turned;
		}

		@Override
		public CompletableFuture<Integer> square(int number) {
			return CompletableFuture.supplyAsync(() -> number * number);
		}

		@Override
		public void fail() {
			throw new UnsupportedOperationException();
		}

		@Override
		public ContextHandle<Counter> open() {
			return ContextHandle.of(new Counter());
		}

		@Override
		public int next(ContextHandle<Counter> counter) {
			return ++counter.state().last;
		}

		@Override
		public void close(InOut<ContextHandle<Counter>> counter) {
			counter.set(null);
		}

		@Override
		public long sum(InputStream octets) throws IOException {
			long sum = 0;
			for (int octet = octets.read(); octet >= 0; octet = octets.read()) {
				sum += octet;
			}
			return sum;
		}

		@Override
		public void produce(int count, OutputStream octets) throws IOException {
			byte[] ones = new byte[count];
			Arrays.fill(ones, (byte) 1);
			octets.write(ones);
		}

	}

}
