package io.opnum.rpc.security.kerberos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.KeytabCredentials;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.TicketCacheCredentials;
import io.opnum.rpc.security.spnego.SpnegoInitiator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls by Kerberos between the client and the server of this library, with a KDC that
 * the Java runtime asks for the tickets.
 */
class KerberosCallTests extends AbstractKerberosTests {

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

	@Test
	void keytabsAndTicketCachesSayWhoCalls() throws IOException {
		serve();
		Path keytab = this.directory.resolve("alice.keytab");
		this.kdc.writeKeytab(keytab, "alice");
		Path cache = this.directory.resolve("krb5cc");
		this.kdc.writeTicketCache(cache, "alice");
		Path platformCache = Path.of(System.getenv("KRB5CCNAME").substring("FILE:".length()));
		this.kdc.addAccount("bob", "builder");
		this.kdc.writeTicketCache(platformCache, "bob");
		try {
			assertThat(caller(new KeytabCredentials("alice@EXAMPLE.ORG", keytab))).isEqualTo("alice@EXAMPLE.ORG");
			assertThat(caller(new KeytabCredentials("alice", keytab))).isEqualTo("alice@EXAMPLE.ORG");
			assertThat(caller(new TicketCacheCredentials(null, cache))).isEqualTo("alice@EXAMPLE.ORG");
			assertThat(caller(TicketCacheCredentials.PLATFORM)).isEqualTo("bob@EXAMPLE.ORG");
		}
		finally {
			Files.delete(platformCache);
		}
	}

	private String caller(Credentials credentials) {
		String caller = vault(AuthenticationInfo.kerberos(AuthenticationLevel.PRIVACY, credentials)).caller();
		return caller.substring(0, caller.indexOf(' '));
	}

	@ParameterizedTest
	@CsvSource({ "alice, EXAMPLE.ORG", "alice, ''", "alice@EXAMPLE.ORG, ''" })
	void realmsArePartOfThePasswordsOwnerOrTheDefault(String account, String realm) throws IOException {
		serve();
		assertThat(caller(new PasswordCredentials(account, realm, "wonderland".toCharArray())))
			.isEqualTo("alice@EXAMPLE.ORG");
	}

	@Test
	void callersAreToldApart() throws IOException {
		serve();
		this.kdc.addAccount("bob", "builder");
		Vault alice = vault(AuthenticationInfo.kerberos(AuthenticationLevel.PRIVACY, ALICE));
		Vault bob = vault(AuthenticationInfo.negotiate(AuthenticationLevel.INTEGRITY,
				new PasswordCredentials("bob", TestKdc.REALM, "builder".toCharArray())));
		for (int i = 0; i < 3; i++) {
			assertThat(alice.caller()).isEqualTo("alice@EXAMPLE.ORG KERBEROS PRIVACY");
			assertThat(bob.caller()).isEqualTo("bob@EXAMPLE.ORG KERBEROS INTEGRITY");
		}
	}

	@Test
	void oneLoginAndOneTicketDoForAllConnections() throws IOException {
		serve();
		caller(ALICE);
		int requests = this.kdc.requests();
		vault(AuthenticationInfo.kerberos(AuthenticationLevel.INTEGRITY, ALICE)).caller();
		vault(AuthenticationInfo.negotiate(AuthenticationLevel.CONNECT, ALICE)).caller();
		assertThat(this.kdc.requests()).isEqualTo(requests);
	}

	@Test
	void ntlmIsAFallbackOnlyWhereItIsInTheList() throws IOException {
		serve();
		this.kdc.close();
		AuthenticationInfo negotiate = AuthenticationInfo.negotiate(AuthenticationLevel.PRIVACY, ALICE);
		assertThat(vault(negotiate).caller()).isEqualTo("EXAMPLE.ORG\\alice NTLM PRIVACY");
		try (RpcClient strict = RpcClient.builder()
			.securityInitiator(new SpnegoInitiator(List.of(new KerberosInitiator())))
			.build()) {
			Vault vault = strict.proxy(Vault.class, handle("localhost").with(AuthenticationInfo.OPTION, negotiate));
			assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(vault::caller)
				.withMessageContaining("can't be reached");
		}
	}

	@Test
	void hostsThatAreAddressesAreCalledByNtlmWhereItIsInTheList() throws IOException {
		serve();
		AuthenticationInfo negotiate = AuthenticationInfo.negotiate(AuthenticationLevel.PRIVACY, ALICE);
		Vault vault = this.client.proxy(Vault.class, handle("127.0.0.1").with(AuthenticationInfo.OPTION, negotiate));
		assertThat(vault.caller()).isEqualTo("EXAMPLE.ORG\\alice NTLM PRIVACY");
	}

	@Test
	void passwordsThatKerberosRefusesAreNotTriedByNtlm() throws IOException {
		serve();
		Vault vault = vault(AuthenticationInfo.negotiate(AuthenticationLevel.PRIVACY,
				new PasswordCredentials("alice", TestKdc.REALM, "wonder".toCharArray())));
		assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(vault::caller)
			.withMessageContaining("error 24 of Kerberos");
	}

}
