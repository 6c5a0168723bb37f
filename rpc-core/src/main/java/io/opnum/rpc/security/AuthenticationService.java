package io.opnum.rpc.security;

import org.jspecify.annotations.Nullable;

/**
 * An authentication service, or security provider (MS-RPCE 2.2.1.1.7).
 *
 * @since 0.1.0
 */
public enum AuthenticationService {

	/** SPNEGO, which chooses between the others (RFC 4178, MS-SPNG). */
	SPNEGO(9),

	/** NTLM (MS-NLMP). */
	NTLM(10),

	/** Kerberos (RFC 4120, RFC 4121, MS-KILE). */
	KERBEROS(16);

	private final int code;

	AuthenticationService(int code) {
		this.code = code;
	}

	/**
	 * Return the service with a number.
	 * @param code the {@code auth_type} of a verifier, any value
	 * @return the service, or {@code null} if it is none of these
	 */
	public static @Nullable AuthenticationService of(int code) {
		return switch (code) {
			case 9 -> SPNEGO;
			case 10 -> NTLM;
			case 16 -> KERBEROS;
			default -> null;
		};
	}

	/**
	 * Return its number on the wire.
	 * @return {@code auth_type}
	 */
	public int code() {
		return this.code;
	}

}
