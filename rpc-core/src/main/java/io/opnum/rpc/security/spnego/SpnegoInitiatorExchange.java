package io.opnum.rpc.security.spnego;

import java.util.List;

import io.opnum.rpc.security.AnonymousCredentials;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.SecurityInitiator;
import org.ietf.jgss.Oid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's side of one negotiation (RFC 4178 3.2 and 5).
 */
final class SpnegoInitiatorExchange extends SpnegoExchange {

	private static final Logger logger = LoggerFactory.getLogger(SpnegoInitiatorExchange.class);

	private static final byte[] EMPTY = {};

	private final InitiatorOptions options;

	/** From the preferred one on; those in front of it that can't begin are left out. */
	private List<SecurityInitiator> mechanisms;

	private MechTypes mechTypes = new MechTypes(List.of(), EMPTY);

	private @Nullable Oid chosen;

	/** The server has to sign even if the client would not. */
	private boolean micRequired;

	private boolean micSent;

	private boolean micVerified;

	SpnegoInitiatorExchange(InitiatorOptions options, List<SecurityInitiator> mechanisms) {
		this.options = options;
		this.mechanisms = mechanisms;
	}

	@Override
	protected byte[] first(byte[] token) {
		if (token.length != 0) {
			throw new AuthenticationException(Reason.MALFORMED_TOKEN,
					"A server that sends the first token of SPNEGO, which is the client's");
		}
		byte[] mechToken = beginPreferred();
		this.mechTypes = MechTypes.ofServices(this.mechanisms.stream().map(SecurityInitiator::service).toList());
		return new NegTokenInit(this.mechTypes, mechToken, null).encode();
	}

	/**
	 * Begin with the first mechanism that can: Kerberos has to get a ticket for it.
	 * Credentials that are wrong for one mechanism are not tried with the next.
	 */
	private byte @Nullable [] beginPreferred() {
		SecurityInitiator preferred = this.mechanisms.get(0);
		try {
			use(preferred.begin(this.options));
			return mechanism().step(EMPTY);
		}
		catch (AuthenticationException ex) {
			if (ex.reason() == Reason.BAD_CREDENTIALS || this.mechanisms.size() == 1) {
				throw ex;
			}
			this.mechanisms = this.mechanisms.subList(1, this.mechanisms.size());
			logger.debug("{} can't begin, {} is tried next", preferred.service(), this.mechanisms.get(0).service(), ex);
			try {
				return beginPreferred();
			}
			catch (AuthenticationException further) {
				ex.addSuppressed(further);
				throw ex;
			}
		}
	}

	@Override
	protected byte @Nullable [] next(byte[] token) {
		NegTokenResp answer = NegTokenResp.decode(token);
		if (answer.negState() == NegState.REJECT) {
			throw (this.chosen == null)
					? new AuthenticationException(Reason.WEAK_PEER,
							"The server has none of the mechanisms " + this.mechTypes.oids())
					: new AuthenticationException(Reason.BAD_CREDENTIALS, "The server refuses %s with the mechanism %s"
						.formatted(this.options.credentials(), this.chosen));
		}
		boolean anew = false;
		if (this.chosen == null) {
			anew = choose(answer);
		}
		else if (answer.supportedMech() != null && !answer.supportedMech().equals(this.chosen)) {
			throw new AuthenticationException(Reason.MALFORMED_TOKEN,
					"The server chooses the mechanism %s after %s".formatted(answer.supportedMech(), this.chosen));
		}
		byte[] mechToken = stepMechanism(answer, anew);
		if (!mechanism().isComplete()) {
			if (answer.negState() == NegState.ACCEPT_COMPLETED || answer.mechListMic() != null) {
				throw outOfTurn("is through with SPNEGO before the mechanism is");
			}
			return new NegTokenResp(null, null, mechToken, null).encode();
		}
		return sign(answer, mechToken);
	}

	/**
	 * See which mechanism the server chose.
	 * @return whether it did not look at the token that it got, so that the mechanism
	 * begins anew
	 */
	private boolean choose(NegTokenResp answer) {
		Oid oid = (answer.supportedMech() != null) ? answer.supportedMech() : this.mechTypes.oids().get(0);
		if (!this.mechTypes.oids().contains(oid)) {
			throw new AuthenticationException(Reason.WEAK_PEER,
					"The server chooses the mechanism %s, offered were %s".formatted(oid, this.mechTypes.oids()));
		}
		this.chosen = oid;
		AuthenticationService service = Mechanism.service(oid);
		boolean other = service != this.mechTypes.preferred();
		this.micRequired = other || answer.negState() == NegState.REQUEST_MIC;
		if (other && answer.responseToken() != null) {
			throw outOfTurn("answers a token of another mechanism than it chose");
		}
		if (answer.responseToken() != null || answer.negState() == NegState.ACCEPT_COMPLETED) {
			return false;
		}
		for (SecurityInitiator mechanism : this.mechanisms) {
			if (mechanism.service() == service) {
				use(mechanism.begin(this.options));
			}
		}
		return true;
	}

	private byte @Nullable [] stepMechanism(NegTokenResp answer, boolean anew) {
		byte[] responseToken = answer.responseToken();
		if (anew) {
			return mechanism().step(EMPTY);
		}
		if (mechanism().isComplete()) {
			if (responseToken != null) {
				throw outOfTurn("goes on with a mechanism that is through");
			}
			return null;
		}
		if (responseToken == null) {
			throw outOfTurn("leaves out the token of the mechanism");
		}
		return mechanism().step(responseToken);
	}

	/** The mechanism is through: exchange the signatures over what was offered. */
	private byte @Nullable [] sign(NegTokenResp answer, byte @Nullable [] mechToken) {
		SecurityContext context = mechanism().context();
		boolean signs = context.providesMic() && (this.micRequired || !isAnonymous());
		if (answer.mechListMic() != null && signs) {
			if (this.micVerified) {
				throw outOfTurn("signs the mechanisms twice");
			}
			verify(context, this.mechTypes, answer.mechListMic());
			this.micVerified = true;
		}
		if (answer.negState() == NegState.ACCEPT_COMPLETED) {
			if (mechToken != null) {
				throw outOfTurn("is through before it got the last token of the mechanism");
			}
			if (signs && (this.micRequired || this.micSent) && !this.micVerified) {
				throw unsigned(this.mechTypes);
			}
			if (this.micSent) {
				context.negotiationSigned();
			}
			complete();
			return null;
		}
		if (mechToken == null && (this.micSent || !signs)) {
			throw outOfTurn("awaits more than there is to say");
		}
		this.micSent = signs;
		return new NegTokenResp(null, null, mechToken, signs ? context.mic(this.mechTypes.der()) : null).encode();
	}

	/**
	 * Everybody knows the key of nobody: Samba answers no signature that is made with it.
	 */
	private boolean isAnonymous() {
		return this.options.credentials() instanceof AnonymousCredentials;
	}

	private static AuthenticationException outOfTurn(String what) {
		return new AuthenticationException(Reason.MALFORMED_TOKEN, "The server %s (RFC 4178 4.2.2)".formatted(what));
	}

}
