package io.opnum.rpc.security.ntlm;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import org.jspecify.annotations.Nullable;

/**
 * What the exchanges of both sides have in common: two steps, the second of which
 * establishes the context. A step that fails ends the exchange.
 */
abstract class NtlmExchange implements SecurityExchange {

	private @Nullable NtlmSecurityContext context;

	private boolean handedOut;

	private boolean begun;

	private boolean ended;

	@Override
	public final byte @Nullable [] step(byte[] token) {
		if (this.ended) {
			throw new AuthenticationException(Reason.MALFORMED_TOKEN,
					"A further token of NTLM, whose exchange has ended");
		}
		this.ended = this.begun;
		try {
			if (!this.begun) {
				this.begun = true;
				return first(token);
			}
			return second(token);
		}
		catch (AuthenticationException ex) {
			this.ended = true;
			throw ex;
		}
	}

	/** Take the first token, and answer. */
	abstract byte[] first(byte[] token);

	/**
	 * Take the second token, establish the context, and answer if there is more to say.
	 */
	abstract byte @Nullable [] second(byte[] token);

	final void establish(NtlmSecurityContext context) {
		this.context = context;
	}

	@Override
	public final boolean isComplete() {
		return this.context != null;
	}

	@Override
	public final SecurityContext context() {
		NtlmSecurityContext context = this.context;
		if (context == null) {
			throw new IllegalStateException("The exchange is not complete");
		}
		this.handedOut = true;
		return context;
	}

	@Override
	public final void close() {
		this.ended = true;
		if (this.context != null && !this.handedOut) {
			this.context.destroy();
		}
	}

}
