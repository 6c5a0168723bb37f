package io.opnum.rpc.security;

/**
 * Who a client calls as, and how it proves it. Two with the same content are equal, so
 * that they share connections; none tells its secret in {@code toString()}. Immutable but
 * for {@link #destroy()}.
 *
 * @since 0.1.0
 */
public sealed interface Credentials permits AnonymousCredentials, PasswordCredentials, NtHashCredentials,
		KeytabCredentials, TicketCacheCredentials, PerCallCredentials {

	/**
	 * Overwrite the secret. They can't be used any more.
	 */
	void destroy();

}
