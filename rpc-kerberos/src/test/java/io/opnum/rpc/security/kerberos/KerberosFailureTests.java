package io.opnum.rpc.security.kerberos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.KeytabCredentials;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.TicketCacheCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What goes wrong with Kerberos, and what the exceptions of calls say of it: what
 * happened, with whom, and the mend.
 */
class KerberosFailureTests extends AbstractKerberosTests {

	private static PasswordCredentials password(String account, String realm, String password) {
		return new PasswordCredentials(account, realm, password.toCharArray());
	}

	/** Call and fail on this side, before the server hears of it. */
	private void fails(Credentials credentials, Reason reason, String... texts) throws IOException {
		fails(credentials, null, reason, texts);
	}

	private void fails(Credentials credentials, String principal, Reason reason, String... texts) throws IOException {
		if (this.server == null) {
			serve();
		}
		RpcAccessDeniedException refused = refused(
				AuthenticationInfo.kerberos(AuthenticationLevel.PRIVACY, credentials).withTargetPrincipal(principal));
		assertThat(refused.status()).isEqualTo(RpcStatus.SEC_PKG_ERROR);
		assertThat(refused.getMessage()).contains(reason.name()).contains(texts).doesNotContain("wonder");
		assertThat(refused).hasCauseInstanceOf(AuthenticationException.class);
		assertThat(((AuthenticationException) refused.getCause()).reason()).isEqualTo(reason);
	}

	private RpcAccessDeniedException refused(AuthenticationInfo authentication) {
		Vault vault = vault(authentication);
		RpcAccessDeniedException refused = catchThrowableOfType(RpcAccessDeniedException.class, vault::caller);
		assertThat(refused).as("the call failed").isNotNull();
		assertThat(refused.didNotExecute()).isTrue();
		return refused;
	}

	// ---- who calls

	@Test
	void wrongPassword() throws IOException {
		fails(password("alice", TestKdc.REALM, "wonder"), Reason.BAD_CREDENTIALS, "alice@EXAMPLE.ORG",
				"check the password");
	}

	@Test
	void wrongPasswordWhereTheKdcAnswersEverybody() throws IOException {
		this.kdc.preauthentication(false);
		fails(password("alice", TestKdc.REALM, "wonder"), Reason.BAD_CREDENTIALS, "alice@EXAMPLE.ORG",
				"check the password");
		assertThat(vault(AuthenticationInfo.kerberos(AuthenticationLevel.PRIVACY, ALICE)).caller())
			.startsWith("alice@EXAMPLE.ORG");
	}

	@Test
	void unknownAccount() throws IOException {
		fails(password("bob", TestKdc.REALM, "wonder"), Reason.BAD_CREDENTIALS, "does not know the client bob@EXAMPLE",
				"check its name");
	}

	@ParameterizedTest
	@CsvSource({ "12, from this host and at this time", "18, 'disabled, locked out or expired'", "23, set a new one",
			"68, realm" })
	void accountThatMayNot(int code, String mend) throws IOException {
		this.kdc.refuse("alice", code);
		fails(ALICE, Reason.BAD_CREDENTIALS, "alice@EXAMPLE.ORG", mend);
	}

	@Test
	void accountWithoutKeysForAes() throws IOException {
		this.kdc.refuse("alice", 14);
		fails(ALICE, Reason.WEAK_PEER, "alice@EXAMPLE.ORG", "AES keys");
	}

	@ParameterizedTest
	@ValueSource(strings = { "OFFICE", "example.org" })
	void domainThatIsNoRealm(String domain) throws IOException {
		fails(password("alice", domain, "wonderland"), Reason.LOCAL, "alice@" + domain, "like EXAMPLE.ORG",
				"krb5.conf has to name one in [realms]", domain + " may be");
	}

	@Test
	void domainInFrontOfTheAccount() throws IOException {
		fails(password("OFFICE\\alice", "", "wonderland"), Reason.LOCAL, "OFFICE\\alice", "write the account alone",
				"the realm");
	}

	// ---- where tickets come from

	@Test
	void kdcThatIsAway() throws IOException {
		fails(password("alice", "NOWHERE.ORG", "wonderland"), Reason.LOCAL, "alice@NOWHERE.ORG", "can't be reached",
				"krb5.conf", "port 88");
		this.kdc.close();
		fails(ALICE, Reason.LOCAL, "alice@EXAMPLE.ORG", "can't be reached");
	}

