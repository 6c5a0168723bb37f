package io.opnum.rpc.security.spnego;

import java.util.List;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.SecurityInitiator;

/**
 * SPNEGO for clients (RFC 4178, MS-SPNG 3.2). It offers those of its mechanisms that can
 * do something with the credentials, sends the first token of the preferred one along,
 * and goes on with the one that the server chooses. One that can't begin, as Kerberos
 * without a ticket for the server, is not offered: NTLM is a fallback only if it is in
 * the list and the options allow it, and never after credentials that Kerberos found to
 * be wrong.
 * <p>
 * What was offered is signed by both sides as soon as the mechanism can sign, whichever
 * was chosen, so that nobody in between can take a mechanism off the list. At
 * {@link io.opnum.rpc.security.AuthenticationLevel#CONNECT} NTLM signs nothing: leave it
 * out of the list where Kerberos is a must. Anonymous callers sign only where the server
 * asks for it, since their key is no secret.
 * <p>
 * The context that comes of an exchange is that of the mechanism. Tokens of mechanisms
 * are taken as they are, in the style of DCE, without a header of GSS-API of their own.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class SpnegoInitiator implements SecurityInitiator {

	private final List<SecurityInitiator> mechanisms;

	/**
	 * Create an initiator.
	 * @param mechanisms the mechanisms, the preferred one first, each once
	 * @throws IllegalArgumentException if there is none, one comes twice, or one can't be
	 * negotiated
	 */
	public SpnegoInitiator(List<SecurityInitiator> mechanisms) {
		Mechanism.check(mechanisms.stream().map(SecurityInitiator::service).toList());
		this.mechanisms = List.copyOf(mechanisms);
	}

	@Override
	public AuthenticationService service() {
		return AuthenticationService.SPNEGO;
	}

	@Override
	public boolean accepts(Credentials credentials) {
		return this.mechanisms.stream().anyMatch((mechanism) -> mechanism.accepts(credentials));
	}

	@Override
	public SecurityExchange begin(InitiatorOptions options) {
		List<SecurityInitiator> fitting = this.mechanisms.stream()
			.filter((mechanism) -> mechanism.accepts(options.credentials()))
			.filter((mechanism) -> options.ntlmAllowed() || mechanism.service() != AuthenticationService.NTLM)
			.toList();
		if (fitting.isEmpty()) {
			throw new AuthenticationException(Reason.LOCAL,
					"None of the mechanisms %s of SPNEGO can do anything with %s%s".formatted(
							this.mechanisms.stream().map(SecurityInitiator::service).toList(), options.credentials(),
							options.ntlmAllowed() ? "" : ": NTLM is not allowed"));
		}
		return new SpnegoInitiatorExchange(options, fitting);
	}

}
