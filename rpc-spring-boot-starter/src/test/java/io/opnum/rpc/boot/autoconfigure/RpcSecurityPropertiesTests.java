package io.opnum.rpc.boot.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.opnum.rpc.security.AnonymousCredentials;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.KeytabCredentials;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.NtHashCredentials;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.PerCallCredentials;
import io.opnum.rpc.security.TicketCacheCredentials;
import io.opnum.rpc.security.kerberos.KerberosInitiator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.FilteredClassLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RpcClientSecurityProperties}, {@link RpcServerSecurityProperties} and
 * what they mean.
 */
class RpcSecurityPropertiesTests {

	private static final String SECRET = "Xk29-distinctive";

	private static final String HASH = "0123456789abcdef0123456789abcdef";

	@Test
	void withoutCredentialsNobodyIsAuthenticated() {
		assertThat(authentication(Map.of())).isEqualTo(AuthenticationInfo.NONE);
	}

	@Test
	void aPasswordMeansNegotiationWithoutNtlmAtPrivacy() {
		assertThat(authentication(Map.of("username", "alice", "domain", "OFFICE", "password", SECRET))).isEqualTo(
				AuthenticationInfo
					.negotiate(AuthenticationLevel.PRIVACY,
							new PasswordCredentials("alice", "OFFICE", SECRET.toCharArray()))
					.withoutNtlm());
	}

	@Test
	void anNtHashAndNobodyMeanNtlm() {
		assertThat(authentication(Map.of("username", "alice", "nt-hash", HASH, "level", "integrity")))
			.isEqualTo(AuthenticationInfo.ntlm(AuthenticationLevel.INTEGRITY,
					new NtHashCredentials("alice", "", NtHash.parse(HASH))));
		assertThat(authentication(Map.of("anonymous", "true")))
			.isEqualTo(AuthenticationInfo.ntlm(AuthenticationLevel.PRIVACY, new AnonymousCredentials()));
	}

	@Test
	void keytabsAndTicketCachesMeanKerberos(@TempDir Path directory) {
		assertThat(
				authentication(
						Map.of("principal", "stock@EXAMPLE.ORG", "keytab", directory + "/keytab", "service", "kerberos",
								"target-principal", "host/desk.example.org")))
			.isEqualTo(AuthenticationInfo
				.kerberos(AuthenticationLevel.PRIVACY,
						new KeytabCredentials("stock@EXAMPLE.ORG", directory.resolve("keytab")))
				.withTargetPrincipal("host/desk.example.org")
				.withoutNtlm());
		assertThat(authentication(Map.of("ticket-cache", "platform")).credentials())
			.isEqualTo(TicketCacheCredentials.PLATFORM);
		assertThat(authentication(Map.of("ticket-cache", "/tmp/cache", "principal", "alice")).credentials())
			.isEqualTo(new TicketCacheCredentials("alice", Path.of("/tmp/cache")));
	}

	@Test
	void credentialsOfABindingTakeNothingFromThoseForAll() {
		Map<String, String> properties = new LinkedHashMap<>(Map.of("rpc.client.security.username", "alice",
				"rpc.client.security.domain", "OFFICE", "rpc.client.security.password", SECRET,
				"rpc.client.security.ntlm-fallback", "true", "rpc.client.security.level", "integrity"));
		properties.put("rpc.client.bindings.b.security.username", "bob");
		properties.put("rpc.client.bindings.b.security.password", "other");
		properties.put("rpc.client.bindings.b.security.service", "ntlm");
		properties.put("rpc.client.bindings.c.security.level", "connect");
		RpcClientProperties bound = PropertiesBinding.bind("rpc.client", RpcClientProperties.class, properties);
		assertThat(ClientSecurity.of(bound, "b").toAuthenticationInfo(null)).isEqualTo(AuthenticationInfo
			.ntlm(AuthenticationLevel.INTEGRITY, new PasswordCredentials("bob", "", "other".toCharArray())));
		assertThat(ClientSecurity.of(bound, "c").toAuthenticationInfo(null)).isEqualTo(AuthenticationInfo
			.negotiate(AuthenticationLevel.CONNECT, new PasswordCredentials("alice", "OFFICE", SECRET.toCharArray())));
	}

