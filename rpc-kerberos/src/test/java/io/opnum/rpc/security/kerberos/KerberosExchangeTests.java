package io.opnum.rpc.security.kerberos;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AnonymousCredentials;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Exchanges between both sides, and what ends them.
 */
class KerberosExchangeTests {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

	private static final String SERVICE = "host/stock.example.org";

	private final KerberosKey serviceKey = KerberosKey.random(EncryptionType.AES256_SHA1);

	private final TestTickets tickets = new TestTickets(this.serviceKey, EncryptionType.AES256_SHA1,
			NOW.minusSeconds(60), NOW.plusSeconds(600));

	private final KerberosAcceptor acceptor = acceptor(NOW, this.serviceKey);

	private static KerberosAcceptor acceptor(Instant now, KerberosKey... keys) {
		return acceptor(Rc4Policy.REFUSED, now, keys);
	}

	private static KerberosAcceptor acceptor(Rc4Policy policy, Instant now, KerberosKey... keys) {
		return new KerberosAcceptor((ticket) -> List.of(keys), policy, Duration.ofMinutes(5),
				Clock.fixed(now, ZoneOffset.UTC));
	}

	private static KerberosInitiator initiator(TicketSource tickets) {
		return initiator(tickets, Rc4Policy.REFUSED);
	}

	private static KerberosInitiator initiator(TicketSource tickets, Rc4Policy policy) {
		return new KerberosInitiator(tickets, policy, Clock.fixed(NOW, ZoneOffset.UTC));
	}

	private static InitiatorOptions wanted(AuthenticationLevel level) {
		return new InitiatorOptions(level, TestTickets.ALICE, SERVICE);
	}

	private SecurityExchange client() {
		return initiator(this.tickets).begin(wanted(AuthenticationLevel.PRIVACY));
	}

	private SecurityExchange server() {
		return this.acceptor.begin(new AcceptorOptions(AuthenticationLevel.PRIVACY, "192.0.2.1"));
	}

	private static AuthenticationException isRefused(Reason reason, ThrowingCallable step) {
		AuthenticationException[] refusal = new AuthenticationException[1];
		assertThatExceptionOfType(AuthenticationException.class).isThrownBy(step).satisfies((ex) -> {
			assertThat(ex.reason()).isEqualTo(reason);
			assertThat(ex.getMessage()).doesNotContain("wonderland");
			refusal[0] = ex;
		});
		return refusal[0];
	}

	@ParameterizedTest
	@EnumSource
	void bothSidesComeToTheSameKeys(EncryptionType type) {
		TicketSource tickets = new TestTickets(this.serviceKey, type, NOW, NOW.plusSeconds(600));
		for (AuthenticationLevel level : AuthenticationLevel.values()) {
			if (level == AuthenticationLevel.NONE) {
				continue;
			}
			SecurityExchange client = initiator(tickets, Rc4Policy.ALLOWED).begin(wanted(level));
			SecurityExchange server = acceptor(Rc4Policy.ALLOWED, NOW, this.serviceKey)
				.begin(new AcceptorOptions(level, ""));
			byte[] answer = server.step(client.step(new byte[0]));
			assertThat(client.isComplete()).isFalse();
			byte[] last = client.step(answer);
			assertThat(client.isComplete()).isTrue();
			assertThat(server.isComplete()).isFalse();
			assertThat(server.step(last)).isNull();
			assertThat(server.isComplete()).isTrue();
			SecurityContext ours = client.context();
			SecurityContext theirs = server.context();
			assertThat(ours.sessionKey()).hasSize(type.keyLength()).isEqualTo(theirs.sessionKey());
			assertThat(ours.service()).isEqualTo(AuthenticationService.KERBEROS);
			assertThat(theirs.level()).isEqualTo(level);
			assertThat(theirs.peer().getName()).isEqualTo("alice@EXAMPLE.ORG");
			assertThat(ours.peer().getName()).isEqualTo(SERVICE + "@EXAMPLE.ORG");
			assertThat(theirs.expiresAt()).isEqualTo(NOW.plusSeconds(600).truncatedTo(ChronoUnit.SECONDS));
			byte[] message = { 1, 2, 3 };
			theirs.verifyMic(message, ours.mic(message));
			ours.verifyMic(message, theirs.mic(message));
		}
	}

