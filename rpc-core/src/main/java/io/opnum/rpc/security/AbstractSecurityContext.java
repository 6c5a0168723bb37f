package io.opnum.rpc.security;

import java.time.Instant;

/**
 * What the contexts of all services have in common: who is at the other end, and the ends
 * they come to. After a message that was refused none is taken any more, for the
 * directions may be out of step. Externally synchronized as {@link SecurityContext} says.
 *
 * @since 0.1.0
 */
public abstract class AbstractSecurityContext implements SecurityContext {

	private final AuthenticationService service;

	private final AuthenticationLevel level;

	private final PeerIdentity peer;

	private final Instant expiresAt;

	private boolean refused;

	private volatile boolean destroyed;

	/**
	 * Create a context.
	 * @param service the service
	 * @param level the level
	 * @param peer who is at the other end
	 * @param expiresAt until when it may be used, or {@link Instant#MAX}
	 */
	protected AbstractSecurityContext(AuthenticationService service, AuthenticationLevel level, PeerIdentity peer,
			Instant expiresAt) {
		this.service = service;
		this.level = level;
		this.peer = peer;
		this.expiresAt = expiresAt;
	}

	@Override
	public final AuthenticationService service() {
		return this.service;
	}

	@Override
	public final AuthenticationLevel level() {
		return this.level;
	}

	@Override
	public final PeerIdentity peer() {
		return this.peer;
	}

	@Override
	public final Instant expiresAt() {
		return this.expiresAt;
	}

	/**
	 * Check that the context has its keys.
	 * @throws IllegalStateException if it was destroyed
	 */
	protected final void checkUsable() {
		if (this.destroyed) {
			throw new IllegalStateException("The security context was destroyed");
		}
	}

	/**
	 * Take a message of the peer, or refuse it and all that follow.
	 * @param fits whether its token fits the message
	 * @throws MessageRefusedException if it does not, or one was refused before
	 */
	protected final void accept(boolean fits) {
		if (!fits || this.refused) {
			this.refused = true;
			throw new MessageRefusedException(("The token of %s does not fit the message: it was altered, or is not "
					+ "the next one of its sender")
				.formatted(this.service));
		}
	}

	@Override
	public final void destroy() {
		this.destroyed = true;
		overwriteKeys();
	}

	/** Overwrite the keys. It may be called more than once. */
	protected abstract void overwriteKeys();

	@Override
	public String toString() {
		return "%s[level=%s, peer=%s]".formatted(getClass().getSimpleName(), this.level, this.peer);
	}

}
