package io.opnum.rpc.sample.interop;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.SecurityInitiator;
import io.opnum.rpc.security.kerberos.KerberosInitiator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Opnum's client against a domain controller: each service is found through its endpoint
 * mapper.
 */
@RequiresPeer(Peer.DOMAIN_CONTROLLER)
@ExtendWith(DomainControllerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DomainControllerIntegrationTests {

	private DomainController domain;

	private RpcClient client;

	@BeforeAll
	void start(DomainController domain) {
		this.domain = domain;
		SecurityInitiator kerberos = new KerberosInitiator();
		this.client = RpcClient.builder().timeout(Duration.ofSeconds(20)).securityInitiator(kerberos).build();
	}

	@AfterAll
	void stop() {
		this.client.close();
	}

	private <T> T proxy(Class<T> rpcInterface, AuthenticationInfo authentication) {
		return this.client.proxy(rpcInterface, BindingHandle.of("ncacn_ip_tcp:" + this.domain.address())
			.with(AuthenticationInfo.OPTION, authentication));
	}

	static Stream<Arguments> servicesAndLevels() {
		return Stream.of(AuthenticationService.NTLM, AuthenticationService.KERBEROS)
			.flatMap((service) -> Stream
				.of(AuthenticationLevel.PACKET, AuthenticationLevel.INTEGRITY, AuthenticationLevel.PRIVACY)
				.map((level) -> Arguments.of(service, level)));
	}

	private static AuthenticationInfo authentication(AuthenticationService service, AuthenticationLevel level) {
		Credentials credentials = (service == AuthenticationService.NTLM) ? DomainController.ntlm(DomainController.USER)
				: DomainController.kerberos(DomainController.USER);
		return new AuthenticationInfo(service, level, credentials, DomainController.PRINCIPAL);
	}

	@ParameterizedTest
	@MethodSource("servicesAndLevels")
	void enumeratesTheDomainsOfSamr(AuthenticationService service, AuthenticationLevel level) {
		Samr samr = proxy(Samr.class, authentication(service, level));
		Out<PolicyHandle> server = new Out<>();
		assertThat(samr.connect2(null, Samr.MAXIMUM_ALLOWED, server)).isZero();
		Out<Optional<Samr.EnumerationBuffer>> domains = new Out<>();
		assertThat(samr.enumerateDomains(server.get(), new InOut<>(0), domains, 8192, new Out<>())).isZero();
		assertThat(domains.get().orElseThrow().names()).containsExactly("OPNUM", "BUILTIN");
		assertThat(samr.closeHandle(new InOut<>(server.get()))).isZero();
	}

}
