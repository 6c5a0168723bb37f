package io.opnum.rpc.security;

import org.jspecify.annotations.Nullable;

/**
 * How the PDUs of a call are protected (MS-RPCE 2.2.1.1.8), from weak to strong.
 *
 * @since 0.1.0
 */
public enum AuthenticationLevel {

	/** Nobody is authenticated. */
	NONE(1),

	/** The caller is authenticated once, what follows is not protected. */
	CONNECT(2),

	/** On connections the same as {@link #PACKET}. */
	CALL(3),

	/** On connections each PDU of a call is signed, as at {@link #INTEGRITY}. */
	PACKET(4),

	/** Each PDU of a call is signed. */
	INTEGRITY(5),

	/** Each PDU of a call is signed and its stub data encrypted. */
	PRIVACY(6);

	private static final AuthenticationLevel[] BY_CODE = { null, NONE, CONNECT, CALL, PACKET, INTEGRITY, PRIVACY };

	private final int code;

	AuthenticationLevel(int code) {
		this.code = code;
	}

	/**
	 * Return the level with a number.
	 * @param code the {@code auth_level} of a verifier, any value
	 * @return the level, or {@code null} if there is none
	 */
	public static @Nullable AuthenticationLevel of(int code) {
		return (code >= 0 && code < BY_CODE.length) ? BY_CODE[code] : null;
	}

	/**
	 * Return its number on the wire.
	 * @return {@code auth_level}, 1 to 6
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Return whether each PDU of a call carries a token.
	 * @return whether this is {@link #CALL} or stronger
	 */
	public boolean isSigned() {
		return this.code >= CALL.code;
	}

	/**
	 * Return whether stub data is encrypted.
	 * @return whether this is {@link #PRIVACY}
	 */
	public boolean isSealed() {
		return this == PRIVACY;
	}

	/**
	 * Return whether this is at least as strong as another level.
	 * @param other the other level
	 * @return whether it is
	 */
	public boolean isAtLeast(AuthenticationLevel other) {
		return this.code >= other.code;
	}

}
