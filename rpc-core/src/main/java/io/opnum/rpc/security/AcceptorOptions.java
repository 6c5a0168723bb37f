package io.opnum.rpc.security;

/**
 * What a client asked of a security context, and from where.
 *
 * @param level the level, {@link AuthenticationLevel#CONNECT} or stronger
 * @param remoteAddress the address of the client without its port, for the log and to
 * count failures by; empty if it has none
 * @since 0.1.0
 */
public record AcceptorOptions(AuthenticationLevel level, String remoteAddress) {

	/**
	 * Create options.
	 * @param level the level
	 * @param remoteAddress the address of the client
	 * @throws IllegalArgumentException if the level authenticates nobody
	 */
	public AcceptorOptions {
		check(level);
	}

	static void check(AuthenticationLevel level) {
		if (level == AuthenticationLevel.NONE) {
			throw new IllegalArgumentException(
					"A security context needs a level of at least CONNECT: at NONE leave the verifier out");
		}
	}

}
