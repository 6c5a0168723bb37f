package io.opnum.rpc.security.kerberos;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.opnum.rpc.security.AbstractSecurityExchange;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.PeerIdentity;
import io.opnum.rpc.security.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one exchange (MS-KILE 3.4.5): AP-REQ, the server's AP-REP, and an
 * AP-REP that repeats the number in it.
 */
final class KerberosInitiatorExchange extends AbstractSecurityExchange {

	private final InitiatorOptions options;

	private final ServicePrincipal target;

	private final TicketSource tickets;

	private final Rc4Policy policy;

	private final Clock clock;

	private @Nullable ServiceTicket ticket;

	private @Nullable Authenticator authenticator;

	KerberosInitiatorExchange(InitiatorOptions options, ServicePrincipal target, TicketSource tickets, Rc4Policy policy,
			Clock clock) {
		super(AuthenticationService.KERBEROS);
		this.options = options;
		this.target = target;
		this.tickets = tickets;
		this.policy = policy;
		this.clock = clock;
	}

	@Override
	protected byte[] first(byte[] token) {
		if (token.length != 0) {
			throw new AuthenticationException(Reason.MALFORMED_TOKEN,
					"A server that sends the first token of Kerberos, which is the client's");
		}
		ServiceTicket ticket = this.tickets.obtain(this.options.credentials(), this.target);
		this.policy.check(ticket.sessionKey(), "The session key for " + this.target);
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.MICROS);
		Authenticator authenticator = new Authenticator(ticket.realm(), ticket.client(),
				GssChecksum.of(flags(this.options.level()), this.options.channelBinding()), now,
				KerberosKey.random(ticket.sessionKey().type()), ContextKeys.firstSequence());
		this.ticket = ticket;
		this.authenticator = authenticator;
		return new ApRequest(ApRequest.MUTUAL_REQUIRED, ticket.encoded(),
				EncryptedData.encrypt(ticket.sessionKey(), Authenticator.USAGE, authenticator.encode()))
			.encode();
	}

	/**
	 * What nobody will sign has no integrity: Samba's server fails to answer calls at
	 * level connect in a context that has.
	 */
	private static int flags(AuthenticationLevel level) {
		int flags = GssChecksum.MUTUAL | GssChecksum.REPLAY | GssChecksum.SEQUENCE | GssChecksum.DCE_STYLE;
		if (level.isSigned()) {
			flags |= GssChecksum.INTEGRITY;
		}
		return level.isSealed() ? flags | GssChecksum.CONFIDENTIALITY : flags;
	}

	@Override
	protected byte[] next(byte[] token) {
		ServiceTicket ticket = this.ticket;
		Authenticator authenticator = this.authenticator;
		if (ticket == null || authenticator == null) {
			throw new IllegalStateException("The first step was not taken");
		}
		if (KerberosError.is(token)) {
			KerberosError error = KerberosError.decode(token);
			throw ErrorCodes.exception(error.code(), "server", this.target.toString(), null);
		}
		byte[] decrypted = ApReply.decode(token).part().decrypt(ticket.sessionKey(), ApReply.USAGE);
		if (decrypted == null) {
			throw new AuthenticationException(Reason.TAMPERED,
					("The server's AP-REP is not encrypted with the session "
							+ "key of the ticket for %s: it was altered, or the server could not decrypt the ticket")
						.formatted(this.target));
		}
		ReplyPart reply = ReplyPart.decode(decrypted);
		if (!reply.time().equals(authenticator.time())) {
			throw new AuthenticationException(Reason.TAMPERED,
					"The server's AP-REP answers another AP-REQ than that for " + this.target);
		}
		establish(context(ticket, authenticator, reply));
		byte[] last = new ReplyPart(authenticator.time(), null, reply.sequence()).encode();
		return new ApReply(EncryptedData.encrypt(ticket.sessionKey(), ApReply.USAGE, last)).encode();
	}

	/** A server that did not answer may have had another reason: that does no harm. */
	@Override
	public void close() {
		super.close();
		if (this.ticket != null && !isComplete()) {
			this.tickets.discard(this.options.credentials(), this.target);
		}
	}

	private SecurityContext context(ServiceTicket ticket, Authenticator authenticator, ReplyPart reply) {
		boolean ofAcceptor = reply.subkey() != null;
		KerberosKey key = ofAcceptor ? reply.subkey() : authenticator.subkey();
		if (key == null) {
			throw new IllegalStateException("The authenticator has a sub-key");
		}
		this.policy.check(key, "The sub-key of " + this.target);
		Ticket service = Ticket.decode(ticket.encoded());
		return new ContextKeys(key, ofAcceptor, authenticator.sequence(), reply.sequence()).context(
				this.options.level(), PeerIdentity.ofPrincipal(service.service().text(), service.realm()),
				ticket.endsAt(), true);
	}

}
