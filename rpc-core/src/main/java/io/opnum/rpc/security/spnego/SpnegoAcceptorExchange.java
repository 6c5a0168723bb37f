package io.opnum.rpc.security.spnego;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.SecurityContext;
import org.ietf.jgss.Oid;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one negotiation (RFC 4178 3.2 and 5).
 */
final class SpnegoAcceptorExchange extends SpnegoExchange {

	private static final byte[] NTLM_SIGNATURE = "NTLMSSP\0".getBytes(StandardCharsets.US_ASCII);

	private final AcceptorOptions options;

	private final List<SecurityAcceptor> mechanisms;

	private MechTypes mechTypes = new MechTypes(List.of(), new byte[0]);

	/** What was chosen, until the client was told. */
	private @Nullable Oid untold;

	private boolean micRequired;

	/** NTLM came as it is. */
	private boolean bare;

	SpnegoAcceptorExchange(AcceptorOptions options, List<SecurityAcceptor> mechanisms) {
		this.options = options;
		this.mechanisms = mechanisms;
	}

	@Override
	protected byte @Nullable [] first(byte[] token) {
		if (token.length > NTLM_SIGNATURE.length
				&& Arrays.equals(NTLM_SIGNATURE, Arrays.copyOf(token, NTLM_SIGNATURE.length))) {
			this.bare = true;
			this.mechTypes = MechTypes.ofServices(List.of(AuthenticationService.NTLM));
			choose();
			return bareStep(token);
		}
		NegTokenInit init = NegTokenInit.decode(token);
		this.mechTypes = init.mechTypes();
		AuthenticationService service = choose();
		if (service != this.mechTypes.preferred()) {
			// The token is that of another mechanism
			this.micRequired = true;
			return answer(NegState.REQUEST_MIC, null, null);
		}
		if (init.mechToken() == null) {
			return answer(NegState.ACCEPT_INCOMPLETE, null, null);
		}
		return accept(init.mechToken(), init.mechListMic());
	}

	/** Choose the first mechanism of the client that this server has. */
	private AuthenticationService choose() {
		for (Oid oid : this.mechTypes.oids()) {
			AuthenticationService service = Mechanism.service(oid);
			for (SecurityAcceptor mechanism : this.mechanisms) {
				if (mechanism.service() == service) {
					use(mechanism.begin(this.options));
					this.untold = oid;
					return service;
				}
			}
		}
		throw new AuthenticationException(Reason.WEAK_PEER,
				"The client offers the mechanisms %s of SPNEGO, but this server has %s".formatted(this.mechTypes.oids(),
						this.mechanisms.stream().map(SecurityAcceptor::service).toList()));
	}

	@Override
	protected byte @Nullable [] next(byte[] token) {
		if (this.bare) {
			return bareStep(token);
		}
		NegTokenResp message = NegTokenResp.decode(token);
		if (message.negState() == NegState.REJECT) {
			throw new AuthenticationException(Reason.MALFORMED_TOKEN, "The client gives the negotiation up");
		}
		return accept(message.responseToken(), message.mechListMic());
	}

	private byte @Nullable [] bareStep(byte[] token) {
		byte[] answer = mechanism().step(token);
		if (mechanism().isComplete()) {
			complete();
		}
		return answer;
	}

	private byte[] accept(byte @Nullable [] mechToken, byte @Nullable [] mic) {
		byte[] answer = stepMechanism(mechToken);
		if (!mechanism().isComplete()) {
			if (mic != null) {
				throw outOfTurn("signs the mechanisms before there is a key");
			}
			return answer(NegState.ACCEPT_INCOMPLETE, answer, null);
		}
		SecurityContext context = mechanism().context();
		if (!context.providesMic() || mic == null && !this.micRequired) {
			complete();
			return answer(NegState.ACCEPT_COMPLETED, answer, null);
		}
		if (mic == null) {
			if (answer == null) {
				throw unsigned(this.mechTypes);
			}
			// The mechanism is through on the other side only with this answer
			return answer(NegState.ACCEPT_INCOMPLETE, answer, null);
		}
		verify(context, this.mechTypes, mic);
		byte[] own = context.mic(this.mechTypes.der());
		context.negotiationSigned();
		complete();
		return answer(NegState.ACCEPT_COMPLETED, answer, own);
	}

	private byte @Nullable [] stepMechanism(byte @Nullable [] mechToken) {
		if (mechanism().isComplete()) {
			if (mechToken != null) {
				throw outOfTurn("goes on with a mechanism that is through");
			}
			return null;
		}
		if (mechToken == null) {
			throw outOfTurn("leaves out the token of the mechanism");
		}
		return mechanism().step(mechToken);
	}

	private byte[] answer(NegState state, byte @Nullable [] responseToken, byte @Nullable [] mic) {
		Oid told = this.untold;
		this.untold = null;
		return new NegTokenResp(state, told, responseToken, mic).encode();
	}

	private static AuthenticationException outOfTurn(String what) {
		return new AuthenticationException(Reason.MALFORMED_TOKEN, "The client %s (RFC 4178 4.2.2)".formatted(what));
	}

}
