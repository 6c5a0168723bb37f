package io.opnum.rpc.security.kerberos;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.Credentials;

/**
 * Where tickets come from. Implementations are thread-safe, and may block.
 */
interface TicketSource {

	/**
	 * Return a ticket that is valid now.
	 * @param credentials whose
	 * @param service the service
	 * @throws AuthenticationException if there is none to be had
	 */
	ServiceTicket obtain(Credentials credentials, ServicePrincipal service);

	/**
	 * Give out no ticket again that was obtained before: the service may have refused it,
	 * since its keys changed.
	 * @param credentials whose
	 * @param service the service
	 */
	default void discard(Credentials credentials, ServicePrincipal service) {
	}

}
