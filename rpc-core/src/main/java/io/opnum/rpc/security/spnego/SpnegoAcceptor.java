package io.opnum.rpc.security.spnego;

import java.util.List;

import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.SecurityExchange;

/**
 * SPNEGO for servers (RFC 4178, MS-SPNG 3.3). It chooses the first of the client's
 * mechanisms that it has. If that is not the one the client prefers, the client has to
 * sign what it offered; otherwise its signature is checked where it sends one, and
 * answered: impacket sends none. NTLM that is not wrapped in SPNEGO is taken too, as some
 * clients send it.
 * <p>
 * The context that comes of an exchange is that of the mechanism. Steps block where those
 * of the mechanisms do. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SpnegoAcceptor implements SecurityAcceptor {

	private final List<SecurityAcceptor> mechanisms;

	/**
	 * Create an acceptor.
	 * @param mechanisms the mechanisms in any order, each once
	 * @throws IllegalArgumentException if there is none, one comes twice, or one can't be
	 * negotiated
	 */
	public SpnegoAcceptor(List<SecurityAcceptor> mechanisms) {
		Mechanism.check(mechanisms.stream().map(SecurityAcceptor::service).toList());
		this.mechanisms = List.copyOf(mechanisms);
	}

	@Override
	public AuthenticationService service() {
		return AuthenticationService.SPNEGO;
	}

	@Override
	public SecurityExchange begin(AcceptorOptions options) {
		return new SpnegoAcceptorExchange(options, this.mechanisms);
	}

}
