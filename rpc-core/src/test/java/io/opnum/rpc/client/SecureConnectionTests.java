package io.opnum.rpc.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.EndpointRegistrar;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.client.AuthenticatedCallTests.Counter;
import io.opnum.rpc.client.AuthenticatedCallTests.Service;
import io.opnum.rpc.client.AuthenticatedCallTests.Vault;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import io.opnum.rpc.testing.Certificates;
import io.opnum.rpc.transport.TransportSecurity;
import io.opnum.rpc.transport.TransportSecurity.ClientAuthentication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Calls over TLS between the client and the server of this library.
 */
class SecureConnectionTests extends AbstractClientTests {

	private static final Random RANDOM = new Random(20261121);

	private static final Certificates AUTHORITY = new Certificates("Opnum Tests");

	private static final StringBinding ENDPOINT = StringBinding.parseServerEndpoint("ncacn_ip_tcp:127.0.0.1");

	private RpcServer server;

	@Test
	void callsOfAnyLengthArrive() {
		Vault vault = vault();
		for (int length : new int[] { 0, 1, 5790, 5816, 16_384, 16_385, 300_001, 3_000_000 }) {
			byte[] octets = new byte[length];
			RANDOM.nextBytes(octets);
			byte[] turned = octets.clone();
			for (int i = 0; i < length; i++) {
				turned[i] = octets[length - 1 - i];
			}
			assertThat(vault.turned(octets)).as("%d octets", length).isEqualTo(turned);
		}
	}

	@Test
	void manyCallsAreInFlight() {
		Vault vault = vault();
		List<CompletableFuture<Integer>> squares = IntStream.range(0, 2000).mapToObj(vault::square).toList();
		assertThat(squares.stream().map(CompletableFuture::join))
			.containsExactlyElementsOf(IntStream.range(0, 2000).map((i) -> i * i).boxed().toList());
	}

	@Test
	void callsAreGivenUp() throws Exception {
		Vault vault = vault();
		for (int i = 0; i < 20; i++) {
			vault.square(i).cancel(true);
			assertThat(vault.square(i).get(30, TimeUnit.SECONDS)).isEqualTo(i * i);
		}
	}

	@Test
	void faultsAndContextHandlesArrive() {
		Vault vault = vault();
		try (ContextHandle<Counter> counter = vault.open()) {
			assertThat(vault.next(counter)).isEqualTo(1);
			assertThatExceptionOfType(RpcFaultException.class).isThrownBy(vault::fail);
			assertThat(vault.next(counter)).isEqualTo(2);
		}
		assertThat(this.server.statistics().contextHandles()).isZero();
	}

	@Test
	void pipesFlowBothWays() throws IOException {
		Vault vault = vault();
		byte[] octets = new byte[5_000_003];
		Arrays.fill(octets, (byte) 1);
		assertThat(vault.sum(new ByteArrayInputStream(octets))).isEqualTo(octets.length);
		ByteArrayOutputStream taken = new ByteArrayOutputStream();
		vault.produce(octets.length, taken);
		assertThat(taken.toByteArray()).isEqualTo(octets);
	}

	@ParameterizedTest
	@EnumSource(names = { "CONNECT", "PACKET", "INTEGRITY", "PRIVACY" })
	void callersAuthenticateWithinTls(AuthenticationLevel level) {
		start(RpcServer.builder()
			.securityAcceptor(NtlmAcceptor
				.builder(new NtlmServerNames("STOCK", "OFFICE", "stock.example.org", "example.org"),
						(account, domain) -> NtHash.of("correct horse".toCharArray()))
				.build())
			.minimumAuthenticationLevel(level), AUTHORITY.forServer().build(), new Service());
		BindingHandle handle = handle(AUTHORITY.forClient().build());
		assertThatExceptionOfType(RpcAccessDeniedException.class)
			.isThrownBy(client().proxy(Vault.class, handle)::caller);
		Vault vault = client().proxy(Vault.class, handle.with(AuthenticationInfo.OPTION, AuthenticationInfo.ntlm(level,
				new PasswordCredentials("alice", "OFFICE", "correct horse".toCharArray()))));
		assertThat(vault.caller()).isEqualTo("OFFICE\\alice NTLM " + level);
		assertThat(vault.turned(new byte[100_000])).hasSize(100_000);
	}