	@Test
	void reportsCredentialsThatDoNotGoTogether(@TempDir Path directory) throws Exception {
		String keytab = Files.createFile(directory.resolve("keytab")).toString();
		Map<String, String> properties = new LinkedHashMap<>();
		binding(properties, "two", "username", "alice", "password", SECRET, "ticket-cache", "platform");
		binding(properties, "noname", "password", SECRET);
		binding(properties, "nosecret", "username", "alice");
		binding(properties, "noprincipal", "keytab", keytab);
		binding(properties, "nofile", "principal", "alice", "keytab", directory + "/missing");
		binding(properties, "alone", "principal", "alice");
		binding(properties, "level", "level", "privacy");
		binding(properties, "hash", "username", "alice", "nt-hash", SECRET);
		binding(properties, "kerberos", "username", "alice", "nt-hash", HASH, "service", "kerberos");
		binding(properties, "ntlm", "ticket-cache", "platform", "service", "ntlm");
		Map<String, String> errors = PropertiesBinding.errors("rpc.client", RpcClientProperties.class, properties);
		assertThat(errors).containsOnlyKeys("bindings[two].security.ticketCache", "bindings[noname].security.username",
				"bindings[nosecret].security.username", "bindings[noprincipal].security.principal",
				"bindings[nofile].security.keytab", "bindings[alone].security.principal",
				"bindings[level].security.level", "bindings[hash].security.ntHash",
				"bindings[kerberos].security.service", "bindings[ntlm].security.service");
		assertThat(errors).containsEntry("bindings[two].security.ticketCache",
				"must not be set beside password: credentials are of one kind");
	}

	@Test
	void theIdentityOfCallersTakesTheirCredentials() {
		PerCallCredentials callers = new PerCallCredentials(AnonymousCredentials::new);
		Map<String, String> properties = new LinkedHashMap<>(
				Map.of("rpc.client.security.identity", "caller", "rpc.client.security.level", "integrity"));
		binding(properties, "all");
		binding(properties, "own", "username", "alice", "password", SECRET, "service", "ntlm");
		binding(properties, "nobody", "level", "none");
		RpcClientProperties bound = PropertiesBinding.bind("rpc.client", RpcClientProperties.class, properties);
		ClientAuthentications authentications = new ClientAuthentications(bound, callers);
		assertThat(authentications.ofAll())
			.isEqualTo(AuthenticationInfo.negotiate(AuthenticationLevel.INTEGRITY, callers).withoutNtlm());
		assertThat(authentications.of("all")).isEqualTo(authentications.ofAll());
		assertThat(authentications.of("own").credentials()).isInstanceOf(PasswordCredentials.class);
		assertThat(authentications.of("nobody")).isEqualTo(AuthenticationInfo.NONE);
	}

	@Test
	void theIdentityOfABindingTakesThePlaceOfCredentialsForAll() {
		PerCallCredentials callers = new PerCallCredentials(AnonymousCredentials::new);
		Map<String, String> properties = new LinkedHashMap<>(
				Map.of("rpc.client.security.username", "alice", "rpc.client.security.password", SECRET));
		binding(properties, "user", "identity", "caller", "service", "ntlm");
		RpcClientProperties bound = PropertiesBinding.bind("rpc.client", RpcClientProperties.class, properties);
		assertThat(new ClientAuthentications(bound, callers).of("user"))
			.isEqualTo(AuthenticationInfo.ntlm(AuthenticationLevel.PRIVACY, callers).withoutNtlm());
	}

	@Test
	void reportsCredentialsBesideTheIdentityOfCallers() {
		Map<String, String> properties = new LinkedHashMap<>();
		binding(properties, "both", "identity", "caller", "username", "alice", "domain", "OFFICE", "password", SECRET);
		binding(properties, "cache", "identity", "caller", "principal", "alice", "ticket-cache", "platform");
		binding(properties, "none", "identity", "application");
		binding(properties, "right", "identity", "application", "ticket-cache", "platform");
		Map<String, String> errors = PropertiesBinding.errors("rpc.client", RpcClientProperties.class, properties);
		assertThat(errors).containsOnlyKeys("bindings[both].security.username", "bindings[both].security.domain",
				"bindings[both].security.password", "bindings[cache].security.principal",
				"bindings[cache].security.ticketCache", "bindings[none].security.identity");
		assertThat(errors.get("bindings[both].security.password")).contains("identity: caller", "leave out");
	}

