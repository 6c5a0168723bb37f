package io.opnum.rpc.security;

import java.security.MessageDigest;

import io.opnum.rpc.security.AuthenticationException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked of a security context, and from where.
 *
 * @param level the level, {@link AuthenticationLevel#CONNECT} or stronger
 * @param remoteAddress the address of the client without its port, for the log and to
 * count failures by; empty if it has none
 * @param channelBinding what the client should tie it to, or {@code null} if there is
 * nothing
 * @param channelBindingRequired whether the client must; otherwise only what it ties it
 * to is checked
 * @since 0.1.0
 */
public record AcceptorOptions(AuthenticationLevel level, String remoteAddress, @Nullable ChannelBinding channelBinding,
		boolean channelBindingRequired) {

	/**
	 * Create options.
	 * @param level the level
	 * @param remoteAddress the address of the client
	 * @param channelBinding what the client should tie it to, or {@code null}
	 * @param channelBindingRequired whether the client must
	 * @throws IllegalArgumentException if the level authenticates nobody
	 */
	public AcceptorOptions {
		check(level);
	}

	/**
	 * Create options without TLS.
	 * @param level the level
	 * @param remoteAddress the address of the client
	 * @throws IllegalArgumentException if the level authenticates nobody
	 */
	public AcceptorOptions(AuthenticationLevel level, String remoteAddress) {
		this(level, remoteAddress, null, false);
	}

	/**
	 * Check what a client tied its authentication to.
	 * @param hash the hash that it sent and proved; empty or all zero for nothing
	 * @param client who it is, for messages
	 * @throws AuthenticationException if that is another connection, or nothing where
	 * something is required
	 */
	public void checkChannelBinding(byte[] hash, String client) {
		boolean bound = false;
		for (byte octet : hash) {
			bound |= octet != 0;
		}
		if (!bound) {
			if (this.channelBindingRequired) {
				throw new AuthenticationException(Reason.WEAK_PEER,
						"%s does not bind its authentication to the TLS connection, which this server requires"
							.formatted(client));
			}
		}
		else if (this.channelBinding != null && !MessageDigest.isEqual(hash, this.channelBinding.hash())) {
			throw new AuthenticationException(Reason.TAMPERED,
					"%s authenticated for another TLS connection: somebody in between may have passed it on"
						.formatted(client));
		}
	}

	static void check(AuthenticationLevel level) {
		if (level == AuthenticationLevel.NONE) {
			throw new IllegalArgumentException(
					"A security context needs a level of at least CONNECT: at NONE leave the verifier out");
		}
	}

}
