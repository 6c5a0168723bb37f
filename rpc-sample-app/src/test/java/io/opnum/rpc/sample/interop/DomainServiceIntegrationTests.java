package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

import io.opnum.rpc.Out;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.sample.api.RpcEcho;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service of ours in a domain, whose callers have tickets for it.
 */
@RequiresPeer({ Peer.SMBTORTURE, Peer.DOMAIN_CONTROLLER })
@ExtendWith(DomainControllerExtension.class)
@SampleTest
class DomainServiceIntegrationTests {

	@Autowired
	private RpcEcho echo;

	private DomainService service;

	@BeforeEach
	void start(DomainController domain) {
		this.service = new DomainService(DomainService.onLoopback());
		this.service.server().register(RpcEcho.class, this.echo);
		this.service.server().start();
	}

	@AfterEach
	void stop() {
		this.service.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "krb5,connect", "krb5,packet", "krb5,sign", "krb5,seal", "krb5,seal,bigendian",
			"krb5,seal,ndr64", "spnego,connect", "spnego,packet", "spnego,sign", "spnego,seal", "spnego,sign,bigendian",
			"spnego,seal,ndr64" })
	void sambaPassesAllTestsOfRpcEchoWithKerberos(String options) throws IOException {
		String binding = "ncacn_ip_tcp:%s[%d,%s]".formatted(DomainController.SERVICE_HOST, this.service.port(),
				options);
		Command smbtorture = SmbtortureIntegrationTests.rpcEcho(binding,
				"-U%s@%s%%%s".formatted(DomainController.USER, DomainController.REALM, DomainController.PASSWORD),
				"--use-kerberos=required");
		assertThat(SmbtortureIntegrationTests.outcomes(DomainController.clientOf(smbtorture)))
			.isEqualTo(SmbtortureIntegrationTests.ALL_TESTS_OF_RPC_ECHO);
		assertThat(this.service.callers()).isNotEmpty().allSatisfy((caller) -> {
			assertThat(caller.principal().getName()).isEqualTo("alice@OPNUM.TEST");
			assertThat(caller.principal().sids()).isNotEmpty();
			assertThat(caller.service()).isEqualTo(AuthenticationService.KERBEROS);
		});
	}

	/**
	 * impacket gets no service ticket of this KDC itself, so Samba's library got it.
	 */
	@ParameterizedTest
	@RequiresPeer(Peer.IMPACKET)
	@EnumSource(names = { "CONNECT", "INTEGRITY", "PRIVACY" })
	void impacketSendsAndReadsFragmentsWithKerberos(AuthenticationLevel level) throws IOException {
		Command.Result result = Command
			.of("env", "KRB5CCNAME=" + DomainController.serviceTicketCache(DomainController.USER),
					"TARGET_HOSTNAME=" + DomainController.SERVICE_HOST)
			.with(Command.python("echo_peer.py", this.service.port(), level.code(), "none", 1000)
				.words()
				.toArray(String[]::new))
			.run()
			.requireSuccess();
		assertThat(result.output()).isEqualToIgnoringNewLines("42True");
		assertThat(this.service.callers()).hasSize(2).allSatisfy((caller) -> {
			assertThat(caller.principal().getName()).isEqualTo("alice@OPNUM.TEST");
			assertThat(caller.service()).isEqualTo(AuthenticationService.KERBEROS);
			assertThat(caller.level()).isEqualTo(level);
		});
	}

	/**
	 * Wireshark has the keytab of the service and the password of its caller, and reads
	 * what went both ways: so our keys and our seals are those that everybody makes.
	 */
	@ParameterizedTest
	@RequiresPeer(Peer.TSHARK)
	@EnumSource(names = { "NTLM", "KERBEROS" })
	void wiresharkDecryptsWhatIsSealed(DomainCaller caller) throws Exception {
		String secret = HexFormat.of().formatHex("the number of the safe is 4711".getBytes(StandardCharsets.US_ASCII));
		Path file = Files.createDirectories(Command.STATE).resolve("sealed.pcapng");
		try (Capture capture = Capture.start(file, "tcp port " + this.service.port())) {
			tell(caller, HexFormat.of().parseHex(secret));
			capture.finish();
		}
		assertThat(dissect(file, "dcerpc.pkt_type == 0 || dcerpc.pkt_type == 2", "tcp.payload")).hasSize(2)
			.allSatisfy((octets) -> assertThat(octets).doesNotContain(secret));
		List<String> decrypted = dissect(file, "dcerpc.decrypted_stub_data", "dcerpc.pkt_type",
				"dcerpc.decrypted_stub_data");
		assertThat(decrypted).hasSize(2);
		assertThat(decrypted.get(0)).startsWith("0\t").contains(secret);
		assertThat(decrypted.get(1)).startsWith("2\t").contains(secret);
		assertThat(dissect(file, "_ws.malformed", "frame.number")).as("malformed packets").isEmpty();
	}

	private void tell(DomainCaller caller, byte[] secret) {
		AuthenticationInfo toController = caller.authentication(DomainController.USER, AuthenticationLevel.PRIVACY);
		try (RpcClient client = caller.client().build()) {
			RpcEcho sealed = client.proxy(RpcEcho.class,
					BindingHandle.of("ncacn_ip_tcp:127.0.0.1[%d]".formatted(this.service.port()))
						.with(AuthenticationInfo.OPTION, new AuthenticationInfo(toController.service(),
								toController.level(), toController.credentials(), DomainController.SERVICE_PRINCIPAL)));
			Out<byte[]> echoed = new Out<>();
			sealed.echoData(secret.length, secret, echoed);
			assertThat(echoed.get()).isEqualTo(secret);
		}
	}

	private List<String> dissect(Path file, String filter, String... fields) {
		Command tshark = Command.of("tshark", "-r", file.toString(), "-d",
				"tcp.port==%d,dcerpc".formatted(this.service.port()), "-o", "kerberos.decrypt:TRUE", "-o",
				"kerberos.file:" + DomainController.serviceKeytab(), "-o",
				"ntlmssp.nt_password:" + DomainController.PASSWORD, "-Y", filter, "-T", "fields");
		for (String field : fields) {
			tshark = tshark.with("-e", field);
		}
		return tshark.run()
			.requireSuccess()
			.output()
			.lines()
			.filter((line) -> line.matches("[0-9a-f]+(\t[0-9a-f]+)*"))
			.toList();
	}

}