	@Test
	void rc4IsRefusedByClientsUnlessAllowed() {
		TicketSource tickets = new TestTickets(this.serviceKey, EncryptionType.RC4, NOW, NOW.plusSeconds(600));
		SecurityExchange client = initiator(tickets).begin(wanted(AuthenticationLevel.PRIVACY));
		assertThat(isRefused(Reason.WEAK_PEER, () -> client.step(new byte[0]))).hasMessageContaining("RC4")
			.hasMessageContaining("session key for " + SERVICE)
			.hasMessageContaining("msDS-SupportedEncryptionTypes");
	}

	@Test
	void rc4IsRefusedByServersUnlessAllowed() {
		KerberosKey weak = KerberosKey.random(EncryptionType.RC4);
		byte[] ofWeakTicket = rc4Request(weak, EncryptionType.AES256_SHA1);
		byte[] ofWeakSession = rc4Request(this.serviceKey, EncryptionType.RC4);
		for (byte[] request : List.of(ofWeakTicket, ofWeakSession)) {
			SecurityExchange refusing = acceptor(NOW, weak, this.serviceKey)
				.begin(new AcceptorOptions(AuthenticationLevel.PRIVACY, ""));
			assertThat(isRefused(Reason.WEAK_PEER, () -> refusing.step(request))).hasMessageContaining("RC4")
				.hasMessageContaining(SERVICE);
			assertThat(acceptor(Rc4Policy.ALLOWED, NOW, weak, this.serviceKey)
				.begin(new AcceptorOptions(AuthenticationLevel.PRIVACY, ""))
				.step(request)).isNotEmpty();
		}
	}

	private static byte[] rc4Request(KerberosKey serviceKey, EncryptionType sessionKeyType) {
		return initiator(new TestTickets(serviceKey, sessionKeyType, NOW, NOW.plusSeconds(600)), Rc4Policy.ALLOWED)
			.begin(wanted(AuthenticationLevel.PRIVACY))
			.step(new byte[0]);
	}

	@Test
	void exchangesThatAreOverTakeNoFurtherToken() {
		SecurityExchange client = client();
		SecurityExchange server = server();
		assertThatIllegalStateException().isThrownBy(client::context);
		byte[] last = client.step(server.step(client.step(new byte[0])));
		server.step(last);
		isRefused(Reason.MALFORMED_TOKEN, () -> server.step(last));
		isRefused(Reason.MALFORMED_TOKEN, () -> client.step(last));
		SecurityExchange closed = client();
		closed.close();
		isRefused(Reason.MALFORMED_TOKEN, () -> closed.step(new byte[0]));
	}

	@Test
	void contextOutlivesTheExchangeOnlyWhereItWasHandedOut() {
		SecurityExchange client = client();
		SecurityExchange server = server();
		server.step(client.step(server.step(client.step(new byte[0]))));
		SecurityContext context = client.context();
		client.close();
		assertThat(context.sessionKey()).isNotEmpty();
		server.close();
		assertThatIllegalStateException().isThrownBy(() -> server.context().sessionKey());
	}

	@Test
	void replayedRequestsAreRefused() {
		byte[] request = client().step(new byte[0]);
		server().step(request);
		assertThat(isRefused(Reason.TAMPERED, () -> server().step(request))).hasMessageContaining("came before");
	}

	@ParameterizedTest
	@ValueSource(longs = { -301, 301 })
	void clocksThatDifferTooMuchAreTold(long seconds) {
		KerberosAcceptor late = acceptor(NOW.plusSeconds(seconds), this.serviceKey);
		byte[] request = initiator(new TestTickets(this.serviceKey, EncryptionType.AES128_SHA1, NOW.minusSeconds(1000),
				NOW.plusSeconds(1000)))
			.begin(wanted(AuthenticationLevel.INTEGRITY))
			.step(new byte[0]);
		SecurityExchange server = late.begin(new AcceptorOptions(AuthenticationLevel.INTEGRITY, ""));
		assertThat(isRefused(Reason.CLOCK_SKEW, () -> server.step(request))).hasMessageContaining("synchronize");
		acceptor(NOW.plusSeconds(Long.signum(seconds) * 299), this.serviceKey)
			.begin(new AcceptorOptions(AuthenticationLevel.INTEGRITY, ""))
			.step(request);
	}

