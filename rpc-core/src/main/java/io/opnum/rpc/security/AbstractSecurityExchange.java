package io.opnum.rpc.security;

import io.opnum.rpc.security.AuthenticationException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What the exchanges of all services have in common: a first step, further ones until the
 * context is established, and who owns the context. A step that fails ends the exchange.
 * Externally synchronized.
 *
 * @since 0.1.0
 */
public abstract class AbstractSecurityExchange implements SecurityExchange {

	private final AuthenticationService service;

	private @Nullable SecurityContext context;

	private boolean begun;

	private boolean ended;

	private boolean handedOut;

	/**
	 * Create an exchange.
	 * @param service the service it is of, for messages
	 */
	protected AbstractSecurityExchange(AuthenticationService service) {
		this.service = service;
	}

	@Override
	public final byte @Nullable [] step(byte[] token) {
		if (this.ended) {
			throw new AuthenticationException(Reason.MALFORMED_TOKEN,
					"A further token of %s, whose exchange has ended".formatted(this.service));
		}
		this.ended = true;
		byte[] answer = this.begun ? next(token) : first(token);
		this.begun = true;
		this.ended = isComplete();
		return answer;
	}

	/**
	 * Take the first token.
	 * @param token the peer's token, empty at a client
	 * @return the answer, or {@code null} if there is none
	 * @throws AuthenticationException if the exchange failed
	 */
	protected abstract byte @Nullable [] first(byte[] token);

	/**
	 * Take a further token.
	 * @param token the peer's token, of any content
	 * @return the answer, or {@code null} if there is nothing more to say
	 * @throws AuthenticationException if the exchange failed
	 */
	protected abstract byte @Nullable [] next(byte[] token);

	/**
	 * Nothing more is awaited of the peer.
	 * @param context what was established: the exchange's until it is handed out
	 */
	protected final void establish(SecurityContext context) {
		this.context = context;
	}

	@Override
	public final boolean isComplete() {
		return this.context != null;
	}

	@Override
	public final SecurityContext context() {
		SecurityContext context = this.context;
		if (context == null) {
			throw new IllegalStateException("The exchange is not complete");
		}
		this.handedOut = true;
		return context;
	}

	@Override
	public void close() {
		this.ended = true;
		if (this.context != null && !this.handedOut) {
			this.context.destroy();
		}
	}

}
