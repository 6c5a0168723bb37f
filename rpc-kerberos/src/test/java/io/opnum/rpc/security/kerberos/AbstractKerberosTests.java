package io.opnum.rpc.security.kerberos;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import io.opnum.rpc.security.spnego.SpnegoAcceptor;
import io.opnum.rpc.security.spnego.SpnegoInitiator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A KDC, a server with the keys of its service, and a client, over TCP.
 */
@Timeout(60)
abstract class AbstractKerberosTests {

	static final PasswordCredentials ALICE = new PasswordCredentials("alice", TestKdc.REALM,
			"wonderland".toCharArray());

	@TempDir
	Path directory;

	Path configuration;

	Path keytab;

	Clock acceptorClock = Clock.systemUTC();

	TestKdc kdc;

	RpcServer server;

	RpcClient client;

	@BeforeEach
	void start() throws IOException {
		this.kdc = new TestKdc();
		this.kdc.addAccount("alice", "wonderland");
		this.kdc.addService("host/localhost");
		this.configuration = this.directory.resolve("krb5.conf");
		this.keytab = this.directory.resolve("service.keytab");
		this.kdc.writeConfiguration(this.configuration);
		System.setProperty("java.security.krb5.conf", this.configuration.toString());
		KerberosInitiator kerberos = new KerberosInitiator(new JaasTickets(), Rc4Policy.ALLOWED, Clock.systemUTC());
		this.client = RpcClient.builder()
			.securityInitiator(kerberos)
			.securityInitiator(new SpnegoInitiator(List.of(kerberos, new NtlmInitiator("DESK"))))
			.build();
	}

	void serve() throws IOException {
		writeKeytab();
		KerberosAcceptor kerberos = new KerberosAcceptor(new KeytabServiceKeys(this.keytab, Set.of()),
				Rc4Policy.ALLOWED, Duration.ofMinutes(5), this.acceptorClock);
		NtlmAcceptor ntlm = NtlmAcceptor
			.builder(NtlmServerNames.ofHost("localhost"),
					(account, domain) -> account.equals("alice") ? NtHash.of(ALICE.password()) : null)
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

	void writeKeytab() throws IOException {
		this.kdc.writeKeytab(this.keytab, "host/localhost");
	}

	@AfterEach
	void stop() throws IOException {
		this.client.close();
		if (this.server != null) {
			this.server.close();
		}
		this.kdc.close();
	}

	Vault vault(AuthenticationInfo authentication) {
		return this.client.proxy(Vault.class, handle("localhost").with(AuthenticationInfo.OPTION, authentication));
	}

	BindingHandle handle(String host) {
		return BindingHandle.of("ncacn_ip_tcp:%s[%s]".formatted(host, this.server.bindings().get(0).endpoint()));
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
