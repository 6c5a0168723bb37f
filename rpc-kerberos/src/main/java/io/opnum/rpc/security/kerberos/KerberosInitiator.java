package io.opnum.rpc.security.kerberos;

import java.time.Clock;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.KeytabCredentials;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.SecurityInitiator;
import io.opnum.rpc.security.TicketCacheCredentials;

/**
 * Kerberos for clients (MS-KILE 3.2 and 3.4, RFC 4120, RFC 4121), in DCE style: both
 * sides prove who they are, and a sub-key of the server protects messages.
 * <p>
 * Tickets come from the Java runtime, which reads {@code krb5.conf} (system property
 * {@code java.security.krb5.conf}). The domain of {@link PasswordCredentials} has to be
 * the realm, or empty for the default realm. What was logged in with is remembered, so
 * that each service costs one request to the KDC until its ticket expires. The first step
 * of an exchange blocks while the KDC is asked. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KerberosInitiator implements SecurityInitiator {

	private final TicketSource tickets;

	private final Clock clock;

	/**
	 * Create an initiator.
	 */
	public KerberosInitiator() {
		this(new JaasTickets(), Clock.systemUTC());
	}

	KerberosInitiator(TicketSource tickets, Clock clock) {
		this.tickets = tickets;
		this.clock = clock;
	}

	@Override
	public AuthenticationService service() {
		return AuthenticationService.KERBEROS;
	}

	@Override
	public boolean accepts(Credentials credentials) {
		return credentials instanceof PasswordCredentials || credentials instanceof KeytabCredentials
				|| credentials instanceof TicketCacheCredentials;
	}

	@Override
	public SecurityExchange begin(InitiatorOptions options) {
		if (!accepts(options.credentials())) {
			throw new AuthenticationException(Reason.LOCAL,
					"Kerberos needs a password, a keytab or a ticket cache, not " + options.credentials());
		}
		return new KerberosInitiatorExchange(options, ServicePrincipal.parse(options.targetPrincipal()), this.tickets,
				this.clock);
	}

}
