package io.opnum.rpc.security.kerberos;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.kerberos.GoldenKerberosSessions.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The messages of captured exchanges, decoded and written again.
 */
class GoldenExchangeTests {

	static final List<Session> sessions = GoldenKerberosSessions.raw();

	private static TicketPart ticketPart(Session session) {
		Ticket ticket = Ticket.decode(ApRequest.decode(session.token(0)).ticket());
		return TicketPart.decode(ticket.part().decrypt(session.key("service_key"), Ticket.USAGE));
	}

	private static Authenticator authenticator(Session session) {
		EncryptedData authenticator = ApRequest.decode(session.token(0)).authenticator();
		return Authenticator.decode(authenticator.decrypt(session.key("session_key"), Authenticator.USAGE));
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void requestsAreRead(Session session) {
		byte[] token = session.token(0);
		ApRequest request = ApRequest.decode(token);
		assertThat(request.options()).isEqualTo(ApRequest.MUTUAL_REQUIRED);
		assertThat(request.encode()).isEqualTo(token);
		Ticket ticket = Ticket.decode(request.ticket());
		assertThat(ticket.encode()).isEqualTo(request.ticket());
		assertThat(ticket.service().text()).isEqualTo(session.node().get("service").asString());
		TicketPart part = ticketPart(session);
		assertThat(part.key().octets()).isEqualTo(session.key("session_key").octets());
		assertThat(part.realm()).isEqualTo("RPC.TEST");
		assertThat(part.isInvalid()).isFalse();
		assertThat(part.authorizationData()).isNotNull();
		Authenticator authenticator = authenticator(session);
		assertThat(authenticator.sequence()).isEqualTo(session.node().get("authenticator_seq").asLong());
		assertThat(authenticator.client().isSameAs(part.client())).isTrue();
		assertThat(authenticator.checksum().flags())
			.isEqualTo(Integer.decode(session.node().get("gss_flags").asString()));
		assertThat(authenticator.subkey().octets()).isEqualTo(session.key("initiator_subkey").octets());
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void repliesAreReadAndWrittenTheSame(Session session) {
		KerberosKey key = session.key("session_key");
		for (int leg : new int[] { 1, 2 }) {
			ApReply reply = ApReply.decode(session.token(leg));
			assertThat(reply.encode()).isEqualTo(session.token(leg));
			byte[] decrypted = reply.part().decrypt(key, ApReply.USAGE);
			ReplyPart part = ReplyPart.decode(decrypted);
			assertThat(part.sequence()).isEqualTo(session.node().get("ap_rep").get("seq").asLong());
			assertThat(part.time()).isEqualTo(authenticator(session).time());
			assertThat(part.encode()).as("leg %d", leg).isEqualTo(decrypted);
			if (leg == 1) {
				assertThat(part.subkey().octets()).isEqualTo(session.acceptorSubkey().octets());
			}
			else {
				assertThat(part.subkey()).isNull();
			}
		}
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void acceptorAnswersRequests(Session session) {
		Instant then = authenticator(session).time();
		KerberosKey key = session.key("service_key");
		KerberosAcceptor acceptor = new KerberosAcceptor((ticket) -> List.of(key), Rc4Policy.REFUSED,
				Duration.ofMinutes(5), Clock.fixed(then, ZoneOffset.UTC));
		byte[] answer = acceptor.begin(new AcceptorOptions(session.level(), "")).step(session.token(0));
		// Samba's has the same fields, but its numbers may take another octet
		assertThat(answer.length).isBetween(session.token(1).length - 2, session.token(1).length + 2);
		assertThat(HexFormat.of().formatHex(answer)).startsWith("6f");
	}

	@ParameterizedTest
	@FieldSource("sessions")
	void certificatesTellTheSidsOnlyWhereTheyAreSigned(Session session) {
		byte[] data = ticketPart(session).authorizationData();
		KerberosKey key = session.key("service_key");
		List<String> sids = Pac.sids(data, key);
		assertThat(sids.get(0)).matches("S-1-5-21-\\d+-\\d+-\\d+-\\d{3,4}");
		assertThat(sids).contains(sids.get(0).replaceFirst("\\d+$", "513"));
		assertThat(Pac.sids(null, key)).isEmpty();
		assertThat(Pac.sids(data, KerberosKey.random(EncryptionType.AES128_SHA1))).isEmpty();
		assertThatExceptionOfType(AuthenticationException.class)
			.isThrownBy(() -> Pac.sids(data, KerberosKey.random(EncryptionType.AES256_SHA1)))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.TAMPERED));
	}

	@Test
	void changedCertificatesTellNothing() {
		Session session = sessions.get(0);
		byte[] data = ticketPart(session).authorizationData();
		KerberosKey key = session.key("service_key");
		List<String> sids = Pac.sids(data, key);
		Random random = new Random(6);
		for (int i = 0; i < 5_000; i++) {
			byte[] changed = data.clone();
			changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
			try {
				// Signatures of the KDC, and what is no certificate any more, don't count
				assertThat(Pac.sids(changed, key)).isIn(sids, List.of());
			}
			catch (AuthenticationException ex) {
				assertThat(ex.reason()).isIn(Reason.TAMPERED, Reason.MALFORMED_TOKEN);
			}
		}
	}

}
