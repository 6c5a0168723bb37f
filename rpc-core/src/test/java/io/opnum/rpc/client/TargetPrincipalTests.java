package io.opnum.rpc.client;

import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.TicketCacheCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whom a client means to call where nobody says so.
 */
class TargetPrincipalTests {

	private static final AuthenticationInfo KERBEROS = AuthenticationInfo.kerberos(AuthenticationLevel.PRIVACY,
			TicketCacheCredentials.PLATFORM);

	private static final AuthenticationInfo NEGOTIATE = AuthenticationInfo.negotiate(AuthenticationLevel.PRIVACY,
			TicketCacheCredentials.PLATFORM);

	private static Endpoint endpoint(String stringBinding) {
		return Endpoint.of(StringBinding.parse(stringBinding));
	}

	@ParameterizedTest
	@CsvSource({ "ncacn_ip_tcp:stock.example.org[135], host/stock.example.org",
			"ncacn_ip_tcp:Stock.Example.ORG.[135], host/stock.example.org", "ncacn_ip_tcp:STOCK[135], host/stock",
			"ncacn_np:stock.example.org[\\pipe\\stock], host/stock.example.org" })
	void hostsHavePrincipalsOfTheirNames(String stringBinding, String principal) {
		assertThat(TargetPrincipal.of(KERBEROS, endpoint(stringBinding))).isEqualTo(principal);
		assertThat(TargetPrincipal.of(NEGOTIATE, endpoint(stringBinding))).isEqualTo(principal);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ncacn_ip_tcp:192.0.2.1[135]", "ncacn_ip_tcp:2001:db8::1[135]", "ncacn_ip_tcp:[135]",
			"ncalrpc:[stock]" })
	void addressesHaveNone(String stringBinding) {
		assertThat(TargetPrincipal.of(KERBEROS, endpoint(stringBinding))).isNull();
		assertThat(TargetPrincipal.of(NEGOTIATE, endpoint(stringBinding))).isNull();
	}

	@Test
	void whatWasConfiguredIsTaken() {
		assertThat(TargetPrincipal.of(KERBEROS.withTargetPrincipal("rpc/stock.example.org@EXAMPLE.ORG"),
				endpoint("ncacn_ip_tcp:192.0.2.1[135]")))
			.isEqualTo("rpc/stock.example.org@EXAMPLE.ORG");
	}

	@Test
	void ntlmNeedsNone() {
		AuthenticationInfo ntlm = AuthenticationInfo.ntlm(AuthenticationLevel.PRIVACY, TicketCacheCredentials.PLATFORM);
		assertThat(TargetPrincipal.of(ntlm, endpoint("ncacn_ip_tcp:stock.example.org[135]"))).isNull();
	}

}
