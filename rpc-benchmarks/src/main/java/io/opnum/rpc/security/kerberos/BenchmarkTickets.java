package io.opnum.rpc.security.kerberos;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.SecurityInitiator;
import org.bouncycastle.asn1.DEROctetString;

/**
 * Kerberos without a KDC: both sides know the key of the service, so that the client
 * makes its tickets itself. For benchmarks; in this package since it is made of what the
 * module has for itself.
 */
public final class BenchmarkTickets {

	private static final EncryptionType TYPE = EncryptionType.AES256_SHA1;

	private static final KerberosKey SERVICE = new KerberosKey(TYPE, new byte[TYPE.keyLength()]);

	private BenchmarkTickets() {
	}

	/**
	 * Return the client's side.
	 * @return the initiator
	 */
	public static SecurityInitiator initiator() {
		return new KerberosInitiator(BenchmarkTickets::ticket, Rc4Policy.REFUSED, Clock.systemUTC());
	}

	/**
	 * Return the server's side.
	 * @return the acceptor
	 */
	public static SecurityAcceptor acceptor() {
		return new KerberosAcceptor((ticket) -> List.of(SERVICE), Rc4Policy.REFUSED, Duration.ofMinutes(5),
				Clock.systemUTC());
	}

	private static ServiceTicket ticket(Credentials credentials, ServicePrincipal service) {
		PasswordCredentials known = (PasswordCredentials) credentials;
		PrincipalName client = new PrincipalName(1, List.of(known.account()));
		KerberosKey sessionKey = KerberosKey.random(TYPE);
		Instant end = Instant.now().plus(Duration.ofHours(10));
		byte[] part = new Fields.Writer().flags(0, 0)
			.add(1, SessionKeys.encode(sessionKey))
			.text(2, known.domain())
			.add(3, client.encode())
			.add(4, new Fields.Writer().integer(0, 0).add(1, new DEROctetString(new byte[0])).sequence())
			.time(5, Instant.now().minusSeconds(60))
			.time(7, end)
			.message(3);
		Ticket ticket = new Ticket(known.domain(), PrincipalName.parse(2, service.name()),
				EncryptedData.encrypt(SERVICE, Ticket.USAGE, part));
		return new ServiceTicket(ticket.encode(), sessionKey, known.domain(), client, end);
	}

}