	@Test
	void authenticationIsBoundToTheConnection() {
		start(RpcServer.builder()
			.securityAcceptor(NtlmAcceptor
				.builder(new NtlmServerNames("STOCK", "OFFICE", "stock.example.org", "example.org"),
						(account, domain) -> NtHash.of("correct horse".toCharArray()))
				.build()), AUTHORITY.forServer().requireChannelBinding(true).build(), new Service());
		AuthenticationInfo alice = AuthenticationInfo.ntlm(AuthenticationLevel.PRIVACY,
				new PasswordCredentials("alice", "OFFICE", "correct horse".toCharArray()));
		TransportSecurity security = AUTHORITY.forClient().build();
		// The second connection resumes the session of the first
		for (int i = 0; i < 2; i++) {
			BindingHandle handle = handle(security).with(AuthenticationInfo.OPTION, alice)
				.with(BindingOption.UNIQUE_BINDING, true);
			assertThat(client().proxy(Vault.class, handle).caller()).isEqualTo("OFFICE\\alice NTLM PRIVACY");
		}
	}

	@Test
	void operationSeesTheCertificateOfItsCaller() {
		List<SSLSession> seen = new ArrayList<>();
		Service service = new Service() {

			@Override
			public String caller() {
				SSLSession session = RpcCallContext.current().tlsSession();
				seen.add(session);
				try {
					return ((X509Certificate) session.getPeerCertificates()[0]).getSubjectX500Principal().getName();
				}
				catch (SSLPeerUnverifiedException ex) {
					return "nobody";
				}
			}

		};
		start(RpcServer.builder(), AUTHORITY.forServer().clientAuthentication(ClientAuthentication.WANTED).build(),
				service);
		assertThat(client().proxy(Vault.class, handle(AUTHORITY.forClient().build())).caller()).isEqualTo("nobody");
		TransportSecurity alice = AUTHORITY.forClient().keys(Certificates.keys(AUTHORITY.client("alice"))).build();
		assertThat(client().proxy(Vault.class, handle(alice)).caller()).isEqualTo("CN=alice");
		assertThat(seen).allSatisfy((session) -> assertThat(session.getProtocol()).isEqualTo("TLSv1.3"));
		assertThat(client().statistics().associations()).as("one for each TLS").isEqualTo(2);
	}

	@Test
	void clientWithoutTheCertificateThatIsRequiredIsTold() {
		start(RpcServer.builder(), AUTHORITY.forServer().clientAuthentication(ClientAuthentication.REQUIRED).build(),
				new Service());
		assertThatExceptionOfType(RpcAccessDeniedException.class)
			.isThrownBy(client().proxy(Vault.class, handle(AUTHORITY.forClient().build()))::caller)
			.withMessageContaining("give the binding keys whose certificate the server trusts")
			.satisfies((ex) -> assertThat(ex.didNotExecute()).isTrue());
	}

	@Test
	void serverThatIsNotTrustedIsNotCalled() {
		start(RpcServer.builder(), AUTHORITY.forServer().build(), new Service());
		assertThatExceptionOfType(RpcAccessDeniedException.class)
			.isThrownBy(client().proxy(Vault.class, handle(new Certificates("Strangers").forClient().build()))::caller)
			.withMessageContaining("trust its authority")
			.satisfies((ex) -> assertThat(ex.didNotExecute()).isTrue());
		assertThat(this.server.statistics().callsIn()).isZero();
	}

