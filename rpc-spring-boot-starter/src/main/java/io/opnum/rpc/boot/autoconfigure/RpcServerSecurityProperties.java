package io.opnum.rpc.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.opnum.rpc.security.AuthenticationLevel;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

/**
 * {@link ConfigurationProperties Properties} of how the RPC server authenticates its
 * callers, and what it requires of them.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("rpc.server.security")
public class RpcServerSecurityProperties implements Validator {

	/**
	 * Level that callers need where an interface or its registration says nothing else.
	 * Default is 'packet' where there is an authentication service, so that each PDU is
	 * signed, and 'none' where there is none.
	 */
	private @Nullable AuthenticationLevel minimumLevel;

	private final Ntlm ntlm = new Ntlm();

	private final Kerberos kerberos = new Kerberos();

	private final Spnego spnego = new Spnego();

	public @Nullable AuthenticationLevel getMinimumLevel() {
		return this.minimumLevel;
	}

	public void setMinimumLevel(@Nullable AuthenticationLevel minimumLevel) {
		this.minimumLevel = minimumLevel;
	}

	public Ntlm getNtlm() {
		return this.ntlm;
	}

	public Kerberos getKerberos() {
		return this.kerberos;
	}

	public Spnego getSpnego() {
		return this.spnego;
	}

	@Override
	public boolean supports(Class<?> type) {
		return RpcServerSecurityProperties.class == type;
	}

	@Override
	public void validate(Object target, Errors errors) {
		RpcServerSecurityProperties properties = (RpcServerSecurityProperties) target;
		PropertyChecks checks = new PropertyChecks(errors);
		properties.ntlm.validate(checks);
		properties.kerberos.validate(checks);
	}

	/**
	 * NTLM.
	 */
	public static class Ntlm {

		private static final int NETBIOS_LENGTH = 15;

		private static final int DNS_LENGTH = 255;

		/**
		 * Whether callers may authenticate by NTLM. Default is whether there are accounts
		 * here, a bean that knows some, or anonymous callers are let in. Where it is
		 * 'true' and nothing else knows accounts, those of Spring Security's
		 * UserDetailsService count.
		 */
		private @Nullable Boolean enabled;

		/**
		 * NetBIOS name of this server. Default is the first label of the host name.
		 */
		private @Nullable String computerName;

		/**
		 * NetBIOS name of the domain of the accounts. Default is the computer name, for
		 * accounts of this server's own.
		 */
		private @Nullable String domain;

		/**
		 * Host name that clients are told. Default is that of the host.
		 */
		private @Nullable String dnsName;

		/**
		 * DNS name of the domain that clients are told. Default is what follows the first
		 * label of the host name.
		 */
		private @Nullable String dnsDomain;

		/**
		 * Accounts that are let in, by name; upper and lower case mean the same.
		 */
		private Map<String, Account> accounts = new LinkedHashMap<>();

		/**
		 * Whether callers are let in who prove nothing. They may call what takes no
		 * level.
		 */
		private boolean anonymous;

		/**
		 * Whether callers are refused whose messages are not protected against being
		 * altered. Windows protects them, and so does Opnum; impacket does not.
		 */
		private boolean requireMic;

		/**
		 * Service principal names that callers may mean this server by, so that what they
		 * prove to another can't be relayed to it. Default is any.
		 */
		private Set<String> targetPrincipals = new LinkedHashSet<>();

		/**
		 * How often one address may fail to authenticate as one account within the
		 * period.
		 */
		private int maxFailures = 10;

		/**
		 * Period that failures count in. If a duration suffix is not specified, seconds
		 * will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration failurePeriod = Duration.ofMinutes(1);

		public @Nullable Boolean getEnabled() {
			return this.enabled;
		}

		public void setEnabled(@Nullable Boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable String getComputerName() {
			return this.computerName;
		}

		public void setComputerName(@Nullable String computerName) {
			this.computerName = computerName;
		}

		public @Nullable String getDomain() {
			return this.domain;
		}

		public void setDomain(@Nullable String domain) {
			this.domain = domain;
		}

		public @Nullable String getDnsName() {
			return this.dnsName;
		}

		public void setDnsName(@Nullable String dnsName) {
			this.dnsName = dnsName;
		}

		public @Nullable String getDnsDomain() {
			return this.dnsDomain;
		}

		public void setDnsDomain(@Nullable String dnsDomain) {
			this.dnsDomain = dnsDomain;
		}

		public Map<String, Account> getAccounts() {
			return this.accounts;
		}

		public void setAccounts(Map<String, Account> accounts) {
			this.accounts = accounts;
		}

		public boolean isAnonymous() {
			return this.anonymous;
		}

		public void setAnonymous(boolean anonymous) {
			this.anonymous = anonymous;
		}

		public boolean isRequireMic() {
			return this.requireMic;
		}

		public void setRequireMic(boolean requireMic) {
			this.requireMic = requireMic;
		}

		public Set<String> getTargetPrincipals() {
			return this.targetPrincipals;
		}

		public void setTargetPrincipals(Set<String> targetPrincipals) {
			this.targetPrincipals = targetPrincipals;
		}

		public int getMaxFailures() {
			return this.maxFailures;
		}

		public void setMaxFailures(int maxFailures) {
			this.maxFailures = maxFailures;
		}

		public Duration getFailurePeriod() {
			return this.failurePeriod;
		}

		public void setFailurePeriod(Duration failurePeriod) {
			this.failurePeriod = failurePeriod;
		}

		private void validate(PropertyChecks checks) {
			checks.netbiosName("ntlm.computerName", this.computerName, NETBIOS_LENGTH);
			checks.netbiosName("ntlm.domain", this.domain, NETBIOS_LENGTH);
			checks.text("ntlm.dnsName", this.dnsName, DNS_LENGTH);
			checks.text("ntlm.dnsDomain", this.dnsDomain, DNS_LENGTH);
			checks.positive("ntlm.maxFailures", this.maxFailures);
			checks.positive("ntlm.failurePeriod", this.failurePeriod);
			Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
			this.accounts.forEach((name, account) -> {
				String path = "ntlm.accounts[%s].".formatted(name);
				checks.ntHash(path + "ntHash", account.ntHash, true);
				checks.needs(path + "domain", names.add(name),
						"is of an account that is there twice: upper and lower case mean the same in its name");
			});
		}

	}

	/**
	 * An account.
	 */
	public static class Account {

		/**
		 * NT hash of its password, 32 hexadecimal digits, as
		 * 'io.opnum.rpc.security.PrintNtHash' prints it. It is as secret as the password.
		 */
		private @Nullable String ntHash;

		/**
		 * Domain that callers have to name. Default is any.
		 */
		private @Nullable String domain;

		public @Nullable String getNtHash() {
			return this.ntHash;
		}

		public void setNtHash(@Nullable String ntHash) {
			this.ntHash = ntHash;
		}

		public @Nullable String getDomain() {
			return this.domain;
		}

		public void setDomain(@Nullable String domain) {
			this.domain = domain;
		}

	}

	/**
	 * Kerberos.
	 */
	public static class Kerberos {

		/**
		 * Whether callers may authenticate by Kerberos. Default is whether there is a
		 * keytab.
		 */
		private @Nullable Boolean enabled;

		/**
		 * File with the keys of the service. It may be replaced while the server runs.
		 */
		private @Nullable Path keytab;

		/**
		 * Principals whose keys are tried, 'name@REALM', whatever name of the account a
		 * ticket is for. Default is the one that a ticket is for.
		 */
		private Set<String> principals = new LinkedHashSet<>();

		/**
		 * How much the clocks of clients may differ. If a duration suffix is not
		 * specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration clockSkew = Duration.ofMinutes(5);

		/**
		 * Whether callers may use RC4, which is weak. The keys are read only where
		 * 'krb5.conf' has 'allow_weak_crypto = true', too.
		 */
		private boolean allowRc4;

		public @Nullable Boolean getEnabled() {
			return this.enabled;
		}

		public void setEnabled(@Nullable Boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable Path getKeytab() {
			return this.keytab;
		}

		public void setKeytab(@Nullable Path keytab) {
			this.keytab = keytab;
		}

		public Set<String> getPrincipals() {
			return this.principals;
		}

		public void setPrincipals(Set<String> principals) {
			this.principals = principals;
		}

		public Duration getClockSkew() {
			return this.clockSkew;
		}

		public void setClockSkew(Duration clockSkew) {
			this.clockSkew = clockSkew;
		}

		public boolean isAllowRc4() {
			return this.allowRc4;
		}

		public void setAllowRc4(boolean allowRc4) {
			this.allowRc4 = allowRc4;
		}

		boolean isWanted() {
			return (this.enabled != null) ? this.enabled : this.keytab != null;
		}

		private void validate(PropertyChecks checks) {
			checks.notNegative("kerberos.clockSkew", this.clockSkew);
			checks.readable("kerberos.keytab", this.keytab);
			for (String principal : this.principals) {
				checks.needs("kerberos.principals", principal.matches("[^@]+@[^@]+"),
						"must be of the form name@REALM, for example host/stock.example.org@EXAMPLE.ORG");
			}
			if (isWanted()) {
				checks.needs("kerberos.keytab", this.keytab != null,
						"is needed for Kerberos: the file with the keys of the service");
				checks.kerberos("kerberos.keytab");
			}
		}

	}

	/**
	 * SPNEGO.
	 */
	public static class Spnego {

		/**
		 * Whether callers may let SPNEGO choose among the services that there are.
		 */
		private boolean enabled = true;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

	}

}
