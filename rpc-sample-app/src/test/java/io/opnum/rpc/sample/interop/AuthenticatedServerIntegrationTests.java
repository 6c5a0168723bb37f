package io.opnum.rpc.sample.interop;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.sample.api.RpcEcho;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import io.opnum.rpc.security.spnego.SpnegoAcceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers of other runtimes that authenticate themselves by NTLM, at every level.
 */
@RequiresPeer({ Peer.SMBTORTURE, Peer.IMPACKET })
@SampleTest
class AuthenticatedServerIntegrationTests {

	@Autowired
	private RpcEcho echo;

	private final Queue<RpcAuthentication> callers = new ConcurrentLinkedQueue<>();

	private RpcServer server;

	@BeforeEach
	void start() {
		SecurityAcceptor ntlm = NtlmAcceptor
			.builder(new NtlmServerNames("STOCK", "OFFICE", "stock.example.org", "example.org"), (account,
					domain) -> account.equalsIgnoreCase("alice") ? NtHash.of("correct horse".toCharArray()) : null)
			.build();
		this.server = RpcServer.builder()
			.endpoint("ncacn_ip_tcp:127.0.0.1")
			.securityAcceptor(ntlm)
			.securityAcceptor(new SpnegoAcceptor(List.of(ntlm)))
			.minimumAuthenticationLevel(AuthenticationLevel.CONNECT)
			.interceptor((call, chain) -> {
				this.callers.add(call.context().authentication());
				return chain.proceed();
			})
			.build();
		this.server.register(RpcEcho.class, this.echo);
		this.server.start();
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	private String port() {
		return this.server.bindings().get(0).endpoint();
	}

	@ParameterizedTest
	@ValueSource(strings = { "connect", "packet", "sign", "seal", "seal,bigendian", "sign,ndr64" })
	void sambaPassesAllTestsOfRpcEcho(String options) {
		assertThat(
				SmbtortureIntegrationTests.outcomesOfRpcEcho("ncacn_ip_tcp:127.0.0.1[%s,%s]".formatted(port(), options),
						"--option=gensec:spnego=no", "-UOFFICE\\alice%correct horse"))
			.isEqualTo(SmbtortureIntegrationTests.ALL_TESTS_OF_RPC_ECHO);
		assertThat(this.callers).isNotEmpty()
			.allSatisfy((caller) -> assertThat(caller.principal().getName()).isEqualTo("OFFICE\\alice"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "connect", "packet", "sign", "seal", "seal,bigendian", "sign,ndr64" })
	void sambaPassesThemWithinSpnego(String options) {
		assertThat(SmbtortureIntegrationTests.outcomesOfRpcEcho(
				"ncacn_ip_tcp:127.0.0.1[%s,spnego,%s]".formatted(port(), options), "-UOFFICE\\alice%correct horse",
				"--use-kerberos=off"))
			.isEqualTo(SmbtortureIntegrationTests.ALL_TESTS_OF_RPC_ECHO);
		assertThat(this.callers).isNotEmpty()
			.allSatisfy((caller) -> assertThat(caller.principal().getName()).isEqualTo("OFFICE\\alice"));
	}

	@ParameterizedTest
	@EnumSource(names = { "CONNECT", "INTEGRITY", "PRIVACY" })
	void impacketSendsAndReadsFragments(AuthenticationLevel level) {
		Command.Result result = Command.python("echo_peer.py", port(), level.code(), "correct horse", 1000)
			.run()
			.requireSuccess();
		assertThat(result.output()).isEqualToIgnoringNewLines("42True");
		assertThat(this.callers).hasSize(2).allSatisfy((caller) -> assertThat(caller.level()).isEqualTo(level));
	}

	@Test
	void wrongPasswordIsRefused() {
		Command.Result result = Command
			.python("echo_peer.py", port(), AuthenticationLevel.PRIVACY.code(), "another horse")
			.run()
			.requireSuccess();
		assertThat(result.output()).startsWith("refused: ");
		assertThat(this.callers).isEmpty();
	}

}
