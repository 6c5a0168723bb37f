package io.opnum.rpc.security;

/**
 * The client's side of an authentication service. Thread-safe.
 *
 * @since 0.1.0
 */
public interface SecurityInitiator {

	/**
	 * Return the service, whose number goes into verifiers.
	 * @return the service
	 */
	AuthenticationService service();

	/**
	 * Return whether the service can do anything with credentials of a kind.
	 * @param credentials the credentials
	 * @return whether it can
	 */
	boolean accepts(Credentials credentials);

	/**
	 * Begin an exchange: its first step takes an empty token.
	 * @param options what is wanted
	 * @return the exchange, owned by the caller
	 * @throws AuthenticationException if it can't begin
	 */
	SecurityExchange begin(InitiatorOptions options);

}