	@Test
	void expiredInvalidAndFutureTicketsAreRefused() {
		isRefused(Reason.EXPIRED, () -> server().step(request(NOW.minusSeconds(900), NOW.minusSeconds(301))));
		isRefused(Reason.CLOCK_SKEW, () -> server().step(request(NOW.plusSeconds(302), NOW.plusSeconds(900))));
		server().step(request(NOW.minusSeconds(900), NOW.minusSeconds(299)));
		TicketSource invalid = (credentials, service) -> this.tickets.ticket(new PrincipalName(1, List.of("alice")),
				"EXAMPLE.ORG", PrincipalName.parse(2, SERVICE), TicketPart.INVALID);
		byte[] request = initiator(invalid).begin(wanted(AuthenticationLevel.PRIVACY)).step(new byte[0]);
		isRefused(Reason.CLOCK_SKEW, () -> server().step(request));
	}

	private byte[] request(Instant startsAt, Instant endsAt) {
		return initiator(new TestTickets(this.serviceKey, EncryptionType.AES256_SHA1, startsAt, endsAt))
			.begin(wanted(AuthenticationLevel.PRIVACY))
			.step(new byte[0]);
	}

	@Test
	void ticketsForOtherKeysNameTheMend() {
		byte[] request = client().step(new byte[0]);
		AcceptorOptions options = new AcceptorOptions(AuthenticationLevel.PRIVACY, "");
		assertThat(isRefused(Reason.WRONG_TARGET, () -> acceptor(NOW).begin(options).step(request)))
			.hasMessageContaining("no key of host/stock.example.org@EXAMPLE.ORG");
		assertThat(isRefused(Reason.WRONG_TARGET,
				() -> acceptor(NOW, KerberosKey.random(EncryptionType.AES128_SHA1)).begin(options).step(request)))
			.hasMessageContaining("encryption type 18");
		assertThat(isRefused(Reason.WRONG_TARGET,
				() -> acceptor(NOW, KerberosKey.random(EncryptionType.AES256_SHA1)).begin(options).step(request)))
			.hasMessageContaining("password was changed");
		// A keytab has old keys too
		acceptor(NOW, KerberosKey.random(EncryptionType.AES256_SHA1), this.serviceKey).begin(options).step(request);
	}

	@Test
	void authenticatorOfAnotherClientIsRefused() {
		TicketSource stolen = (credentials, service) -> {
			ServiceTicket ticket = this.tickets.obtain(credentials, service);
			return new ServiceTicket(ticket.encoded(), ticket.sessionKey(), ticket.realm(),
					new PrincipalName(1, List.of("bob")), ticket.endsAt());
		};
		byte[] request = initiator(stolen).begin(wanted(AuthenticationLevel.PRIVACY)).step(new byte[0]);
		isRefused(Reason.TAMPERED, () -> server().step(request));
	}

	@Test
	void componentsOfNamesCantLookLikeOthers() {
		assertThat(new PrincipalName(1, List.of("alice/admin@X", "b\\")).text()).isEqualTo("alice\\/admin\\@X/b\\\\");
		PrincipalName name = new PrincipalName(1, List.of("a/b", "c@d\\"));
		assertThat(PrincipalName.parse(1, name.text())).isEqualTo(name);
	}

	@Test
	void legsOfAnotherExchangeAreRefused() {
		SecurityExchange client = client();
		SecurityExchange server = server();
		SecurityExchange otherServer = server();
		byte[] answer = server.step(client.step(new byte[0]));
		otherServer.step(client().step(new byte[0]));
		byte[] last = client.step(answer);
		isRefused(Reason.TAMPERED, () -> otherServer.step(last));
		isRefused(Reason.TAMPERED, () -> {
			SecurityExchange another = client();
			another.step(new byte[0]);
			another.step(answer);
		});
		isRefused(Reason.TAMPERED, () -> {
			// Whoever has no session key can still send the server its own token
			SecurityExchange reflected = server();
			reflected.step(reflected.step(client().step(new byte[0])));
		});
	}

	/** DCE style has no frame, but impacket sends it. */
	@Test
	void frameOfGssApiIsTakenOff() {
		byte[] request = client().step(new byte[0]);
		server().step(framed(request, 0, "06092a864886f7120102020100"));
		byte[] again = client().step(new byte[0]);
		isRefused(Reason.MALFORMED_TOKEN, () -> server().step(framed(again, 1, "06092a864886f7120102020100")));
		isRefused(Reason.MALFORMED_TOKEN, () -> server().step(framed(again, 0, "06092a864886f7120102020200")));
		isRefused(Reason.MALFORMED_TOKEN, () -> server().step(framed(again, 0, "06092a864882f7120102020100")));
		byte[] framed = framed(again, 0, "06092a864886f7120102020100");
		for (int length = 1; length < framed.length; length++) {
			byte[] cut = Arrays.copyOf(framed, length);
			isRefused(Reason.MALFORMED_TOKEN, () -> server().step(cut));
		}
		server().step(framed);
	}

