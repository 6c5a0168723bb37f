package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import io.opnum.rpc.Out;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.KeytabCredentials;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.TicketCacheCredentials;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What callers are told whom a domain controller does not let in, or who don't get as far
 * as that.
 */
@RequiresPeer(Peer.DOMAIN_CONTROLLER)
@ExtendWith(DomainControllerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DomainFailuresIntegrationTests {

	private static final String WRONG_PASSWORD = "Wrong.Passw0rd";

	private final Map<DomainCaller, RpcClient> clients = new EnumMap<>(DomainCaller.class);

	private DomainController domain;

	@BeforeAll
	void start(DomainController domain) {
		this.domain = domain;
		for (DomainCaller caller : DomainCaller.values()) {
			this.clients.put(caller, caller.client().build());
		}
	}

	@AfterAll
	void stop() {
		this.clients.values().forEach(RpcClient::close);
	}

	private ThrowableAssertAlternative<RpcAccessDeniedException> assertRefused(DomainCaller caller,
			AuthenticationInfo authentication) {
		Netlogon netlogon = this.clients.get(caller)
			.proxy(Netlogon.class, BindingHandle.of("ncacn_ip_tcp:" + this.domain.address())
				.with(AuthenticationInfo.OPTION, authentication));
		return assertThatExceptionOfType(RpcAccessDeniedException.class)
			.isThrownBy(() -> netlogon.getSiteName(null, new Out<>()))
			.withMessageNotContaining(DomainController.PASSWORD)
			.withMessageNotContaining(WRONG_PASSWORD)
			.satisfies((ex) -> assertThat(ex.didNotExecute()).isTrue());
	}

	private ThrowableAssertAlternative<RpcAccessDeniedException> assertRefused(DomainCaller caller,
			Credentials credentials) {
		return assertRefused(caller, caller.authentication(credentials, AuthenticationLevel.PRIVACY));
	}

	private static ThrowableAssertAlternative<?> assertReason(
			ThrowableAssertAlternative<RpcAccessDeniedException> refused, Reason reason) {
		return refused.havingCause()
			.isInstanceOf(AuthenticationException.class)
			.satisfies((ex) -> assertThat(((AuthenticationException) ex).reason()).isEqualTo(reason));
	}

	@ParameterizedTest
	@EnumSource(names = { "KERBEROS", "NEGOTIATED_KERBEROS", "NEGOTIATED" })
	void wrongPasswordIsToldByTheKdc(DomainCaller caller) {
		assertReason(assertRefused(caller,
				new PasswordCredentials(DomainController.USER, DomainController.REALM, WRONG_PASSWORD.toCharArray()))
			.withMessageContaining("The KDC does not accept the secret of alice@OPNUM.TEST")
			.withMessageContaining("check the password"), Reason.BAD_CREDENTIALS);
	}

	@ParameterizedTest
	@EnumSource(names = { "NTLM", "NEGOTIATED_NTLM" })
	void wrongPasswordIsToldByTheServer(DomainCaller caller) {
		assertRefused(caller,
				new PasswordCredentials(DomainController.USER, DomainController.DOMAIN, WRONG_PASSWORD.toCharArray()))
			.withMessageContaining("check account, domain and password")
			.withMessageContaining("alice");
	}

	@ParameterizedTest
	@EnumSource(names = { "KERBEROS", "NEGOTIATED_KERBEROS", "NEGOTIATED" })
	void unknownUserIsToldByTheKdc(DomainCaller caller) {
		assertReason(assertRefused(caller, DomainController.kerberos("nobody"))
			.withMessageContaining("The KDC does not know the client nobody@OPNUM.TEST")
			.withMessageContaining("check its name"), Reason.BAD_CREDENTIALS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "nobody", "disabled", "expired", "stale" })
	void accountsThatMayNotLogOnAreRefusedWithNtlm(String account) {
		assertRefused(DomainCaller.NTLM, DomainController.ntlm(account))
			.withMessageContaining("check account, domain and password")
			.withMessageContaining(account);
	}

	@ParameterizedTest
	@ValueSource(strings = { "disabled", "expired" })
	void accountsThatMayNotLogOnAreRefusedByTheKdc(String account) {
		assertReason(assertRefused(DomainCaller.KERBEROS, DomainController.kerberos(account))
			.withMessageContaining("The KDC refuses the account of %s@OPNUM.TEST", account)
			.withMessageContaining("it is disabled, locked out or expired"), Reason.BAD_CREDENTIALS);
	}

	@Test
	void passwordThatHasToBeChangedIsToldByTheKdc() {
		assertReason(assertRefused(DomainCaller.KERBEROS, DomainController.kerberos("stale"))
			.withMessageContaining("the password of stale@OPNUM.TEST has expired")
			.withMessageContaining("set a new one"), Reason.BAD_CREDENTIALS);
	}

	@ParameterizedTest
	@EnumSource(names = { "KERBEROS", "NEGOTIATED_KERBEROS" })
	void servicePrincipalThatNobodyHasIsToldByTheKdc(DomainCaller caller) {
		AuthenticationInfo authentication = caller.authentication(DomainController.USER, AuthenticationLevel.PRIVACY)
			.withTargetPrincipal("host/dc2.opnum.test");
		assertReason(assertRefused(caller, authentication)
			.withMessageContaining("The KDC does not know the service host/dc2.opnum.test")
			.withMessageContaining("setspn"), Reason.WRONG_TARGET);
	}

	@Test
	void addressIsNoServicePrincipal() {
		AuthenticationInfo authentication = AuthenticationInfo.kerberos(AuthenticationLevel.PRIVACY,
				DomainController.kerberos(DomainController.USER));
		assertReason(assertRefused(DomainCaller.KERBEROS, authentication).withMessageContaining("host name"),
				Reason.LOCAL);
	}

	@Test
	@RequiresPeer(Peer.FAKETIME)
	void clockThatDiffersIsToldByTheKdc() {
		Command.Result result = Faketime.ahead(Duration.ofMinutes(20), DomainClient.command()).run().requireSuccess();
		assertThat(result.output()).contains("CLOCK_SKEW").contains("synchronize the clocks");
	}

	@Test
	void negotiationFallsBackToNtlmWhereTheKdcDoesNotKnowTheServer() {
		AuthenticationInfo authentication = new AuthenticationInfo(AuthenticationService.SPNEGO,
				AuthenticationLevel.PRIVACY, DomainController.kerberos(DomainController.USER), "host/dc2.opnum.test");
		Netlogon netlogon = this.clients.get(DomainCaller.NEGOTIATED)
			.proxy(Netlogon.class, BindingHandle.of("ncacn_ip_tcp:" + this.domain.address())
				.with(AuthenticationInfo.OPTION, authentication));
		assertThat(netlogon.getSiteName(null, new Out<>())).isZero();
	}

	@Test
	void realmThatIsTheNameOfTheDomainIsMended() {
		assertReason(assertRefused(DomainCaller.KERBEROS, DomainController.ntlm(DomainController.USER))
			.withMessageContaining("OPNUM"), Reason.LOCAL);
	}

	@Test
	void ticketThatHasExpiredIsToRenew() throws IOException {
		TicketCacheCredentials cache = DomainController.ticketCache(DomainController.USER, Duration.ofSeconds(1));
		assertReason(assertRefused(DomainCaller.KERBEROS, cache).withMessageContaining("kinit"), Reason.EXPIRED);
	}

	@Test
	void ticketCacheThatIsNotThereIsNamed(@TempDir Path directory) {
		Path cache = directory.resolve("none.ccache");
		assertReason(assertRefused(DomainCaller.KERBEROS, new TicketCacheCredentials(null, cache))
			.withMessageContaining(cache.toString())
			.withMessageContaining("kinit"), Reason.LOCAL);
	}

	@Test
	void keytabOfAnotherAccountIsNamed() {
		assertReason(assertRefused(DomainCaller.KERBEROS,
				new KeytabCredentials("Administrator@OPNUM.TEST", DomainController.userKeytab()))
			.withMessageContaining(DomainController.userKeytab().toString())
			.withMessageContaining("Administrator@OPNUM.TEST"), Reason.LOCAL);
	}

	@Test
	void unauthenticatedCallerIsRefusedByTheDirectory() {
		Drsuapi drsuapi = this.clients.get(DomainCaller.NTLM)
			.proxy(Drsuapi.class, BindingHandle.of("ncacn_ip_tcp:" + this.domain.address()));
		assertThatExceptionOfType(RpcAccessDeniedException.class)
			.isThrownBy(() -> drsuapi.bind(null, null, new Out<>(), new Out<>()))
			.withMessageContaining("the server wants an authenticated caller");
	}

}
