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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

	private static final Logger logger = LoggerFactory.getLogger(KerberosInitiator.class);

	private final TicketSource tickets;

	private final Rc4Policy policy;

	private final Clock clock;

	/**
	 * Create an initiator, which takes AES alone.
	 */
	public KerberosInitiator() {
		this(new JaasTickets(), Rc4Policy.REFUSED, Clock.systemUTC());
	}

	KerberosInitiator(TicketSource tickets, Rc4Policy policy, Clock clock) {
		this.tickets = tickets;
		this.policy = policy;
		this.clock = clock;
	}

	/**
	 * Start to build an initiator.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
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
				this.policy, this.clock);
	}

	/**
	 * Builds initiators. Not thread-safe.
	 */
	public static final class Builder {

		private boolean allowRc4;

		private Builder() {
		}

		/**
		 * Set whether services that have no AES keys may be called with RC4
		 * ({@code rc4-hmac}, RFC 4757), which is weak: for what can't do better. The Java
		 * runtime asks for such tickets only where {@code krb5.conf} has
		 * {@code allow_weak_crypto = true}, too.
		 * @param allowRc4 whether it is allowed; by default it is not
		 * @return this
		 */
		public Builder allowRc4(boolean allowRc4) {
			this.allowRc4 = allowRc4;
			return this;
		}

		/**
		 * Build the initiator.
		 * @return the initiator
		 */
		public KerberosInitiator build() {
			if (this.allowRc4) {
				logger.warn(
						"Services may be called with RC4 in Kerberos, which is weak: let their accounts have AES keys");
			}
			return new KerberosInitiator(new JaasTickets(), Rc4Policy.of(this.allowRc4), Clock.systemUTC());
		}

	}

}
