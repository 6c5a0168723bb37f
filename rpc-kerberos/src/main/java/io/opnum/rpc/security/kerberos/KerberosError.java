package io.opnum.rpc.security.kerberos;

import org.jspecify.annotations.Nullable;

/**
 * {@code KRB-ERROR}, as far as its receiver can do something about it (RFC 4120 5.9.1).
 *
 * @param code the error code
 * @param service the service that was asked for, or {@code null}
 */
record KerberosError(int code, @Nullable String service) {

	private static final int TAG = 30;

	private static final byte FIRST_OCTET = 0x60 | TAG;

	static boolean is(byte[] token) {
		return token.length > 0 && token[0] == FIRST_OCTET;
	}

	static KerberosError decode(byte[] token) {
		return Fields.decode(token, TAG, "KRB-ERROR", (fields) -> {
			ProtocolVersion.check(fields, 0, 1, TAG);
			String service = fields.has(10) ? PrincipalName.decode(fields.sequence(10)).text() : null;
			return new KerberosError(fields.integer(6), service);
		});
	}

}
