package io.opnum.rpc.sample.interop;

import java.net.InetSocketAddress;
import java.util.stream.Stream;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Somebody between our client and a domain controller does something to what is sealed:
 * the call fails, the connection ends, and the next call has another one.
 */
@RequiresPeer(Peer.DOMAIN_CONTROLLER)
@ExtendWith(DomainControllerExtension.class)
class TamperedResponsesIntegrationTests {

	/** What {@link DomainAccounts#open(SamrAccounts)} draws, and nobody touches. */
	private static final int RESPONSES_BEFORE = 3;

	static Stream<Arguments> callersAndTamperings() {
		return Stream.of(DomainCaller.NTLM, DomainCaller.KERBEROS)
			.flatMap((caller) -> Stream.of(Tampering.values()).map((tampering) -> Arguments.of(caller, tampering)));
	}

	@ParameterizedTest
	@MethodSource("callersAndTamperings")
	void areRefusedAndEndTheirConnection(DomainCaller caller, Tampering tampering, DomainController domain)
			throws Exception {
		try (RpcClient client = caller.client().build();
				TamperingRelay relay = TamperingRelay.ofResponses(samr(client, domain), RESPONSES_BEFORE, tampering)) {
			SamrAccounts samr = client.proxy(SamrAccounts.class,
					BindingHandle.of("ncacn_ip_tcp:127.0.0.1[%d]".formatted(relay.port()))
						.with(AuthenticationInfo.OPTION,
								caller.authentication(DomainController.USER, AuthenticationLevel.PRIVACY)));
			DomainAccounts accounts = DomainAccounts.open(samr);
			assertThatExceptionOfType(RpcException.class).isThrownBy(accounts::users)
				.satisfies((ex) -> assertThat(ex.didNotExecute()).isFalse());
			while (relay.nextAnswer() != TamperingRelay.END) {
				// The connection ends, though the server has nothing against it
			}
			try (DomainAccounts again = DomainAccounts.open(samr)) {
				assertThat(again.users()).contains(DomainController.USER, "member0299");
			}
		}
	}

	/** Where the endpoint mapper says that samr is. */
	private static InetSocketAddress samr(RpcClient client, DomainController domain) {
		return client.endpointMap(StringBinding.parse("ncacn_ip_tcp:" + domain.address()))
			.stream()
			.filter((entry) -> entry.interfaceId().uuid().toString().equals("12345778-1234-abcd-ef00-0123456789ac"))
			.filter((entry) -> entry.endpoint().protocolSequence().toString().equals("ncacn_ip_tcp"))
			.map((entry) -> new InetSocketAddress(domain.address(), Integer.parseInt(entry.endpoint().endpoint())))
			.findAny()
			.orElseThrow();
	}

}