	@Test
	void configurationThatIsNotThere() throws IOException {
		Files.delete(this.configuration);
		fails(ALICE, Reason.LOCAL, "alice@EXAMPLE.ORG", "java.security.krb5.conf", "which can't be read");
		fails(password("alice", "", "wonderland"), Reason.LOCAL, "The realm of alice", "default_realm",
				"which can't be read");
		this.kdc.writeConfiguration(this.configuration);
		assertThat(vault(AuthenticationInfo.kerberos(AuthenticationLevel.PRIVACY, ALICE)).caller())
			.as("it was mended while the application runs")
			.startsWith("alice@EXAMPLE.ORG");
	}

	@Test
	void configurationThatCantBeParsed() throws IOException {
		Files.writeString(this.configuration, "[libdefaults\nnonsense");
		fails(ALICE, Reason.LOCAL, this.configuration.toString(), "can't be parsed");
	}

	@ParameterizedTest
	@ValueSource(ints = { -10, 10 })
	void clockThatDiffersFromThatOfTheKdc(int minutes) throws IOException {
		this.kdc.offset(Duration.ofMinutes(minutes));
		fails(ALICE, Reason.CLOCK_SKEW, "KDC", "alice@EXAMPLE.ORG", "synchronize the clocks");
	}

	@Test
	void keytabThatIsNotThere() throws IOException {
		Path keytab = this.directory.resolve("alice.keytab");
		KeytabCredentials alice = new KeytabCredentials("alice@EXAMPLE.ORG", keytab);
		fails(alice, Reason.LOCAL, keytab.toString(), "alice@EXAMPLE.ORG", "can't be read");
		this.kdc.writeKeytab(keytab, "host/localhost");
		fails(alice, Reason.LOCAL, "has no key of alice@EXAMPLE.ORG", "klist -k");
		this.kdc.writeKeytab(keytab, "alice");
		this.kdc.addAccount("alice", "changed");
		fails(alice, Reason.BAD_CREDENTIALS, "alice@EXAMPLE.ORG", "export the keytab anew");
		this.kdc.writeKeytab(keytab, "alice");
		assertThat(vault(AuthenticationInfo.kerberos(AuthenticationLevel.PRIVACY, alice)).caller())
			.startsWith("alice@EXAMPLE.ORG");
	}

	@Test
	void ticketCacheThatIsNotThere() throws IOException {
		Path cache = this.directory.resolve("krb5cc");
		TicketCacheCredentials tickets = new TicketCacheCredentials(null, cache);
		fails(tickets, Reason.LOCAL, cache.toString(), "can't be read", "kinit");
		this.kdc.lifetime(Duration.ofMinutes(-10));
		this.kdc.writeTicketCache(cache, "alice");
		fails(tickets, Reason.EXPIRED, cache.toString(), "valid now", "kinit");
		this.kdc.lifetime(Duration.ofHours(1));
		this.kdc.writeTicketCache(cache, "alice");
		fails(new TicketCacheCredentials("bob@EXAMPLE.ORG", cache), Reason.EXPIRED, "of bob@EXAMPLE.ORG");
		assertThat(vault(AuthenticationInfo.kerberos(AuthenticationLevel.PRIVACY, tickets)).caller())
			.startsWith("alice@EXAMPLE.ORG");
	}

	@Test
	void ticketsThatHaveExpired() throws IOException {
		this.kdc.lifetime(Duration.ofMinutes(-1));
		fails(ALICE, Reason.EXPIRED, "alice@EXAMPLE.ORG", "host/localhost", "kinit");
	}

	@Test
	void ticketsThatEndSoonAreTaken() throws IOException {
		this.kdc.lifetime(Duration.ofSeconds(50));
		serve();
		assertThat(vault(AuthenticationInfo.kerberos(AuthenticationLevel.PRIVACY, ALICE)).caller())
			.startsWith("alice@EXAMPLE.ORG");
	}

	// ---- who is called

	@Test
	void serviceThatIsUnknown() throws IOException {
		fails(ALICE, "stock/localhost", Reason.WRONG_TARGET, "stock/localhost@EXAMPLE.ORG", "setspn -S");
	}

