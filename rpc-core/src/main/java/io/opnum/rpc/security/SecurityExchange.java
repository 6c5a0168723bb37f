package io.opnum.rpc.security;

import org.jspecify.annotations.Nullable;

/**
 * The exchange of tokens that establishes a security context: the client's in bind,
 * alter_context and auth3, the server's in their answers (MS-RPCE 3.3.1.5.2).
 * <p>
 * A client takes steps until one leaves the exchange complete. What it does with the
 * token of a step follows from that: while the exchange is not complete, a bind or an
 * alter_context carries it, for an answer is due; the last token goes into an auth3. A
 * server puts the token of a step into its answer, and no verifier into it where there is
 * none.
 * <p>
 * A step may block, to ask for tickets or accounts: never take one on an event loop.
 * Externally synchronized.
 *
 * @since 0.1.0
 */
public interface SecurityExchange extends AutoCloseable {

	/**
	 * Take the peer's token and make the next one. After a failure the exchange is over.
	 * @param token the peer's token, of any content; empty at a client's first step
	 * @return the token for the peer, not empty, or {@code null} if it gets none
	 * @throws AuthenticationException if the exchange failed
	 */
	byte @Nullable [] step(byte[] token);

	/**
	 * Return whether the context is established, so that no token is awaited.
	 * @return whether it is
	 */
	boolean isComplete();

	/**
	 * Return what was established. From then on it is the caller's, to
	 * {@linkplain SecurityContext#destroy() destroy}.
	 * @return the context, each time the same
	 * @throws IllegalStateException if the exchange is not complete
	 */
	SecurityContext context();

	/**
	 * Give the exchange up, its keys with it; nothing happens to a context that was
	 * handed out.
	 */
	@Override
	void close();

}
