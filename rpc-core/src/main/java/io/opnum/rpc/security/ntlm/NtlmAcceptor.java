package io.opnum.rpc.security.ntlm;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.CredentialsProvider;
import io.opnum.rpc.security.FailureLimiter;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.SecurityExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * NTLM for servers (MS-NLMP 3.2). It takes NTLMv2 with extended session security only; at
 * levels that sign, with key exchange and keys of 128 bits; and where the client says
 * that its messages have a MIC, with that. What fails is told to nobody: an unknown
 * account costs as much time as a wrong password.
 * <p>
 * The second step of an exchange asks the {@link CredentialsProvider} and may block as
 * long as that does. The time that clients tell is not looked at: each challenge is used
 * once, so that no answer can be replayed. Thread-safe.
 *
 * @since 0.1.0
 */
public final class NtlmAcceptor implements SecurityAcceptor {

	private static final Logger logger = LoggerFactory.getLogger(NtlmAcceptor.class);

	private final Builder configuration;

	private final NtHash unknownAccount;

	private final Random random;

	private final Clock clock;

	private NtlmAcceptor(Builder configuration, Random random, Clock clock) {
		this.configuration = configuration;
		this.random = random;
		this.clock = clock;
		byte[] hash = new byte[NtHash.LENGTH];
		random.nextBytes(hash);
		this.unknownAccount = NtHash.of(hash);
	}

	/**
	 * Start to build an acceptor.
	 * @param names what the server tells of itself
	 * @param accounts the accounts that are let in
	 * @return a builder
	 */
	public static Builder builder(NtlmServerNames names, CredentialsProvider accounts) {
		return new Builder(names, accounts);
	}

	@Override
	public AuthenticationService service() {
		return AuthenticationService.NTLM;
	}

	@Override
	public SecurityExchange begin(AcceptorOptions options) {
		return new NtlmAcceptorExchange(options, this);
	}

	NtlmServerNames names() {
		return this.configuration.names;
	}

	CredentialsProvider accounts() {
		return this.configuration.accounts;
	}

	FailureLimiter failures() {
		return this.configuration.failures;
	}

	boolean allowsAnonymous() {
		return this.configuration.anonymous;
	}

	boolean requiresMic() {
		return this.configuration.micRequired;
	}

	/** Whether a client may mean this server by a service principal name. */
	boolean isTarget(String principal) {
		Set<String> targets = this.configuration.targets;
		return targets.isEmpty() || targets.contains(principal.toUpperCase(Locale.ROOT));
	}

	/** What accounts are compared with that are not there. */
	NtHash unknownAccount() {
		return this.unknownAccount;
	}

	Random random() {
		return this.random;
	}

	Clock clock() {
		return this.clock;
	}

	/**
	 * Builds acceptors. Not thread-safe.
	 */
	public static final class Builder {

		private static final int MAX_FAILURES = 10;

		private final NtlmServerNames names;

		private final CredentialsProvider accounts;

		private FailureLimiter failures = new FailureLimiter(MAX_FAILURES, Duration.ofMinutes(1));

		private boolean anonymous;

		private String anonymousSetting = "NtlmAcceptor.Builder.anonymous";

		private boolean micRequired;

		private Set<String> targets = Set.of();

		private Builder(NtlmServerNames names, CredentialsProvider accounts) {
			this.names = names;
			this.accounts = accounts;
		}

		private Builder(Builder other) {
			this.names = other.names;
			this.accounts = other.accounts;
			this.failures = other.failures;
			this.anonymous = other.anonymous;
			this.micRequired = other.micRequired;
			this.targets = other.targets;
		}

		/**
		 * Set how often callers may fail.
		 * @param failures the limiter; by default 10 times a minute
		 * @return this
		 */
		public Builder failures(FailureLimiter failures) {
			this.failures = failures;
			return this;
		}

		/**
		 * Let callers in who prove nothing. They count as callers without authentication,
		 * and may call what those may.
		 * @param anonymous whether they may, which is logged; by default not
		 * @return this
		 */
		public Builder anonymous(boolean anonymous) {
			this.anonymous = anonymous;
			return this;
		}

		/**
		 * Let callers in who prove nothing, as {@link #anonymous(boolean)} does, where
		 * that was said elsewhere.
		 * @param anonymous whether they may, which is logged
		 * @param setting what it was said by, for the log: the name of a property, say
		 * @return this
		 */
		public Builder anonymous(boolean anonymous, String setting) {
			this.anonymousSetting = setting;
			return anonymous(anonymous);
		}

		/**
		 * Require a MIC over the messages of each exchange. Windows sends one, Samba does
		 * at levels that sign, impacket does not.
		 * @param required whether callers without one are refused; by default only those
		 * are that announce one and send none
		 * @return this
		 */
		public Builder requireMic(boolean required) {
			this.micRequired = required;
			return this;
		}

		/**
		 * Require that callers mean this server, so that what they prove to another can't
		 * be relayed to it.
		 * @param principals its service principal names, in upper or lower case; by
		 * default none, and callers may mean any
		 * @return this
		 */
		public Builder targetPrincipals(Set<String> principals) {
			this.targets = principals.stream()
				.map((principal) -> principal.toUpperCase(Locale.ROOT))
				.collect(Collectors.toUnmodifiableSet());
			return this;
		}

		/**
		 * Return an acceptor.
		 * @return a new acceptor
		 */
		public NtlmAcceptor build() {
			if (this.anonymous) {
				logger.warn("{} is true: NTLM lets in callers who prove nothing, to call what requires level NONE",
						this.anonymousSetting);
			}
			return build(new SecureRandom(), Clock.systemUTC());
		}

		NtlmAcceptor build(Random random, Clock clock) {
			return new NtlmAcceptor(new Builder(this), random, clock);
		}

	}

}