	@Test
	void serviceOfARealmWithoutTrust() throws IOException {
		fails(ALICE, "host/desk.nowhere.org", Reason.WRONG_TARGET, "host/desk.nowhere.org@NOWHERE.ORG", "alice",
				"domain_realm");
	}

	@Test
	void hostThatIsAnAddress() throws IOException {
		serve();
		AuthenticationInfo kerberos = AuthenticationInfo.kerberos(AuthenticationLevel.PRIVACY, ALICE);
		Vault vault = this.client.proxy(Vault.class, handle("127.0.0.1").with(AuthenticationInfo.OPTION, kerberos));
		RpcAccessDeniedException refused = catchThrowableOfType(RpcAccessDeniedException.class, vault::caller);
		assertThat(refused).hasMessageContaining("127.0.0.1").hasMessageContaining("write the host name");
		assertThat(refused.didNotExecute()).isTrue();
		Vault named = this.client.proxy(Vault.class,
				handle("127.0.0.1").with(AuthenticationInfo.OPTION, kerberos.withTargetPrincipal("host/localhost")));
		assertThat(named.caller()).startsWith("alice@EXAMPLE.ORG");
	}

	// ---- what the server refuses

	/** The server tells its log, and its client only that. */
	private void isRefusedByTheServer(String... logged) {
		Logger logger = (Logger) LoggerFactory.getLogger("io.opnum.rpc.server");
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		logger.addAppender(appender);
		logger.setLevel(Level.INFO);
		RpcAccessDeniedException refused;
		try {
			refused = refused(AuthenticationInfo.kerberos(AuthenticationLevel.PRIVACY, ALICE));
		}
		finally {
			logger.setLevel(null);
			logger.detachAppender(appender);
		}
		assertThat(refused.status()).isEqualTo(RpcStatus.ACCESS_DENIED);
		assertThat(refused.getMessage()).contains("alice", "host/localhost", "keytab of the server", "clocks",
				"invalid_checksum");
		assertThat(appender.list).singleElement()
			.satisfies((event) -> assertThat(event.getFormattedMessage()).contains("127.0.0.1").contains(logged));
	}

	@Test
	void ticketForOtherKeys() throws IOException {
		serve();
		this.kdc.addService("host/localhost");
		isRefusedByTheServer("host/localhost@EXAMPLE.ORG", "password was changed since");
		writeKeytab();
		assertThat(vault(AuthenticationInfo.kerberos(AuthenticationLevel.PRIVACY, ALICE)).caller())
			.as("keytabs may be replaced while servers run")
			.startsWith("alice@EXAMPLE.ORG");
	}

	@Test
	void ticketFromBeforeTheServiceGotOtherKeys() throws IOException {
		serve();
		vault(AuthenticationInfo.kerberos(AuthenticationLevel.INTEGRITY, ALICE)).caller();
		this.kdc.addService("host/localhost");
		writeKeytab();
		isRefusedByTheServer("host/localhost@EXAMPLE.ORG");
		assertThat(vault(AuthenticationInfo.kerberos(AuthenticationLevel.PRIVACY, ALICE)).caller())
			.as("a new ticket is asked for")
			.startsWith("alice@EXAMPLE.ORG");
	}

	@Test
	void ticketForAPrincipalThatTheKeytabDoesNotHave() throws IOException {
		serve();
		this.kdc.addService("other/localhost");
		this.kdc.writeKeytab(this.keytab, "other/localhost");
		isRefusedByTheServer("no key of host/localhost@EXAMPLE.ORG", "export it with that principal");
		Files.delete(this.keytab);
		isRefusedByTheServer("could not be worked off");
	}

	@ParameterizedTest
	@ValueSource(ints = { -10, 10 })
	void clockOfTheServerThatDiffers(int minutes) throws IOException {
		this.acceptorClock = Clock.offset(Clock.system(ZoneOffset.UTC), Duration.ofMinutes(minutes));
		serve();
		isRefusedByTheServer("synchronize the clocks");
	}

	@Test
	void ticketThatExpiredForTheServer() throws IOException {
		this.acceptorClock = Clock.offset(Clock.system(ZoneOffset.UTC), Duration.ofHours(2));
		serve();
		isRefusedByTheServer("expired at");
	}

}
