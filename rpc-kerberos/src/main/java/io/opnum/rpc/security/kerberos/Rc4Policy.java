package io.opnum.rpc.security.kerberos;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;

/**
 * Whether RC4 may protect anything.
 */
enum Rc4Policy {

	/** It may where there is nothing better. */
	ALLOWED,

	/** It may not. */
	REFUSED;

	static Rc4Policy of(boolean allowed) {
		return allowed ? ALLOWED : REFUSED;
	}

	/**
	 * Check a key.
	 * @param key the key
	 * @param what whose it is, for the message
	 * @throws AuthenticationException if it is of RC4, and that is not allowed
	 */
	void check(KerberosKey key, String what) {
		check(key.type().code(), what);
	}

	/**
	 * Check an encryption type.
	 * @param code its number, any value
	 * @param what whose it is, for the message
	 * @throws AuthenticationException if it is RC4, and that is not allowed
	 */
	void check(int code, String what) {
		if (this == REFUSED && code == EncryptionType.RC4.code()) {
			throw new AuthenticationException(Reason.WEAK_PEER,
					("%s is of encryption type 23, RC4, which is not allowed here: let the account of the service have "
							+ "AES keys (msDS-SupportedEncryptionTypes, then a new password), or allow RC4")
						.formatted(what));
		}
	}

}
