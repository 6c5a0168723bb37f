package io.opnum.rpc.security.ntlm;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Random;

import io.opnum.rpc.security.AnonymousCredentials;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.NtHashCredentials;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.SecurityInitiator;

/**
 * NTLM for clients (MS-NLMP 3.1). It proves the knowledge of a password or of its NT
 * hash, answers with NTLMv2 only, protects the exchange with a MIC, and names the target
 * principal where there is one. Nothing in it blocks. Thread-safe.
 * <p>
 * The server proves who it is only by the first answer it signs: at
 * {@link io.opnum.rpc.security.AuthenticationLevel#CONNECT} it does not.
 *
 * @since 0.1.0
 */
public final class NtlmInitiator implements SecurityInitiator {

	private final String workstation;

	private final Random random;

	private final Clock clock;

	/**
	 * Create an initiator.
	 * @param workstation the NetBIOS name of this host, by which accounts can be
	 * confined; may be empty
	 */
	public NtlmInitiator(String workstation) {
		this(workstation, new SecureRandom(), Clock.systemUTC());
	}

	NtlmInitiator(String workstation, Random random, Clock clock) {
		this.workstation = workstation;
		this.random = random;
		this.clock = clock;
	}

	@Override
	public AuthenticationService service() {
		return AuthenticationService.NTLM;
	}

	@Override
	public boolean accepts(Credentials credentials) {
		return credentials instanceof PasswordCredentials || credentials instanceof NtHashCredentials
				|| credentials instanceof AnonymousCredentials;
	}

	@Override
	public SecurityExchange begin(InitiatorOptions options) {
		if (!accepts(options.credentials())) {
			throw new AuthenticationException(Reason.LOCAL,
					"NTLM needs a password or its NT hash, not " + options.credentials());
		}
		return new NtlmInitiatorExchange(options, this.workstation, this.random, this.clock);
	}

}
