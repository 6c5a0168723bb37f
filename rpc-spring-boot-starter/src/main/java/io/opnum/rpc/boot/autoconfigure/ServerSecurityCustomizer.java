package io.opnum.rpc.boot.autoconfigure;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.opnum.rpc.RpcSecurityCallback;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.boot.RpcServerCustomizer;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.CredentialsProvider;
import io.opnum.rpc.security.FailureLimiter;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import io.opnum.rpc.security.spnego.SpnegoAcceptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.util.StringUtils;

/**
 * Gives a server what it authenticates its callers with: the acceptors that are beans,
 * those that {@link RpcServerSecurityProperties} describe for other services, and SPNEGO
 * over all of them. Who of those it lets in may call what is asked of the
 * {@link RpcSecurityCallback} beans.
 */
class ServerSecurityCustomizer implements RpcServerCustomizer, Ordered {

	/** Ahead of all others: its callbacks are asked first. */
	static final int ORDER = Ordered.HIGHEST_PRECEDENCE;

	private static final Log logger = LogFactory.getLog(RpcServer.class);

	/** What SPNEGO can choose among, the best first. */
	private static final List<AuthenticationService> NEGOTIABLE = List.of(AuthenticationService.KERBEROS,
			AuthenticationService.NTLM);

	private final RpcServerSecurityProperties properties;

	private final List<SecurityAcceptor> beans;

	private final @Nullable CredentialsProvider accounts;

	private final @Nullable KerberosServices kerberos;

	private final List<RpcSecurityCallback> callbacks;

	ServerSecurityCustomizer(RpcServerSecurityProperties properties, List<SecurityAcceptor> beans,
			@Nullable CredentialsProvider accounts, @Nullable KerberosServices kerberos,
			List<RpcSecurityCallback> callbacks) {
		this.properties = properties;
		this.beans = beans;
		this.accounts = accounts;
		this.kerberos = kerberos;
		this.callbacks = callbacks;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void customize(RpcServer.Builder builder) {
		List<SecurityAcceptor> acceptors = acceptors();
		AuthenticationLevel level = this.properties.getMinimumLevel();
		if (acceptors.isEmpty() && level != null && level != AuthenticationLevel.NONE) {
			throw new RpcSecurityConfigurationException(
					"rpc.server.security.minimum-level is %s, but nothing is configured that callers could authenticate with."
						.formatted(level),
					"Configure rpc.server.security.ntlm.accounts or rpc.server.security.kerberos.keytab, or add a bean of type %s or %s."
						.formatted(CredentialsProvider.class.getName(), SecurityAcceptor.class.getName()));
		}
		acceptors.forEach(builder::securityAcceptor);
		this.callbacks.forEach(builder::securityCallback);
		if (level != null) {
			builder.minimumAuthenticationLevel(level);
		}
		logger.info("RPC authentication: " + (acceptors.isEmpty() ? "none, everybody may call" : StringUtils
			.collectionToDelimitedString(acceptors.stream().map(SecurityAcceptor::service).sorted().toList(), ", ")));
	}

	private List<SecurityAcceptor> acceptors() {
		List<SecurityAcceptor> acceptors = new ArrayList<>(this.beans);
		Set<AuthenticationService> services = EnumSet.noneOf(AuthenticationService.class);
		this.beans.forEach((acceptor) -> services.add(acceptor.service()));
		if (isNtlmWanted() && services.add(AuthenticationService.NTLM)) {
			acceptors.add(ntlm());
		}
		if (this.properties.getKerberos().isWanted() && this.kerberos != null
				&& services.add(AuthenticationService.KERBEROS)) {
			acceptors.add(this.kerberos.acceptor(this.properties.getKerberos()));
		}
		if (this.properties.getSpnego().isEnabled() && !services.contains(AuthenticationService.SPNEGO)) {
			List<SecurityAcceptor> mechanisms = NEGOTIABLE.stream()
				.flatMap((service) -> acceptors.stream().filter((acceptor) -> acceptor.service() == service))
				.toList();
			if (!mechanisms.isEmpty()) {
				acceptors.add(new SpnegoAcceptor(mechanisms));
			}
		}
		return acceptors;
	}

	private boolean isNtlmWanted() {
		RpcServerSecurityProperties.Ntlm ntlm = this.properties.getNtlm();
		Boolean enabled = ntlm.getEnabled();
		return (enabled != null) ? enabled : this.accounts != null || ntlm.isAnonymous();
	}

	private SecurityAcceptor ntlm() {
		RpcServerSecurityProperties.Ntlm ntlm = this.properties.getNtlm();
		if (this.accounts == null && !ntlm.isAnonymous()) {
			throw new RpcSecurityConfigurationException(
					"rpc.server.security.ntlm.enabled is true, but no accounts are known that callers could authenticate as.",
					"Configure rpc.server.security.ntlm.accounts.<name>.nt-hash, or add a bean of type %s, or Spring Security's UserDetailsService."
						.formatted(CredentialsProvider.class.getName()));
		}
		return NtlmAcceptor.builder(names(ntlm), (this.accounts != null) ? this.accounts : (account, domain) -> null)
			.failures(new FailureLimiter(ntlm.getMaxFailures(), ntlm.getFailurePeriod()))
			.anonymous(ntlm.isAnonymous(), "rpc.server.security.ntlm.anonymous")
			.requireMic(ntlm.isRequireMic())
			.targetPrincipals(ntlm.getTargetPrincipals())
			.build();
	}

	private static NtlmServerNames names(RpcServerSecurityProperties.Ntlm ntlm) {
		String dnsName = ntlm.getDnsName();
		NtlmServerNames ofHost = NtlmServerNames.ofHost(StringUtils.hasText(dnsName) ? dnsName : hostName());
		String computer = given(ntlm.getComputerName(), ofHost.netbiosComputer());
		return new NtlmServerNames(computer, given(ntlm.getDomain(), computer), ofHost.dnsComputer(),
				given(ntlm.getDnsDomain(), ofHost.dnsDomain()));
	}

	private static String hostName() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

	private static String given(@Nullable String value, String otherwise) {
		return StringUtils.hasText(value) ? value : otherwise;
	}

}
