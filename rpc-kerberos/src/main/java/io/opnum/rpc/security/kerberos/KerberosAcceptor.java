package io.opnum.rpc.security.kerberos;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.SecurityExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kerberos for servers (MS-KILE 3.4, RFC 4120, RFC 4121), in DCE style, with the keys of
 * a keytab. The KDC is not asked. Requests that were seen before, or come from a clock
 * that differs too much, are refused. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KerberosAcceptor implements SecurityAcceptor {

	private static final Logger logger = LoggerFactory.getLogger(KerberosAcceptor.class);

	private static final int MAX_REPLAYS = 100_000;

	private final ServiceKeys keys;

	private final Rc4Policy policy;

	private final Duration clockSkew;

	private final Clock clock;

	private final ReplayCache replays;

	KerberosAcceptor(ServiceKeys keys, Rc4Policy policy, Duration clockSkew, Clock clock) {
		this.keys = keys;
		this.policy = policy;
		this.clockSkew = clockSkew;
		this.clock = clock;
		this.replays = new ReplayCache(MAX_REPLAYS, clockSkew.multipliedBy(2));
	}

	/**
	 * Start to build an acceptor.
	 * @param keytab the file with the keys of the service, which may be replaced while
	 * the server runs
	 * @return a builder
	 */
	public static Builder builder(Path keytab) {
		return new Builder(keytab);
	}

	@Override
	public AuthenticationService service() {
		return AuthenticationService.KERBEROS;
	}

	@Override
	public SecurityExchange begin(AcceptorOptions options) {
		return new KerberosAcceptorExchange(options,
				new RequestVerifier(this.keys, this.policy, this.clockSkew, this.clock, this.replays));
	}

	/**
	 * Builds acceptors. Not thread-safe.
	 */
	public static final class Builder {

		private final Path keytab;

		private Set<String> principals = Set.of();

		private Duration clockSkew = Duration.ofMinutes(5);

		private boolean allowRc4;

		private Builder(Path keytab) {
			this.keytab = keytab;
		}

		/**
		 * Set whose keys are used, whatever name of the account a ticket has. By default
		 * those of the principal that the ticket is for.
		 * @param principals the principals, {@code name@REALM}
		 * @return this
		 */
		public Builder principals(String... principals) {
			this.principals = new LinkedHashSet<>(List.of(principals));
			return this;
		}

		/**
		 * Set how much the clocks of clients may differ.
		 * @param clockSkew the difference; by default 5 minutes
		 * @return this
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder clockSkew(Duration clockSkew) {
			if (clockSkew.isNegative()) {
				throw new IllegalArgumentException("A negative clock skew: " + clockSkew);
			}
			this.clockSkew = clockSkew;
			return this;
		}

		/**
		 * Set whether callers may use RC4 ({@code rc4-hmac}, RFC 4757), which is weak:
		 * for those that can't do better. The Java runtime reads such keys of a keytab
		 * only where {@code krb5.conf} has {@code allow_weak_crypto = true}, too.
		 * @param allowRc4 whether it is allowed; by default it is not
		 * @return this
		 */
		public Builder allowRc4(boolean allowRc4) {
			this.allowRc4 = allowRc4;
			return this;
		}

		/**
		 * Build the acceptor.
		 * @return the acceptor
		 */
		public KerberosAcceptor build() {
			if (this.allowRc4) {
				logger.warn(
						"Callers may use RC4 in Kerberos, which is weak: let the account of the service have AES keys");
			}
			return new KerberosAcceptor(new KeytabServiceKeys(this.keytab, Set.copyOf(this.principals)),
					Rc4Policy.of(this.allowRc4), this.clockSkew, Clock.systemUTC());
		}

	}

}
