package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import io.opnum.rpc.FixedSize;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.security.AuthenticationLevel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Samba's tests of the protocol itself, which were written against Windows, against our
 * endpoint mapper and a server beside it: what every PDU draws, when authentication
 * begins, goes on and ends, what it means for the requests that follow, and whose
 * fragments they are. Callers use Kerberos and NTLM, by themselves and within SPNEGO.
 */
@RequiresPeer({ Peer.PYTHON_SAMBA, Peer.DOMAIN_CONTROLLER })
@ExtendWith(DomainControllerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RawProtocolIntegrationTests {

	/**
	 * What Opnum does otherwise. Level call is taken for packet (MS-RPCE 2.2.1.1.8); an
	 * anonymous caller can't sign with the weak session security of NTLM, which this
	 * offers; a stray fragment that names neither a known context nor a known caller ends
	 * its connection.
	 */
	private static final Set<String> DIFFERENT = Set.of("test_spnego_call_bind", "test_spnego_packet_downgrade_connect",
			"test_ntlmssp_auth_MPX_middle_all_111");

	/** They want a named pipe, where Opnum has no server. */
	private static final String NOT_ON_PIPES = "^(?!test_lsa_multi_auth|test_assoc_group_ok2|test_assoc_group_fail3)";

	private DomainService service;

	private String address;

	@BeforeAll
	void start(DomainController domain) {
		// Theirs is 127.136: nobody else has port 135 there
		this.address = domain.address().replace("127.136.", "127.137.");
		this.service = new DomainService(RpcServer.builder()
			.endpoint("ncacn_ip_tcp:" + this.address)
			.endpointMapper(StringBinding.parse("ncacn_ip_tcp:%s[135]".formatted(this.address))));
		this.service.server()
			.register(Netlogon.class, new NetlogonService(),
					RegistrationOptions.DEFAULT.withMinimumAuthenticationLevel(AuthenticationLevel.NONE));
		this.service.server().start();
	}

	@AfterAll
	void stop() {
		if (this.service != null) {
			this.service.close();
		}
	}

	@ParameterizedTest
	@CsvSource({ "no_auth|alter_no|invalid_auth|auth_none, 52", "assoc_group|neg_xmit|alloc_hint, 13",
			"_requests|co_cancel|orphaned, 23", "krb5, 9", "ntlm, 45", "spnego|multiple_auth, 40" })
	void behavesAsWindowsDoes(String tests, int count) throws IOException {
		List<String> outcomes = run(tests).requireSuccess()
			.output()
			.lines()
			.filter((line) -> line.matches("(success|failure|error): test_.*"))
			.toList();
		assertThat(outcomes).hasSize(count);
		assertThat(outcomes.stream().filter((outcome) -> !outcome.startsWith("success: ")).toList())
			.allMatch((outcome) -> DIFFERENT.contains(outcome.split(":\\s*")[1]));
	}

	private Command.Result run(String tests) throws IOException {
		return DomainController
			.clientOf(Command.of("env", "SERVER=" + this.address, "TARGET_HOSTNAME=" + DomainController.SERVICE_HOST,
					"DOMAIN=" + DomainController.DOMAIN, "REALM=" + DomainController.REALM,
					"USERNAME=" + DomainController.USER, "PASSWORD=" + DomainController.PASSWORD, "MAX_NUM_AUTH=256",
					"SMB_CONF_PATH=" + SambaTools.configurationFile(), Command.PYTHON,
					Command.PEERS.resolve("raw_protocol_peer.py").toString(), NOT_ON_PIPES + ".*(" + tests + ")"))
			.run();
	}

	/**
	 * As much of the interface (MS-NRPC) as these tests call.
	 */
	@RpcInterface(uuid = "12345678-1234-abcd-ef00-01234567cffb", version = "1.0")
	interface Netlogon {

		@Operation(4)
		int serverReqChallenge(@Nullable String server, String computer, @FixedSize(8) byte[] client,
				@FixedSize(8) Out<byte[]> answer);

	}

	static final class NetlogonService implements Netlogon {

		@Override
		public int serverReqChallenge(@Nullable String server, String computer, byte[] client, Out<byte[]> answer) {
			answer.set(client);
			return 0;
		}

	}

}
