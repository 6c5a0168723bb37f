package io.opnum.rpc.security.kerberos;

import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.KeytabCredentials;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.TicketCacheCredentials;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;
import org.jspecify.annotations.Nullable;

/**
 * One login, and the tickets that came of it. Thread-safe; one caller at a time asks the
 * KDC.
 * <p>
 * The first token that JGSS makes is thrown away: it leaves the ticket of the service,
 * with its session key, among the private credentials of the subject.
 */
final class JaasLogin {

	private static final String LOGIN_MODULE = "com.sun.security.auth.module.Krb5LoginModule";

	private static final String MECHANISM = "1.2.840.113554.1.2.2";

	private static final String PRINCIPAL_NAME = "1.2.840.113554.1.2.2.1";

	private static final String TICKET_GRANTING = "krbtgt/";

	/** A ticket that ends sooner is replaced by a new one. */
	private static final Duration MIN_LIFETIME = Duration.ofMinutes(1);

	private final Credentials credentials;

	private @Nullable Subject subject;

	JaasLogin(Credentials credentials) {
		this.credentials = credentials;
		if (credentials instanceof PasswordCredentials password && password.account().indexOf('\\') >= 0) {
			throw new AuthenticationException(Reason.LOCAL,
					("The account %s has a domain in front, as NTLM writes it: for Kerberos write the account alone, "
							+ "and as its domain the realm (like EXAMPLE.ORG), or nothing for the default realm")
						.formatted(password.account()));
		}
	}

	synchronized ServiceTicket ticket(ServicePrincipal service) {
		Subject subject = this.subject;
		if (subject == null || find(subject, TICKET_GRANTING, MIN_LIFETIME).isEmpty()) {
			subject = logIn();
			this.subject = subject;
		}
		String name = qualify(service);
		Optional<KerberosTicket> ticket = find(subject, name, MIN_LIFETIME);
		if (ticket.isEmpty()) {
			request(subject, name);
			// One that ends soon was all there was to be had
			ticket = find(subject, name, Duration.ZERO);
		}
		return of(ticket.orElseThrow(() -> new AuthenticationException(Reason.EXPIRED,
				"The KDC gave a ticket for %s that has expired already: synchronize the clocks (NTP)"
					.formatted(name))));
	}

	/** Forget the tickets for a service, whose keys may be others now. */
	synchronized void discard(ServicePrincipal service) {
		Subject subject = this.subject;
		if (subject != null) {
			String name = qualify(service);
			subject.getPrivateCredentials()
				.removeIf((credential) -> credential instanceof KerberosTicket ticket && isFor(ticket, name));
		}
	}

	private static String qualify(ServicePrincipal service) {
		if (service.hasRealm()) {
			return service.name();
		}
		try {
			return new KerberosPrincipal(service.name(), KerberosPrincipal.KRB_NT_SRV_HST).getName();
		}
		catch (IllegalArgumentException ex) {
			throw new AuthenticationException(Reason.LOCAL,
					"The realm of %s is not known: %s needs a domain_realm for it, or a default_realm"
						.formatted(service, Krb5Configuration.describe()),
					ex);
		}
	}

	private static Optional<KerberosTicket> find(Subject subject, String server, Duration minLifetime) {
		Instant soon = Instant.now().plus(minLifetime);
		return List.copyOf(subject.getPrivateCredentials(KerberosTicket.class))
			.stream()
			.filter((ticket) -> isFor(ticket, server) && ticket.getEndTime().toInstant().isAfter(soon))
			.max(Comparator.comparing(KerberosTicket::getEndTime));
	}

	private static boolean isFor(KerberosTicket ticket, String server) {
		if (ticket.isDestroyed()) {
			return false;
		}
		String name = ticket.getServer().getName();
		return server.equals(TICKET_GRANTING) ? name.startsWith(TICKET_GRANTING) : name.equalsIgnoreCase(server);
	}

	private static ServiceTicket of(KerberosTicket ticket) {
		KerberosPrincipal client = ticket.getClient();
		String name = client.getName();
		PrincipalName parsed = PrincipalName.parse(client.getNameType(), name.substring(0, name.lastIndexOf('@')));
		return new ServiceTicket(ticket.getEncoded(),
				SessionKeys.of(ticket.getSessionKeyType(), ticket.getSessionKey().getEncoded()), client.getRealm(),
				parsed, ticket.getEndTime().toInstant());
	}

	private Subject logIn() {
		Subject subject = new Subject();
		try {
			new LoginContext("opnum", subject, this::handle, new LoginConfiguration(options())).login();
			return subject;
		}
		catch (LoginException ex) {
			throw TicketFailures.ofLogin(this.credentials, name(), ex);
		}
	}

	private void request(Subject subject, String service) {
		try {
			Subject.doAs(subject, (PrivilegedExceptionAction<byte[]>) () -> firstToken(service));
		}
		catch (PrivilegedActionException ex) {
			throw TicketFailures.ofService(name(), service, ex.getException());
		}
	}

	private static byte[] firstToken(String service) throws GSSException {
		GSSManager manager = GSSManager.getInstance();
		GSSName name = manager.createName(service, new Oid(PRINCIPAL_NAME));
		GSSContext context = manager.createContext(name, new Oid(MECHANISM), null, GSSContext.DEFAULT_LIFETIME);
		try {
			context.requestMutualAuth(true);
			return context.initSecContext(new byte[0], 0, 0);
		}
		finally {
			context.dispose();
		}
	}

	private String name() {
		if (this.credentials instanceof PasswordCredentials password) {
			return password.domain().isEmpty() ? password.account() : password.account() + '@' + password.domain();
		}
		if (this.credentials instanceof KeytabCredentials keytab) {
			return keytab.principal();
		}
		if (this.credentials instanceof TicketCacheCredentials cache && cache.principal() != null) {
			return cache.principal();
		}
		return "whoever has the ticket cache";
	}

	private Map<String, String> options() {
		Map<String, String> options = new HashMap<>();
		// So that krb5.conf can be mended while the application runs
		options.put("refreshKrb5Config", "true");
		if (this.credentials instanceof TicketCacheCredentials cache) {
			options.put("useTicketCache", "true");
			options.put("doNotPrompt", "true");
			if (cache.principal() != null) {
				options.put("principal", cache.principal());
			}
			if (cache.cache() != null) {
				options.put("ticketCache", cache.cache().toString());
			}
			return options;
		}
		options.put("principal", name());
		if (this.credentials instanceof KeytabCredentials keytab) {
			options.put("useKeyTab", "true");
			options.put("doNotPrompt", "true");
			options.put("keyTab", keytab.keytab().toString());
		}
		return options;
	}

	private void handle(Callback[] callbacks) throws UnsupportedCallbackException {
		for (Callback callback : callbacks) {
			if (callback instanceof NameCallback name) {
				name.setName(name());
			}
			else if (callback instanceof PasswordCallback password
					&& this.credentials instanceof PasswordCredentials known) {
				password.setPassword(known.password());
			}
			else {
				throw new UnsupportedCallbackException(callback);
			}
		}
	}

	/**
	 * The login module with its options.
	 */
	private static final class LoginConfiguration extends Configuration {

		private final AppConfigurationEntry entry;

		LoginConfiguration(Map<String, String> options) {
			this.entry = new AppConfigurationEntry(LOGIN_MODULE, LoginModuleControlFlag.REQUIRED, options);
		}

		@Override
		public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
			return new AppConfigurationEntry[] { this.entry };
		}

	}

}
