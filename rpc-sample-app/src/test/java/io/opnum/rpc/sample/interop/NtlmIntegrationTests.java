package io.opnum.rpc.sample.interop;

import java.io.IOException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * NTLM of impacket and of Samba against that of the server, token by token and PDU by
 * PDU.
 */
@RequiresPeer({ Peer.IMPACKET, Peer.PYTHON_SAMBA })
class NtlmIntegrationTests {

	private static final int STUB = 24;

	private static final int STUB_LENGTH = 48;

	private static final int TRAILER = STUB + STUB_LENGTH;

	private static final int ROUNDS = 20;

	private static NtlmAcceptor.Builder acceptor(String password) {
		return NtlmAcceptor.builder(new NtlmServerNames("STOCK", "OFFICE", "stock.example.org", "example.org"),
				(account, domain) -> NtHash.of(password.toCharArray()));
	}

	@ParameterizedTest
	@CsvSource({ "impacket, CONNECT", "impacket, PACKET", "impacket, INTEGRITY", "impacket, PRIVACY", "samba, CONNECT",
			"samba, PACKET", "samba, INTEGRITY" })
	void peersAuthenticateAndExchangeProtectedPdus(String peer, AuthenticationLevel level) throws IOException {
		// Samba sends a MIC where it signs, impacket sends none
		NtlmAcceptor acceptor = acceptor("correct horse").requireMic(peer.equals("samba") && level.isSigned()).build();
		try (TokenPeer client = TokenPeer.start("ntlm_peer.py", peer, level.code())) {
			SecurityExchange exchange = acceptor.begin(new AcceptorOptions(level, "127.0.0.1"));
			client.write(exchange.step(client.read()));
			assertThat(exchange.step(client.read())).isNull();
			SecurityContext context = exchange.context();
			assertThat(context.peer().getName()).isEqualTo("OFFICE\\alice");
			assertThat(context.sessionKey()).isEqualTo(client.read());
			for (int i = 0; level.isSigned() && i < ROUNDS; i++) {
				ByteBuf pdu = Unpooled.wrappedBuffer(client.read());
				context.unprotect(pdu, 0, STUB, TRAILER, pdu.readableBytes() - TRAILER - 8, true);
				assertThat(pdu.getByte(STUB)).isEqualTo((byte) 100);
				byte[] stub = new byte[STUB_LENGTH];
				stub[0] = (byte) i;
				pdu.setBytes(STUB, stub);
				context.protect(pdu, 0, STUB, TRAILER, true);
				client.write(ByteBufUtil.getBytes(pdu));
				assertThat(client.read()).isEqualTo(stub);
			}
		}
	}

	@Test
	void wrongPasswordIsRefused() throws IOException {
		for (String peer : new String[] { "impacket", "samba" }) {
			try (TokenPeer client = TokenPeer.start("ntlm_peer.py", peer, AuthenticationLevel.INTEGRITY.code())) {
				SecurityExchange exchange = acceptor("another horse").build()
					.begin(new AcceptorOptions(AuthenticationLevel.INTEGRITY, "127.0.0.1"));
				client.write(exchange.step(client.read()));
				byte[] answer = client.read();
				assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> exchange.step(answer))
					.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.BAD_CREDENTIALS));
			}
		}
	}

}