	@Test
	void callWithoutTlsIsToldWhatMayBeMissing() {
		start(RpcServer.builder(), AUTHORITY.forServer().build(), new Service());
		assertThatExceptionOfType(RpcCommunicationException.class)
			.isThrownBy(client().proxy(Vault.class, handle(null))::caller)
			.withMessageContaining("does the binding have TLS if and only if the endpoint has?")
			.satisfies((ex) -> assertThat(ex.didNotExecute()).isTrue());
	}

	@Test
	void oneServerListensWithTlsAndWithout() {
		start(RpcServer.builder().endpoint(ENDPOINT), AUTHORITY.forServer().build(), new Service() {

			@Override
			public String caller() {
				return (RpcCallContext.current().tlsSession() != null) ? "secure" : "plain";
			}

		});
		List<StringBinding> plain = new ArrayList<>(this.server.bindings());
		plain.removeAll(this.server.secureBindings());
		assertThat(plain).hasSize(1);
		assertThat(client().proxy(Vault.class, BindingHandle.of(plain.get(0))).caller()).isEqualTo("plain");
		BindingHandle secure = handle(AUTHORITY.forClient().build());
		assertThat(client().proxy(Vault.class, secure).caller()).isEqualTo("secure");
		this.server.listen(ENDPOINT, AUTHORITY.forServer().build());
		assertThat(this.server.bindings()).hasSize(3);
		BindingHandle later = BindingHandle.of(this.server.secureBindings().get(1))
			.with(TransportSecurity.OPTION, secure.option(TransportSecurity.OPTION));
		assertThat(client().proxy(Vault.class, later).caller()).isEqualTo("secure");
		assertThatExceptionOfType(RpcException.class)
			.isThrownBy(client().proxy(Vault.class,
					BindingHandle.of(plain.get(0))
						.with(TransportSecurity.OPTION, AUTHORITY.forClient().build()))::caller)
			.withMessageContaining("check that it speaks TLS on this endpoint");
	}

	@Test
	void endpointMapsDontKnowEndpointsWithTls() {
		List<StringBinding> mapped = new ArrayList<>();
		EndpointRegistrar registrar = new EndpointRegistrar() {

			@Override
			public void register(List<EndpointEntry> entries, boolean replace) {
				entries.forEach((entry) -> mapped.add(entry.endpoint().toStringBinding()));
			}

			@Override
			public void unregister(List<EndpointEntry> entries) {
				entries.forEach((entry) -> mapped.remove(entry.endpoint().toStringBinding()));
			}

		};
		start(RpcServer.builder().endpointRegistrar(registrar).endpoint(ENDPOINT), AUTHORITY.forServer().build(),
				new Service());
		assertThat(mapped).hasSize(1).doesNotContainAnyElementsOf(this.server.secureBindings());
	}

	@Test
	void onlyTcpAndOnlyTheRightSideHaveIt() {
		TransportSecurity ofServer = AUTHORITY.forServer().build();
		assertThatExceptionOfType(InvalidBindingException.class)
			.isThrownBy(() -> RpcServer.builder().endpoint(StringBinding.parse("ncalrpc:[stock]"), ofServer))
			.withMessageContaining("There is no TLS for ncalrpc:[stock]");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> RpcServer.builder().endpoint(ENDPOINT, AUTHORITY.forClient().build()))
			.withMessageContaining("TransportSecurity.forServer");
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:127.0.0.1[9]").with(TransportSecurity.OPTION, ofServer);
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(client().proxy(Vault.class, handle)::caller)
			.withMessageContaining("TransportSecurity.forClient");
	}

	private Vault vault() {
		start(RpcServer.builder(), AUTHORITY.forServer().build(), new Service());
		return client().proxy(Vault.class, handle(AUTHORITY.forClient().build()));
	}

	private void start(RpcServer.Builder builder, TransportSecurity security, Service service) {
		this.server = closeLater(builder.endpoint(ENDPOINT, security).build());
		this.server.register(Vault.class, service);
		this.server.start();
	}

	private BindingHandle handle(TransportSecurity security) {
		return BindingHandle.of(this.server.secureBindings().get(0)).with(TransportSecurity.OPTION, security);
	}

}
