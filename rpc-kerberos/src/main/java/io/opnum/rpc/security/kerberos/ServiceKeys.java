package io.opnum.rpc.security.kerberos;

import java.util.List;

/**
 * Where the keys of a service are. Implementations are thread-safe, and may block.
 */
interface ServiceKeys {

	/**
	 * Return the keys with which a ticket may be encrypted.
	 * @param ticket the ticket
	 * @return its keys of all versions and encryption types, perhaps none
	 */
	List<KerberosKey> find(Ticket ticket);

}
