package io.opnum.rpc.security;

import java.nio.file.Path;

/**
 * A principal whose keys are in a keytab: for Kerberos.
 *
 * @param principal the principal, {@code name} or {@code name@REALM}
 * @param keytab the file, which is read when tickets are asked for
 * @since 0.1.0
 */
public record KeytabCredentials(String principal, Path keytab) implements Credentials {

	/**
	 * Create credentials.
	 * @param principal the principal
	 * @param keytab the file
	 * @throws IllegalArgumentException if the principal is empty
	 */
	public KeytabCredentials {
		NtHashCredentials.check(principal);
	}

	/** Does nothing: the secret is in the file. */
	@Override
	public void destroy() {
		// Nothing is held here
	}

}
