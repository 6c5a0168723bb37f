package io.opnum.rpc.security.spnego;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.MessageRefusedException;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import org.jspecify.annotations.Nullable;

/**
 * What the exchanges of both sides have in common: a mechanism's exchange within, and the
 * end of it all. A step that fails ends the exchange.
 */
abstract class SpnegoExchange implements SecurityExchange {

	private @Nullable SecurityExchange mechanism;

	private boolean begun;

	private boolean complete;

	private boolean ended;

	private boolean handedOut;

	@Override
	public final byte @Nullable [] step(byte[] token) {
		if (this.ended) {
			throw new AuthenticationException(Reason.MALFORMED_TOKEN,
					"A further token of SPNEGO, whose exchange has ended");
		}
		this.ended = true;
		byte[] answer = this.begun ? next(token) : first(token);
		this.begun = true;
		this.ended = this.complete;
		return answer;
	}

	/** Take the first token, and answer. */
	abstract byte @Nullable [] first(byte[] token);

	/** Take a further token, and answer if there is more to say. */
	abstract byte @Nullable [] next(byte[] token);

	/** Go on with the exchange of a mechanism, instead of the one before. */
	final void use(SecurityExchange mechanism) {
		if (this.mechanism != null) {
			this.mechanism.close();
		}
		this.mechanism = mechanism;
	}

	/** The exchange of the mechanism, which was begun. */
	final SecurityExchange mechanism() {
		if (this.mechanism == null) {
			throw new IllegalStateException("The exchange has not begun");
		}
		return this.mechanism;
	}

	/** Nothing more is to come. */
	final void complete() {
		this.complete = true;
	}

	/** Check the peer's signature over the list of mechanisms. */
	static void verify(SecurityContext context, MechTypes mechTypes, byte[] mic) {
		try {
			context.verifyMic(mechTypes.der(), mic);
		}
		catch (MessageRefusedException ex) {
			throw new AuthenticationException(Reason.TAMPERED,
					"The MIC of SPNEGO does not fit the mechanisms %s: the list was altered on its way"
						.formatted(mechTypes.oids()),
					ex);
		}
	}

	/** The peer left out the signature that is due. */
	static AuthenticationException unsigned(MechTypes mechTypes) {
		return new AuthenticationException(Reason.TAMPERED,
				("The MIC of SPNEGO over the mechanisms %s was left out: the list may have been altered on its way")
					.formatted(mechTypes.oids()));
	}

	@Override
	public final boolean isComplete() {
		return this.complete;
	}

	@Override
	public final SecurityContext context() {
		if (!this.complete) {
			throw new IllegalStateException("The exchange is not complete");
		}
		this.handedOut = true;
		return mechanism().context();
	}

	@Override
	public final void close() {
		this.ended = true;
		SecurityExchange mechanism = this.mechanism;
		if (mechanism == null) {
			return;
		}
		if (!this.handedOut && mechanism.isComplete()) {
			mechanism.context().destroy();
		}
		mechanism.close();
	}

}
