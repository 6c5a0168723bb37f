package io.opnum.rpc.security.kerberos;

import java.security.MessageDigest;

import io.opnum.rpc.security.AbstractSecurityExchange;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.PeerIdentity;
import io.opnum.rpc.security.kerberos.RequestVerifier.VerifiedRequest;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one exchange (MS-KILE 3.4.5).
 */
final class KerberosAcceptorExchange extends AbstractSecurityExchange {

	private final AcceptorOptions options;

	private final RequestVerifier verifier;

	private final long sequence = ContextKeys.firstSequence();

	private @Nullable VerifiedRequest request;

	private @Nullable KerberosKey subkey;

	KerberosAcceptorExchange(AcceptorOptions options, RequestVerifier verifier) {
		super(AuthenticationService.KERBEROS);
		this.options = options;
		this.verifier = verifier;
	}

	@Override
	protected byte[] first(byte[] token) {
		VerifiedRequest request = this.verifier.verify(InitialToken.unframed(token));
		this.options.checkChannelBinding(request.authenticator().checksum().binding(),
				request.ticket().client().text());
		KerberosKey sessionKey = request.ticket().key();
		KerberosKey asked = request.authenticator().subkey();
		KerberosKey subkey = KerberosKey.random(((asked != null) ? asked : sessionKey).type());
		this.request = request;
		this.subkey = subkey;
		byte[] reply = new ReplyPart(request.authenticator().time(), subkey, this.sequence).encode();
		return new ApReply(EncryptedData.encrypt(sessionKey, ApReply.USAGE, reply)).encode();
	}

	@Override
	protected byte @Nullable [] next(byte[] token) {
		VerifiedRequest request = this.request;
		KerberosKey subkey = this.subkey;
		if (request == null || subkey == null) {
			throw new IllegalStateException("The first step was not taken");
		}
		TicketPart ticket = request.ticket();
		byte[] decrypted = ApReply.decode(token).part().decrypt(ticket.key(), ApReply.USAGE);
		if (decrypted == null) {
			throw new AuthenticationException(Reason.TAMPERED,
					"The last token of %s is not encrypted with the session key: it was altered, or replayed"
						.formatted(ticket.client()));
		}
		ReplyPart last = ReplyPart.decode(decrypted);
		KerberosKey repeated = last.subkey();
		// The server's own token differs from the client's in nothing but the sub-key.
		// The
		// time need not be that of the request: impacket tells that of this token
		boolean reflected = repeated != null && MessageDigest.isEqual(repeated.octets(), subkey.octets());
		if (reflected || last.sequence() != this.sequence) {
			throw new AuthenticationException(Reason.TAMPERED,
					"The last token of %s belongs to another exchange".formatted(ticket.client()));
		}
		if (this.options.level().isSealed() && !request.authenticator().checksum().has(GssChecksum.CONFIDENTIALITY)) {
			throw new AuthenticationException(Reason.WEAK_PEER, "%s asks for level %s, but not for confidentiality"
				.formatted(ticket.client().text(), this.options.level()));
		}
		establish(new ContextKeys(subkey, true, request.authenticator().sequence(), this.sequence).context(
				this.options.level(),
				PeerIdentity.ofPrincipal(ticket.client().text(), ticket.realm()).withSids(request.sids()),
				ticket.endsAt(), false));
		return null;
	}

}
