package io.opnum.rpc.security.kerberos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.KeytabCredentials;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.TicketCacheCredentials;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import io.opnum.rpc.security.spnego.SpnegoAcceptor;
import io.opnum.rpc.security.spnego.SpnegoInitiator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls by Kerberos between the client and the server of this library, with a KDC that
 * the Java runtime asks for the tickets.
 */
class KerberosCallTests {

	private static final PasswordCredentials ALICE = new PasswordCredentials("alice", TestKdc.REALM,
			"wonderland".toCharArray());

	@TempDir
	private Path directory;

	private TestKdc kdc;

	private RpcServer server;

	private RpcClient client;

	@BeforeEach
	void start() throws IOException {
		this.kdc = new TestKdc();
		this.kdc.addAccount("alice", "wonderland");
		this.kdc.addService("host/localhost");
		Path configuration = this.directory.resolve("krb5.conf");
		this.kdc.writeConfiguration(configuration);
		System.setProperty("java.security.krb5.conf", configuration.toString());
		KerberosInitiator kerberos = new KerberosInitiator();
		this.client = RpcClient.builder()
			.securityInitiator(kerberos)
			.securityInitiator(new SpnegoInitiator(List.of(kerberos, new NtlmInitiator("DESK"))))
			.build();
	}

	private void serve() throws IOException {
		Path keytab = this.directory.resolve("service.keytab");
		this.kdc.writeKeytab(keytab, "host/localhost");
		KerberosAcceptor kerberos = KerberosAcceptor.builder(keytab).build();
		NtlmAcceptor ntlm = NtlmAcceptor.builder(NtlmServerNames.ofHost("localhost"), (account, domain) -> null)
			.build();
		this.server = RpcServer.builder()
			.endpoint("ncacn_ip_tcp:127.0.0.1")
			.securityAcceptor(kerberos)
			.securityAcceptor(new SpnegoAcceptor(List.of(ntlm, kerberos)))
			.minimumAuthenticationLevel(AuthenticationLevel.CONNECT)
			.build();
		this.server.register(Vault.class, new Service());
		this.server.start();
	}

	@AfterEach
	void stop() throws IOException {
		this.client.close();
		if (this.server != null) {
			this.server.close();
		}
		this.kdc.close();
	}

	private Vault vault(AuthenticationInfo authentication) {
		return this.client.proxy(Vault.class, handle("localhost").with(AuthenticationInfo.OPTION, authentication));
	}

	private BindingHandle handle(String host) {
		return BindingHandle.of("ncacn_ip_tcp:%s[%s]".formatted(host, this.server.bindings().get(0).endpoint()));
	}

	static Stream<Arguments> servicesLevelsAndTypes() {
		return Stream.of(AuthenticationService.KERBEROS, AuthenticationService.SPNEGO)
			.flatMap((service) -> Stream
				.of(AuthenticationLevel.CONNECT, AuthenticationLevel.PACKET, AuthenticationLevel.INTEGRITY,
						AuthenticationLevel.PRIVACY)
				.flatMap((level) -> Stream.of(EncryptionType.values())
					.map((type) -> Arguments.of(service, level, type))));
	}

	@ParameterizedTest
	@MethodSource("servicesLevelsAndTypes")
	void callsOfAnyLengthArrive(AuthenticationService service, AuthenticationLevel level, EncryptionType type)
			throws IOException {
		this.kdc.type(type);
		serve();
		Vault vault = vault(new AuthenticationInfo(service, level, ALICE, null));
		assertThat(vault.caller()).isEqualTo("alice@EXAMPLE.ORG KERBEROS " + level);
		Random random = new Random(type.code());
		for (int length : new int[] { 0, 1, 15, 16, 17, 5790, 5816, 11_600, 100_001 }) {
			byte[] octets = new byte[length];
			random.nextBytes(octets);
			assertThat(vault.echo(octets)).as("%d octets", length).isEqualTo(octets);
		}
		List<CompletableFuture<Integer>> squares = IntStream.range(0, 200).mapToObj(vault::square).toList();
		assertThat(squares.stream().map(CompletableFuture::join))
			.containsExactlyElementsOf(IntStream.range(0, 200).map((i) -> i * i).boxed().toList());
	}

	@RpcInterface(uuid = "6d5c7a52-0d0e-4a5b-8f55-0c7e0a7b1f02", version = "1.0")
	interface Vault {

		String caller();

		byte[] echo(byte[] octets);

		CompletableFuture<Integer> square(int number);

	}

	static class Service implements Vault {

		@Override
		public String caller() {
			RpcAuthentication caller = RpcCallContext.current().authentication();
			return "%s %s %s".formatted(caller.principal().getName(), caller.service(), caller.level());
		}

		@Override
		public byte[] echo(byte[] octets) {
			return octets;
		}

		@Override
		public CompletableFuture<Integer> square(int number) {
			return CompletableFuture.supplyAsync(() -> number * number);
		}

	}

}
