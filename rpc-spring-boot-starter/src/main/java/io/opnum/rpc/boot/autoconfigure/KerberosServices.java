package io.opnum.rpc.boot.autoconfigure;

import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.SecurityInitiator;

/**
 * Kerberos of both sides, where the module {@code rpc-kerberos} is there.
 */
interface KerberosServices {

	/** Return the client's side. */
	SecurityInitiator initiator();

	/** Return the server's side, as it is configured; there has to be a keytab. */
	SecurityAcceptor acceptor(RpcServerSecurityProperties.Kerberos properties);

}
