package io.opnum.rpc.security.kerberos;

import java.time.Instant;
import java.util.List;

import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.PasswordCredentials;
import org.bouncycastle.asn1.DEROctetString;

/**
 * Gives tickets without a KDC.
 */
final class TestTickets implements TicketSource {

	static final PasswordCredentials ALICE = new PasswordCredentials("alice", "EXAMPLE.ORG",
			"wonderland".toCharArray());

	private final KerberosKey serviceKey;

	private final EncryptionType sessionKeyType;

	private final Instant startsAt;

	private final Instant endsAt;

	TestTickets(KerberosKey serviceKey, EncryptionType sessionKeyType, Instant startsAt, Instant endsAt) {
		this.serviceKey = serviceKey;
		this.sessionKeyType = sessionKeyType;
		this.startsAt = startsAt;
		this.endsAt = endsAt;
	}

	@Override
	public ServiceTicket obtain(Credentials credentials, ServicePrincipal service) {
		PasswordCredentials known = (PasswordCredentials) credentials;
		return ticket(new PrincipalName(1, List.of(known.account())), known.domain(),
				PrincipalName.parse(2, service.name()), 0);
	}

	ServiceTicket ticket(PrincipalName client, String realm, PrincipalName service, int flags) {
		KerberosKey sessionKey = KerberosKey.random(this.sessionKeyType);
		byte[] part = new Fields.Writer().flags(0, flags)
			.add(1, SessionKeys.encode(sessionKey))
			.text(2, realm)
			.add(3, client.encode())
			.add(4, new Fields.Writer().integer(0, 0).add(1, new DEROctetString(new byte[0])).sequence())
			.time(5, this.startsAt)
			.time(7, this.endsAt)
			.message(3);
		Ticket ticket = new Ticket("EXAMPLE.ORG", service, EncryptedData.encrypt(this.serviceKey, Ticket.USAGE, part));
		return new ServiceTicket(ticket.encode(), sessionKey, realm, client, this.endsAt);
	}

}
