package io.opnum.rpc.security.kerberos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;
import javax.security.auth.login.LoginException;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.KeytabCredentials;
import io.opnum.rpc.security.TicketCacheCredentials;
import org.jspecify.annotations.Nullable;

/**
 * Why the Java runtime got no ticket, and what mends it. Its own messages tell little:
 * what a KDC answered is behind them as a number, and what is wrong on this host has to
 * be looked for. Stateless and thread-safe.
 */
final class TicketFailures {

	/** What a client finds that was sent something encrypted with another password. */
	private static final int BAD_INTEGRITY = 31;

	private static final int PREAUTH_FAILED = 24;

	private TicketFailures() {
	}

	/**
	 * A log-in failed.
	 * @param credentials with what
	 * @param principal who
	 * @param ex what the runtime says
	 */
	static AuthenticationException ofLogin(Credentials credentials, String principal, LoginException ex) {
		AuthenticationException local = ofRuntime(principal, ex);
		if (local != null) {
			return local;
		}
		Integer code = RuntimeErrors.code(ex);
		if (code != null) {
			return ErrorCodes.exception((code == BAD_INTEGRITY) ? PREAUTH_FAILED : code, "KDC", principal, ex);
		}
		if (RuntimeErrors.says(ex, "Checksum failed")) {
			return ErrorCodes.exception(PREAUTH_FAILED, "KDC", principal, ex);
		}
		if (credentials instanceof TicketCacheCredentials cache) {
			return ofCache(cache, ex);
		}
		if (credentials instanceof KeytabCredentials keytab) {
			return ofKeytab(keytab, ex);
		}
		return unknown(principal, ex);
	}

	/**
	 * A service's ticket was not to be had.
	 * @param client who asked for it
	 * @param service the service
	 * @param ex what the runtime says
	 */
	static AuthenticationException ofService(String client, String service, Exception ex) {
		AuthenticationException local = ofRuntime(service, ex);
		if (local != null) {
			return local;
		}
		Integer code = RuntimeErrors.code(ex);
		if (RuntimeErrors.says(ex, "No service creds")) {
			return exception(Reason.WRONG_TARGET,
					"No KDC leads from the realm of %s to that of the service %s: set the realm of its host in domain_realm of %s, or the target principal with its realm"
						.formatted(client, service, Krb5Configuration.describe()),
					ex);
		}
		if (code != null) {
			return ErrorCodes.exception(code, "KDC", service, ex);
		}
		if (RuntimeErrors.says(ex, "Failed to find any Kerberos tgt")) {
			return exception(Reason.EXPIRED,
					"The ticket-granting ticket of %s has expired before one for %s was asked for: renew it (kinit), and see whether the KDC gives out tickets that last"
						.formatted(client, service),
					ex);
		}
		return unknown(service, ex);
	}

	/** What was found on this host, or on the way to the KDC. */
	private static @Nullable AuthenticationException ofRuntime(String principal, Exception ex) {
		if (RuntimeErrors.says(ex, "Cannot locate default realm")) {
			return exception(Reason.LOCAL,
					"The realm of %s is not known: write it behind the name (name@REALM), or set default_realm in %s"
						.formatted(principal, Krb5Configuration.describe()),
					ex);
		}
		if (RuntimeErrors.says(ex, "locate KDC")) {
			String realm = principal.substring(principal.lastIndexOf('@') + 1);
			return exception(Reason.LOCAL,
					("No KDC of the realm of %s is known: %s has to name one in [realms] (a realm is written like "
							+ "EXAMPLE.ORG, in upper case, and is not the NetBIOS name of a domain%s)")
						.formatted(principal, Krb5Configuration.describe(),
								realm.equals(principal) ? "" : ", which " + realm + " may be"),
					ex);
		}
		if (RuntimeErrors.says(ex, "Illegal config content")) {
			return exception(Reason.LOCAL, "%s can't be parsed: correct it, then call again (the Java runtime says: %s)"
				.formatted(Krb5Configuration.describe(), said(ex)), ex);
		}
		IOException unreachable = RuntimeErrors.cause(ex, IOException.class);
		if (unreachable != null && RuntimeErrors.code(ex) == null) {
			return exception(Reason.LOCAL,
					"The KDC that was asked for a ticket for %s can't be reached (%s): check what %s names, and that its port 88 is open over TCP and UDP"
						.formatted(principal, unreachable, Krb5Configuration.describe()),
					ex);
		}
		return null;
	}

	private static AuthenticationException ofCache(TicketCacheCredentials credentials, Exception ex) {
		Path cache = credentials.cache();
		String whose = (credentials.principal() != null) ? " of " + credentials.principal() : "";
		String described = Krb5Configuration.describeCache(cache);
		if (cache != null && !Files.isReadable(cache)) {
			return exception(Reason.LOCAL,
					"The ticket cache %s can't be read: run kinit -c %s, or name the file that has the tickets"
						.formatted(described, cache),
					ex);
		}
		if (cache != null) {
			return exception(Reason.EXPIRED,
					"The ticket cache %s has no ticket-granting ticket%s that is valid now: renew it (kinit)"
						.formatted(described, whose),
					ex);
		}
		return exception(Reason.LOCAL,
				"The ticket cache %s has no ticket-granting ticket%s that is valid now: run kinit; the Java runtime reads caches of the kind FILE only (KRB5CCNAME=FILE:/path)"
					.formatted(described, whose),
				ex);
	}

	private static AuthenticationException ofKeytab(KeytabCredentials credentials, Exception ex) {
		if (!Files.isReadable(credentials.keytab())) {
			return exception(Reason.LOCAL, "The keytab %s of %s can't be read: export it, and let this process read it"
				.formatted(credentials.keytab(), credentials.principal()), ex);
		}
		KeyTab keytab = KeyTab.getInstance(credentials.keytab().toFile());
		boolean known = keytab.getKeys(new KerberosPrincipal(credentials.principal())).length > 0;
		return known ? unknown(credentials.principal(), ex) : exception(Reason.LOCAL,
				"The keytab %s has no key of %s that this Java runtime can use: name a principal that klist -k shows, or export it with AES keys"
					.formatted(credentials.keytab(), credentials.principal()),
				ex);
	}

	private static AuthenticationException unknown(String principal, Exception ex) {
		return exception(Reason.LOCAL, "No ticket for %s: check %s (the Java runtime says: %s)".formatted(principal,
				Krb5Configuration.describe(), said(ex)), ex);
	}

	private static String said(Exception ex) {
		return String.valueOf(ex.getMessage()).strip();
	}

	private static AuthenticationException exception(Reason reason, String message, Exception cause) {
		return new AuthenticationException(reason, message, cause);
	}

}