	private static byte[] framed(byte[] request, int surplus, String mechanism) {
		byte[] frame = HexFormat.of().parseHex(mechanism);
		return ByteBuffer.allocate(4 + frame.length + request.length)
			.put((byte) 0x60)
			.put((byte) 0x82)
			.putShort((short) (frame.length + request.length + surplus))
			.put(frame)
			.put(request)
			.array();
	}

	@Test
	void everyChangedOctetIsRefused() {
		Random random = new Random(5);
		for (int round = 0; round < 900; round++) {
			SecurityExchange client = client();
			SecurityExchange server = server();
			int leg = round % 3;
			byte[] first = changed(client.step(new byte[0]), leg == 0, random);
			assertOutcome(leg == 0, () -> server.step(first), () -> {
				byte[] second = changed(server.step(first), leg == 1, random);
				assertOutcome(leg == 1, () -> client.step(second), () -> {
					byte[] third = changed(client.step(second), leg == 2, random);
					assertOutcome(leg == 2, () -> server.step(third), () -> server.step(third));
				});
			});
		}
	}

	private static void assertOutcome(boolean refused, ThrowingCallable step, Runnable next) {
		if (!refused) {
			next.run();
			return;
		}
		try {
			step.call();
		}
		catch (AuthenticationException ex) {
			assertThat(ex.reason()).isNotEqualTo(Reason.LOCAL);
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

	private static byte[] changed(byte[] token, boolean change, Random random) {
		if (change) {
			token[random.nextInt(token.length)] ^= (byte) (1 + random.nextInt(255));
		}
		return token;
	}

	@ParameterizedTest
	@CsvSource({ "37, CLOCK_SKEW, NTP", "32, EXPIRED, kinit", "41, WRONG_TARGET, keytab", "44, WRONG_TARGET, keytab",
			"7, WRONG_TARGET, setspn", "24, BAD_CREDENTIALS, password", "60, LOCAL, error 60" })
	void errorsOfServersNameTheMend(int code, Reason reason, String mend) {
		byte[] error = new Fields.Writer().integer(0, 5)
			.integer(1, 30)
			.time(4, NOW)
			.integer(5, 0)
			.integer(6, code)
			.text(9, "EXAMPLE.ORG")
			.add(10, PrincipalName.parse(2, SERVICE).encode())
			.message(30);
		SecurityExchange client = client();
		client.step(new byte[0]);
		assertThat(isRefused(reason, () -> client.step(error))).hasMessageContaining(mend)
			.hasMessageContaining(SERVICE);
	}

	@Test
	void servicesAreNamedByHostsAndNotByAddresses() {
		for (String address : new String[] { "host/192.0.2.1", "host/2001:db8::1", "host/192.0.2.1@EXAMPLE.ORG" }) {
			assertThat(isRefused(Reason.LOCAL,
					() -> initiator(this.tickets)
						.begin(new InitiatorOptions(AuthenticationLevel.PRIVACY, TestTickets.ALICE, address))))
				.hasMessageContaining("address");
		}
		for (String none : new String[] { null, "", "stock.example.org", "/x", "host/" }) {
			isRefused(Reason.LOCAL, () -> initiator(this.tickets)
				.begin(new InitiatorOptions(AuthenticationLevel.PRIVACY, TestTickets.ALICE, none)));
		}
		isRefused(Reason.LOCAL, () -> initiator(this.tickets)
			.begin(new InitiatorOptions(AuthenticationLevel.PRIVACY, new AnonymousCredentials(), SERVICE)));
	}

	@Test
	void nothingShowsItsKeys() {
		SecurityExchange client = client();
		SecurityExchange server = server();
		server.step(client.step(server.step(client.step(new byte[0]))));
		String key = Arrays.toString(client.context().sessionKey());
		assertThat(client.context().toString()).doesNotContain(key).contains("PRIVACY");
		ServiceTicket ticket = this.tickets.obtain(TestTickets.ALICE, ServicePrincipal.parse(SERVICE));
		assertThat(ticket.toString()).doesNotContain(Arrays.toString(ticket.sessionKey().octets()));
	}

}
