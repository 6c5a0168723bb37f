package io.opnum.rpc.benchmarks;

import java.util.function.Supplier;

import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.SecurityInitiator;
import io.opnum.rpc.security.kerberos.BenchmarkTickets;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.security.ntlm.NtlmServerNames;

/**
 * How the calls of a stack are protected.
 */
record Security(AuthenticationInfo info, Supplier<SecurityInitiator> initiator, Supplier<SecurityAcceptor> acceptor) {

	private static final PasswordCredentials ACCOUNT = new PasswordCredentials("alice", "OFFICE",
			"secret".toCharArray());

	static Security ntlm(AuthenticationLevel level) {
		return new Security(AuthenticationInfo.ntlm(level, ACCOUNT), () -> new NtlmInitiator(""),
				() -> NtlmAcceptor
					.builder(NtlmServerNames.ofHost("localhost"), (name, domain) -> NtHash.of(ACCOUNT.password()))
					.build());
	}

	/** AES-256, with tickets that come from no KDC. */
	static Security kerberos(AuthenticationLevel level) {
		return new Security(
				new AuthenticationInfo(AuthenticationService.KERBEROS, level, ACCOUNT, "host/bench.example.org"),
				BenchmarkTickets::initiator, BenchmarkTickets::acceptor);
	}

}
