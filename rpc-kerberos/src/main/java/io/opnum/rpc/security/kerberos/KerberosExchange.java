package io.opnum.rpc.security.kerberos;

import java.security.SecureRandom;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import org.jspecify.annotations.Nullable;

/**
 * What the exchanges of both sides have in common: two steps, the second of which
 * establishes the context. A step that fails ends the exchange.
 */
abstract class KerberosExchange implements SecurityExchange {

	/** First numbers of sequences stay far from where they would wrap. */
	private static final int MAX_FIRST_SEQUENCE = 1 << 30;

	private static final SecureRandom RANDOM = new SecureRandom();

	private @Nullable KerberosSecurityContext context;

	private boolean handedOut;

	private boolean begun;

	private boolean ended;

	static long firstSequence() {
		return RANDOM.nextInt(MAX_FIRST_SEQUENCE);
	}

	@Override
	public final byte @Nullable [] step(byte[] token) {
		if (this.ended) {
			throw new AuthenticationException(Reason.MALFORMED_TOKEN,
					"A further token of Kerberos, whose exchange has ended");
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

	final void establish(KerberosSecurityContext context) {
		this.context = context;
	}

	@Override
	public final boolean isComplete() {
		return this.context != null;
	}

	@Override
	public final SecurityContext context() {
		KerberosSecurityContext context = this.context;
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
