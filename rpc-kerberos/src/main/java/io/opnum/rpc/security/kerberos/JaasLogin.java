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

	/** A ticket that ends sooner is of no use. */
	private static final Duration MIN_LIFETIME = Duration.ofMinutes(1);

	private static final String REACHABLE = "check krb5.conf, and that the KDC it names can be reached";

	private final Credentials credentials;

	private @Nullable Subject subject;

	JaasLogin(Credentials credentials) {
		this.credentials = credentials;
	}

	synchronized ServiceTicket ticket(ServicePrincipal service) {
		Subject subject = this.subject;
		if (subject == null || find(subject, TICKET_GRANTING).isEmpty()) {
			subject = logIn();
			this.subject = subject;
		}
		String name = qualify(service);
		Optional<KerberosTicket> ticket = find(subject, name);
		if (ticket.isEmpty()) {
			request(subject, name);
			ticket = find(subject, name);
		}
		return of(ticket.orElseThrow(() -> new AuthenticationException(Reason.LOCAL,
				"The Java runtime got a ticket for %s, but keeps none that lasts a minute".formatted(name))));
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
					("The realm of %s is not known: krb5.conf (system property java.security.krb5.conf) needs a "
							+ "domain_realm for it, or a default_realm")
						.formatted(service),
					ex);
		}
	}

	private static Optional<KerberosTicket> find(Subject subject, String server) {
		Instant soon = Instant.now().plus(MIN_LIFETIME);
		return List.copyOf(subject.getPrivateCredentials(KerberosTicket.class))
			.stream()
			.filter((ticket) -> !ticket.isDestroyed() && ticket.getEndTime().toInstant().isAfter(soon))
			.filter((ticket) -> server.equals(TICKET_GRANTING)
					? ticket.getServer().getName().startsWith(TICKET_GRANTING)
					: ticket.getServer().getName().equalsIgnoreCase(server))
			.max(Comparator.comparing(KerberosTicket::getEndTime));
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
			throw failure(ex, name(), mend());
		}
	}

	private static void request(Subject subject, String service) {
		try {
			Subject.doAs(subject, (PrivilegedExceptionAction<byte[]>) () -> firstToken(service));
		}
		catch (PrivilegedActionException ex) {
			throw failure(ex.getException(), service, REACHABLE);
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

	private static AuthenticationException failure(Exception ex, String principal, String mend) {
		Integer code = RuntimeErrors.code(ex);
		if (code != null) {
			return ErrorCodes.exception(code, "KDC", principal, ex);
		}
		return new AuthenticationException(Reason.LOCAL, "No ticket for %s: %s (the Java runtime says: %s)"
			.formatted(principal, mend, String.valueOf(ex.getMessage()).strip()), ex);
	}

	private String mend() {
		if (this.credentials instanceof TicketCacheCredentials) {
			return "let the ticket cache have valid tickets (kinit)";
		}
		if (this.credentials instanceof KeytabCredentials keytab) {
			return "check that %s can be read and has keys of this principal, and %s".formatted(keytab.keytab(),
					REACHABLE);
		}
		return REACHABLE;
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
