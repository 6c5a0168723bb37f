package io.opnum.rpc.security;

/**
 * The server's side of an authentication service. Thread-safe.
 *
 * @since 0.1.0
 */
public interface SecurityAcceptor {

	/**
	 * Return the service, whose number comes in verifiers.
	 * @return the service
	 */
	AuthenticationService service();

	/**
	 * Begin an exchange: its first step takes the client's first token.
	 * @param options what is asked for
	 * @return the exchange, owned by the caller
	 */
	SecurityExchange begin(AcceptorOptions options);

}
