package io.opnum.rpc.security.spnego;

import io.opnum.rpc.security.AbstractSecurityExchange;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.MessageRefusedException;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import org.jspecify.annotations.Nullable;

/**
 * What the exchanges of both sides have in common: a mechanism's exchange within, which
 * ends with the negotiation.
 */
abstract class SpnegoExchange extends AbstractSecurityExchange {

	private @Nullable SecurityExchange mechanism;

	SpnegoExchange() {
		super(AuthenticationService.SPNEGO);
	}

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

	/** Nothing more is to come: the context is that of the mechanism. */
	final void complete() {
		establish(mechanism().context());
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
	public final void close() {
		super.close();
		SecurityExchange mechanism = this.mechanism;
		if (mechanism == null) {
			return;
		}
		if (!isComplete() && mechanism.isComplete()) {
			mechanism.context().destroy();
		}
		mechanism.close();
	}

}
