package io.opnum.rpc;

import java.security.Principal;

/**
 * Who a caller proved to be, and how its call was protected (MS-RPCE 2.2.1.1.7 and
 * 2.2.1.1.8). Thread-safe.
 *
 * @since 0.1.0
 * @see RpcCallContext#authentication()
 */
public interface RpcAuthentication {

	/**
	 * Return who calls.
	 * @return the caller
	 */
	Principal principal();

	/**
	 * Return the authentication service that the caller used.
	 * @return its number, for example 10 for NTLM, 16 for Kerberos
	 */
	int service();

	/**
	 * Return how this call was protected.
	 * @return the authentication level, 2 (connect) to 6 (privacy)
	 */
	int level();

}
