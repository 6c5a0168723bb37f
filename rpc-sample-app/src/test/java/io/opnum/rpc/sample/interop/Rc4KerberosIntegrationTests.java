package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.security.auth.login.LoginException;

import io.opnum.rpc.sample.api.RpcEcho;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.kerberos.KerberosAcceptor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kerberos with RC4, where it is allowed: Samba's client and ours, each with a server of
 * the other.
 */
@RequiresPeer({ Peer.SMBTORTURE, Peer.DOMAIN_CONTROLLER, Peer.TSHARK })
@ExtendWith(DomainControllerExtension.class)
@SampleTest
class Rc4KerberosIntegrationTests {

	@Autowired
	private RpcEcho echo;

	@BeforeAll
	static void allowWeakKeys(DomainController domain) throws IOException, LoginException {
		DomainController.configureRuntime(DomainController.rc4Configuration());
	}

	@AfterAll
	static void allowThemNoMore() throws LoginException {
		DomainController.configureRuntime(DomainController.configuration());
	}

	/** That it is RC4 is seen from the tokens: with AES they have other lengths. */
	@ParameterizedTest
	@CsvSource({ "'krb5,sign', 37", "'krb5,seal', 45", "'krb5,seal,bigendian', 45", "'spnego,sign', 37",
			"'spnego,seal', 45" })
	void sambaPassesAllTestsOfRpcEchoWithRc4(String options, int tokenLength) throws Exception {
		Path file = Files.createDirectories(Command.STATE).resolve("rc4.pcapng");
		try (DomainService service = start(true); Capture capture = Capture.start(file, "tcp port " + service.port())) {
			assertThat(SmbtortureIntegrationTests.outcomes(smbtorture(service, options)))
				.isEqualTo(SmbtortureIntegrationTests.ALL_TESTS_OF_RPC_ECHO);
			capture.finish();
			assertThat(service.callers()).isNotEmpty().allSatisfy((caller) -> {
				assertThat(caller.principal().getName()).isEqualTo("alice@OPNUM.TEST");
				assertThat(caller.principal().sids()).as("of the PAC, which is signed with RC4, too").isNotEmpty();
				assertThat(caller.service()).isEqualTo(AuthenticationService.KERBEROS);
			});
			assertThat(tokenLengths(file, service.port())).contains(tokenLength + "\t0", tokenLength + "\t2")
				.allMatch((line) -> line.startsWith(tokenLength + "\t"));
		}
	}

	@Test
	void sambaIsRefusedWhereRc4IsNotAllowed() throws IOException {
		try (DomainService service = start(false)) {
			assertThat(smbtorture(service, "krb5,seal").run().output()).contains("Failed to bind");
			assertThat(service.callers()).isEmpty();
		}
	}

	private DomainService start(boolean allowRc4) {
		DomainService service = new DomainService(DomainService.onLoopback(),
				KerberosAcceptor.builder(DomainController.oldServiceKeytab()).allowRc4(allowRc4).build());
		service.server().register(RpcEcho.class, this.echo);
		service.server().start();
		return service;
	}

	private static Command smbtorture(DomainService service, String options) throws IOException {
		String binding = "ncacn_ip_tcp:%s[%d,%s]".formatted(DomainController.OLD_SERVICE_HOST, service.port(), options);
		return DomainController.clientOf(SmbtortureIntegrationTests.rpcEcho(binding,
				"-U%s@%s%%%s".formatted(DomainController.USER, DomainController.REALM, DomainController.PASSWORD),
				"--use-kerberos=required"));
	}

	/**
	 * The lengths of tokens of requests and responses, of the fragments of each frame.
	 */
	private static List<String> tokenLengths(Path file, int port) {
		return Command
			.of("tshark", "-r", file.toString(), "-d", "tcp.port==%d,dcerpc".formatted(port), "-Y",
					"dcerpc.cn_auth_len > 0 && (dcerpc.pkt_type == 0 || dcerpc.pkt_type == 2)", "-T", "fields", "-E",
					"occurrence=f", "-e", "dcerpc.cn_auth_len", "-e", "dcerpc.pkt_type")
			.run()
			.requireSuccess()
			.output()
			.lines()
			.filter((line) -> line.matches("[0-9]+\t[0-9]+"))
			.toList();
	}

	/** A client that refuses shows that the domain controller's session keys are RC4. */
	@Test
	void callsTheDomainControllerWithRc4WhereAllowed() throws IOException {
		Path configuration = DomainController.rc4Configuration();
		assertThat(DomainClient
			.command(configuration, true, AuthenticationLevel.PACKET, AuthenticationLevel.INTEGRITY,
					AuthenticationLevel.PRIVACY)
			.run()
			.requireSuccess()
			.output()).contains("PACKET Default-First-Site-Name", "INTEGRITY Default-First-Site-Name",
					"PRIVACY Default-First-Site-Name");
		assertThat(
				DomainClient.command(configuration, false, AuthenticationLevel.PRIVACY).run().requireSuccess().output())
			.contains("The session key for host/dc1.opnum.test", "RC4", "WEAK_PEER");
	}

}
