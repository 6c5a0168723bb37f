package io.opnum.rpc.sample.interop;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.sample.api.RpcEcho;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody between a client of another runtime and our server does something to what is
 * sealed: it is refused, the connection ended, and others notice nothing.
 */
@RequiresPeer(Peer.IMPACKET)
@SampleTest
class TamperedRequestsIntegrationTests {

	private static final byte FAULT = 3;

	private static final int FAULT_STATUS = 24;

	@Autowired
	private RpcEcho echo;

	@ParameterizedTest
	@EnumSource
	void isRefusedAndEndsItsConnectionAlone(Tampering tampering) throws Exception {
		try (RpcServer server = RpcServer.builder()
			.endpoint("ncacn_ip_tcp:127.0.0.1")
			.securityAcceptor(NtlmAcceptor
				.builder(new NtlmServerNames("STOCK", "OFFICE", "stock.example.org", "example.org"),
						(account, domain) -> NtHash.of("correct horse".toCharArray()))
				.build())
			.build(); RpcClient client = RpcClient.builder().build()) {
			server.register(RpcEcho.class, this.echo);
			server.start();
			int port = Integer.parseInt(server.bindings().get(0).endpoint());
			RpcEcho other = client.proxy(RpcEcho.class,
					BindingHandle.of("ncacn_ip_tcp:127.0.0.1[%d]".formatted(port))
						.with(AuthenticationInfo.OPTION,
								new AuthenticationInfo(AuthenticationService.NTLM, AuthenticationLevel.PRIVACY,
										new PasswordCredentials("bob", "OFFICE", "correct horse".toCharArray()),
										null)));
			assertThat(other.addOne(1)).isEqualTo(2);
			try (TamperingRelay relay = new TamperingRelay(port, tampering.function)) {
				Command.Result result = Command
					.python("echo_peer.py", relay.port(), AuthenticationLevel.PRIVACY.code(), "correct horse")
					.run();
				assertThat(result.output()).startsWith("42").doesNotContain("True");
				byte[] last = {};
				for (byte[] answer = relay.nextAnswer(); answer != TamperingRelay.END; answer = relay.nextAnswer()) {
					last = answer;
				}
				assertThat(last[2]).as("type of the last PDU").isEqualTo(FAULT);
				assertThat(ByteBuffer.wrap(last).order(ByteOrder.LITTLE_ENDIAN).getInt(FAULT_STATUS))
					.isEqualTo(RpcStatus.SEC_PKG_ERROR.code());
			}
			assertThat(other.addOne(2)).isEqualTo(3);
			assertThat(server.isListening()).isTrue();
		}
	}

	/**
	 * What is done to two requests that follow each other.
	 */
	enum Tampering {

		OPERATION((pdus) -> List.of(flipped(pdus.get(0), 22), pdus.get(1))),

		STUB((pdus) -> List.of(flipped(pdus.get(0), 40), pdus.get(1))),

		END_OF_STUB((pdus) -> List.of(flipped(pdus.get(0), pdus.get(0).length - 25), pdus.get(1))),

		CHECKSUM((pdus) -> List.of(flipped(pdus.get(0), pdus.get(0).length - 8), pdus.get(1))),

		SEQUENCE_NUMBER((pdus) -> List.of(flipped(pdus.get(0), pdus.get(0).length - 4), pdus.get(1))),

		REPEATED((pdus) -> List.of(pdus.get(0), pdus.get(0), pdus.get(1))),

		OMITTED((pdus) -> List.of(withFlags(pdus.get(1), pdus.get(0)[3]))),

		SWAPPED((pdus) -> List.of(withFlags(pdus.get(1), pdus.get(0)[3]), pdus.get(0))),

		TOKEN_CUT_SHORT((pdus) -> List.of(cut(pdus.get(0), 4), pdus.get(1)));

		private final Function<List<byte[]>, List<byte[]>> function;

		Tampering(Function<List<byte[]>, List<byte[]>> function) {
			this.function = function;
		}

		private static byte[] flipped(byte[] pdu, int index) {
			byte[] flipped = pdu.clone();
			flipped[index] ^= 0x10;
			return flipped;
		}

		/** As a first fragment, so that the protocol has nothing against it. */
		private static byte[] withFlags(byte[] pdu, byte flags) {
			byte[] changed = pdu.clone();
			changed[3] = flags;
			return changed;
		}

		private static byte[] cut(byte[] pdu, int octets) {
			byte[] cut = Arrays.copyOf(pdu, pdu.length - octets);
			ByteBuffer.wrap(cut)
				.order(ByteOrder.LITTLE_ENDIAN)
				.putShort(8, (short) cut.length)
				.putShort(10, (short) (pdu[10] - octets));
			return cut;
		}

	}

}
