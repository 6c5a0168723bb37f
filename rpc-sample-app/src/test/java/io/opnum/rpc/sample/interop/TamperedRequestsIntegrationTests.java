package io.opnum.rpc.sample.interop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
			try (TamperingRelay relay = TamperingRelay
				.ofRequests(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), tampering)) {
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

}
