package io.opnum.rpc.security.kerberos;

import java.time.Instant;

/**
 * A ticket, and what its client knows of it.
 *
 * @param encoded the ticket, encoded
 * @param sessionKey the session key
 * @param realm the realm of the client
 * @param client the client
 * @param endsAt until when it is valid
 */
@SuppressWarnings("ArrayRecordComponent")
record ServiceTicket(byte[] encoded, KerberosKey sessionKey, String realm, PrincipalName client, Instant endsAt) {
}
