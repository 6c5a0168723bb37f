package io.opnum.rpc.security.kerberos;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.opnum.rpc.binding.Printable;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;

/**
 * Verifies what a client sends first (RFC 4120 3.2.3).
 */
final class RequestVerifier {

	private final ServiceKeys keys;

	private final Rc4Policy policy;

	private final Duration clockSkew;

	private final Clock clock;

	private final ReplayCache replays;

	RequestVerifier(ServiceKeys keys, Rc4Policy policy, Duration clockSkew, Clock clock, ReplayCache replays) {
		this.keys = keys;
		this.policy = policy;
		this.clockSkew = clockSkew;
		this.clock = clock;
		this.replays = replays;
	}

	/**
	 * Verify a request.
	 * @param token the token, of any content
	 * @throws AuthenticationException if it is not one to answer
	 */
	VerifiedRequest verify(byte[] token) {
		ApRequest request = ApRequest.decode(token);
		if ((request.options() & ApRequest.USE_SESSION_KEY) != 0) {
			throw new AuthenticationException(Reason.WRONG_TARGET,
					"A ticket for the session key of a user, where the server has keys of its own");
		}
		Ticket ticket = Ticket.decode(request.ticket());
		DecryptedTicket decryptedTicket = decrypt(ticket);
		TicketPart part = decryptedTicket.part;
		this.policy.check(part.key(), "The session key of the ticket for " + ticket.printableService());
		Instant now = this.clock.instant();
		checkTimes(ticket, part, now);
		byte[] decrypted = request.authenticator().decrypt(part.key(), Authenticator.USAGE);
		if (decrypted == null) {
			throw new AuthenticationException(Reason.TAMPERED,
					"The authenticator is not encrypted with the session key of the ticket for "
							+ ticket.printableService());
		}
		Authenticator authenticator = Authenticator.decode(decrypted);
		check(authenticator, part, now);
		if (authenticator.subkey() != null) {
			this.policy.check(authenticator.subkey(), "The sub-key of " + part.client());
		}
		if (!this.replays.add(request.authenticator().cipher(), now)) {
			throw new AuthenticationException(Reason.TAMPERED,
					"A request of %s that came before".formatted(part.client()));
		}
		return new VerifiedRequest(part, authenticator, Pac.sids(part.authorizationData(), decryptedTicket.key));
	}

	private DecryptedTicket decrypt(Ticket ticket) {
		this.policy.check(ticket.part().type(), "The ticket for " + ticket.printableService());
		List<KerberosKey> candidates = candidates(ticket);
		boolean fits = false;
		for (KerberosKey key : candidates) {
			fits |= key.type().code() == ticket.part().type();
			byte[] decrypted = ticket.part().decrypt(key, Ticket.USAGE);
			if (decrypted != null) {
				return new DecryptedTicket(TicketPart.decode(decrypted), key);
			}
		}
		throw new AuthenticationException(Reason.WRONG_TARGET, message(ticket, candidates, fits));
	}

	private List<KerberosKey> candidates(Ticket ticket) {
		try {
			return this.keys.find(ticket);
		}
		catch (IllegalArgumentException ex) {
			throw new AuthenticationException(Reason.WRONG_TARGET, "A ticket for no principal that can be", ex);
		}
	}

	private static String message(Ticket ticket, List<KerberosKey> candidates, boolean fits) {
		String service = ticket.printableService();
		if (!fits && ticket.part().type() == EncryptionType.RC4.code()) {
			return ("The ticket for %s is encrypted with RC4, of which the keytab has no key that the Java runtime reads: "
					+ "export it with that, and set allow_weak_crypto = true in %s")
				.formatted(service, Krb5Configuration.describe());
		}
		if (candidates.isEmpty()) {
			return "The keytab has no key of %s, for which the client has a ticket: export it with that principal"
				.formatted(service);
		}
		if (!fits) {
			return "The ticket for %s is encrypted with encryption type %d, of which the keytab has no key: export it anew"
				.formatted(service, ticket.part().type());
		}
		return ("The ticket for %s (key version %s) is not encrypted with a key of the keytab: the account's password "
				+ "was changed since, or another account has the name")
			.formatted(service, ticket.part().version());
	}

	private void checkTimes(Ticket ticket, TicketPart part, Instant now) {
		if (part.isInvalid() || part.startsAt().isAfter(now.plus(this.clockSkew))) {
			throw new AuthenticationException(Reason.CLOCK_SKEW,
					"The ticket for %s is valid from %s, but it is %s here: synchronize the clocks"
						.formatted(ticket.printableService(), part.startsAt(), now));
		}
		if (part.endsAt().isBefore(now.minus(this.clockSkew))) {
			throw new AuthenticationException(Reason.EXPIRED, "The ticket for %s expired at %s, and it is %s here"
				.formatted(ticket.printableService(), part.endsAt(), now));
		}
	}

	private void check(Authenticator authenticator, TicketPart part, Instant now) {
		if (!authenticator.client().isSameAs(part.client()) || !authenticator.realm().equals(part.realm())) {
			throw new AuthenticationException(Reason.TAMPERED,
					"The ticket of %s@%s, sent by %s@%s".formatted(part.client(), Printable.of(part.realm()),
							authenticator.client(), Printable.of(authenticator.realm())));
		}
		Duration difference = Duration.between(authenticator.time(), now);
		if (difference.abs().compareTo(this.clockSkew) > 0) {
			throw new AuthenticationException(Reason.CLOCK_SKEW,
					"The clock of %s differs by %s, more than %s: synchronize the clocks".formatted(part.client(),
							difference, this.clockSkew));
		}
		if (!authenticator.checksum().has(GssChecksum.DCE_STYLE | GssChecksum.MUTUAL)) {
			throw new AuthenticationException(Reason.WEAK_PEER,
					"The client asks for flags %08x, without mutual authentication in DCE style"
						.formatted(authenticator.checksum().flags()));
		}
	}

	/**
	 * What the first token of a client says.
	 *
	 * @param ticket the ticket
	 * @param authenticator the authenticator
	 * @param sids the SIDs of the client, as far as they are known
	 */
	record VerifiedRequest(TicketPart ticket, Authenticator authenticator, List<String> sids) {
	}

	/**
	 * A ticket, and the key it was encrypted with.
	 */
	private record DecryptedTicket(TicketPart part, KerberosKey key) {
	}

}
