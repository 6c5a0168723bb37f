package io.opnum.rpc.security;

import org.jspecify.annotations.Nullable;

/**
 * What a client wants of a security context.
 *
 * @param level the level, {@link AuthenticationLevel#CONNECT} or stronger
 * @param credentials who calls; not copied, and not destroyed with the context
 * @param targetPrincipal the service principal name of the server, for example
 * {@code host/stock.example.org}, or {@code null} if none is known
 * @param ntlmAllowed whether SPNEGO may take NTLM
 * @param channelBinding what ties it to the TLS connection, or {@code null} without TLS
 * @since 0.1.0
 */
public record InitiatorOptions(AuthenticationLevel level, Credentials credentials, @Nullable String targetPrincipal,
		boolean ntlmAllowed, @Nullable ChannelBinding channelBinding) {

	/**
	 * Create options.
	 * @param level the level
	 * @param credentials who calls
	 * @param targetPrincipal the service principal name, or {@code null}
	 * @param ntlmAllowed whether SPNEGO may take NTLM
	 * @param channelBinding what ties it to the TLS connection, or {@code null}
	 * @throws IllegalArgumentException if the level authenticates nobody
	 */
	public InitiatorOptions {
		AcceptorOptions.check(level);
	}

	/**
	 * Create options without TLS, with NTLM allowed within SPNEGO.
	 * @param level the level
	 * @param credentials who calls
	 * @param targetPrincipal the service principal name, or {@code null}
	 * @throws IllegalArgumentException if the level authenticates nobody
	 */
	public InitiatorOptions(AuthenticationLevel level, Credentials credentials, @Nullable String targetPrincipal) {
		this(level, credentials, targetPrincipal, true, null);
	}

}
