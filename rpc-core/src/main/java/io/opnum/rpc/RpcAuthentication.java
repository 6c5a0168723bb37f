package io.opnum.rpc;

import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.PeerIdentity;

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
	PeerIdentity principal();

	/**
	 * Return the authentication service that the caller used.
	 * @return the service: where SPNEGO chose one, that
	 */
	AuthenticationService service();

	/**
	 * Return how this call was protected.
	 * @return the authentication level, {@code CONNECT} or stronger
	 */
	AuthenticationLevel level();

}