	@Test
	void reportsPasswordsThatAreNotThere() {
		Map<String, String> properties = new LinkedHashMap<>();
		binding(properties, "empty", "username", "alice", "password", "");
		binding(properties, "unresolved", "username", "alice", "password", "${NOT_IN_THIS_ENVIRONMENT}");
		Map<String, String> errors = PropertiesBinding.errors("rpc.client", RpcClientProperties.class, properties);
		assertThat(errors).containsOnlyKeys("bindings[empty].security.password",
				"bindings[unresolved].security.password");
		assertThat(errors.get("bindings[unresolved].security.password")).contains("environment variable");
	}

	@Test
	void reportsAServiceForAllThatCanDoNothingWithTheCredentialsForAll() {
		assertThat(
				PropertiesBinding.errors("rpc.client", RpcClientProperties.class, Map.of("rpc.client.security.username",
						"alice", "rpc.client.security.nt-hash", HASH, "rpc.client.security.service", "kerberos")))
			.containsOnlyKeys("security.service");
	}

	@Test
	void saysWhatToAddWhereKerberosIsMissing() {
		Map<String, String> properties = new LinkedHashMap<>();
		binding(properties, "a", "username", "alice", "password", SECRET);
		binding(properties, "b", "ticket-cache", "platform");
		binding(properties, "c", "username", "alice", "password", SECRET, "ntlm-fallback", "true");
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		Thread.currentThread().setContextClassLoader(new FilteredClassLoader(KerberosInitiator.class));
		try {
			Map<String, String> errors = PropertiesBinding.errors("rpc.client", RpcClientProperties.class, properties);
			assertThat(errors).containsOnlyKeys("bindings[a].security.service", "bindings[b].security.ticketCache");
			assertThat(errors.values()).allSatisfy((message) -> assertThat(message).contains("io.opnum:rpc-kerberos"));
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	@Test
	void reportsWhatIsWrongWithAServer(@TempDir Path directory) {
		assertThat(PropertiesBinding.errors("rpc.server.security", RpcServerSecurityProperties.class,
				Map.of("rpc.server.security.ntlm.accounts.alice.nt-hash", SECRET,
						"rpc.server.security.ntlm.accounts.bob.domain", "OFFICE",
						"rpc.server.security.ntlm.computer-name", "longer-than-fifteen",
						"rpc.server.security.ntlm.max-failures", "0", "rpc.server.security.ntlm.failure-period", "0s",
						"rpc.server.security.kerberos.keytab", directory + "/missing",
						"rpc.server.security.kerberos.principals", "host/desk",
						"rpc.server.security.kerberos.clock-skew", "-1s")))
			.containsOnlyKeys("ntlm.accounts[alice].ntHash", "ntlm.accounts[bob].ntHash", "ntlm.computerName",
					"ntlm.maxFailures", "ntlm.failurePeriod", "kerberos.keytab", "kerberos.principals",
					"kerberos.clockSkew");
	}

	private static void binding(Map<String, String> properties, String name, String... security) {
		String prefix = "rpc.client.bindings." + name + ".";
		properties.put(prefix + "string-binding", "ncacn_ip_tcp:desk.example.org");
		for (int i = 0; i < security.length; i += 2) {
			properties.put(prefix + "security." + security[i], security[i + 1]);
		}
	}

	private static AuthenticationInfo authentication(Map<String, String> security) {
		Map<String, String> properties = new LinkedHashMap<>();
		security.forEach((name, value) -> properties.put("rpc.client.security." + name, value));
		return ClientSecurity
			.of(PropertiesBinding.bind("rpc.client", RpcClientProperties.class, properties).getSecurity())
			.toAuthenticationInfo(null);
	}

}
