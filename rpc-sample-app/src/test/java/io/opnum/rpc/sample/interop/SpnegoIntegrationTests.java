package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AnonymousCredentials;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import io.opnum.rpc.security.spnego.SpnegoAcceptor;
import io.opnum.rpc.security.spnego.SpnegoInitiator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * SPNEGO of impacket and of Samba against that of server and client, token by token and
 * PDU by PDU. Samba signs the mechanisms, impacket does not.
 */
@RequiresPeer({ Peer.IMPACKET, Peer.PYTHON_SAMBA })
class SpnegoIntegrationTests {

	private static final int STUB = 24;

	private static final int STUB_LENGTH = 48;

	private static final int TRAILER = STUB + STUB_LENGTH;

	private static final int ROUNDS = 20;

	private static SpnegoAcceptor acceptor(String password) {
		return new SpnegoAcceptor(
				List.of(NtlmAcceptor
					.builder(new NtlmServerNames("STOCK", "OFFICE", "stock.example.org", "example.org"),
							(account, domain) -> NtHash.of(password.toCharArray()))
					.build()));
	}

	@ParameterizedTest
	@CsvSource({ "impacket, CONNECT", "impacket, PACKET", "impacket, INTEGRITY", "impacket, PRIVACY", "samba, CONNECT",
			"samba, PACKET", "samba, INTEGRITY" })
	void clientsNegotiateAndExchangeProtectedPdus(String peer, AuthenticationLevel level) throws IOException {
		try (TokenPeer client = TokenPeer.start("spnego_peer.py", peer, "client", level.code())) {
			SecurityExchange exchange = acceptor("correct horse").begin(new AcceptorOptions(level, "127.0.0.1"));
			while (!exchange.isComplete()) {
				client.write(exchange.step(client.read()));
			}
			SecurityContext context = exchange.context();
			assertThat(context.peer().getName()).isEqualTo("OFFICE\\alice");
			assertThat(context.sessionKey()).isEqualTo(client.read());
			for (int i = 0; level.isSigned() && i < ROUNDS; i++) {
				ByteBuf pdu = Unpooled.wrappedBuffer(client.read());
				unprotect(context, pdu);
				byte[] stub = protect(context, pdu, i);
				client.write(ByteBufUtil.getBytes(pdu));
				assertThat(client.read()).isEqualTo(stub);
			}
		}
	}

	/** Samba signs nothing for anonymous callers, who are all that it knows here. */
	@ParameterizedTest
	@EnumSource(names = { "CONNECT", "PACKET", "INTEGRITY" })
	void sambasServerNegotiates(AuthenticationLevel level) throws IOException {
		try (TokenPeer server = TokenPeer.start("spnego_peer.py", "samba", "server", level.code())) {
			SecurityExchange exchange = new SpnegoInitiator(List.of(new NtlmInitiator("DESK")))
				.begin(new InitiatorOptions(level, new AnonymousCredentials(), "host/stock.example.org"));
			byte[] token = exchange.step(new byte[0]);
			while (token != null) {
				server.write(token);
				token = exchange.step(server.read());
			}
			assertThat(exchange.context().sessionKey()).isEqualTo(server.read());
		}
	}

	/** Protect stub data that differs from time to time, and return it. */
	private static byte[] protect(SecurityContext context, ByteBuf pdu, int number) {
		byte[] stub = new byte[STUB_LENGTH];
		stub[0] = (byte) number;
		pdu.setBytes(STUB, stub);
		context.protect(pdu, 0, STUB, TRAILER, true);
		return stub;
	}

	private static void unprotect(SecurityContext context, ByteBuf pdu) {
		context.unprotect(pdu, 0, STUB, TRAILER, pdu.readableBytes() - TRAILER - 8, true);
		assertThat(pdu.getByte(STUB)).isEqualTo((byte) 100);
	}

	@Test
	void wrongPasswordIsRefused() throws IOException {
		for (String peer : new String[] { "impacket", "samba" }) {
			try (TokenPeer client = TokenPeer.start("spnego_peer.py", peer, "client",
					AuthenticationLevel.INTEGRITY.code())) {
				SecurityExchange exchange = acceptor("another horse")
					.begin(new AcceptorOptions(AuthenticationLevel.INTEGRITY, "127.0.0.1"));
				client.write(exchange.step(client.read()));
				byte[] answer = client.read();
				assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> exchange.step(answer))
					.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.BAD_CREDENTIALS));
			}
		}
	}

}
