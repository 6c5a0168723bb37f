package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.sample.interop.Samr.UnicodeString;
import io.opnum.rpc.sample.interop.SamrAccounts.UserInformation;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.NtHashCredentials;
import io.opnum.rpc.transport.smb.SmbCredentials;
import io.opnum.rpc.transport.smb.SmbOptions;
import io.opnum.rpc.transport.smb.SmbTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Opnum's client against a domain controller: each service is found through its endpoint
 * mapper.
 */
@RequiresPeer(Peer.DOMAIN_CONTROLLER)
@ExtendWith(DomainControllerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DomainControllerIntegrationTests {

	private final Map<DomainCaller, RpcClient> clients = new EnumMap<>(DomainCaller.class);

	private DomainController domain;

	private SmbTransport pipes;

	@BeforeAll
	void start(DomainController domain) {
		this.domain = domain;
		this.pipes = new SmbTransport(SmbOptions.DEFAULT.withCredentials(
				SmbCredentials.of(DomainController.USER, DomainController.PASSWORD, DomainController.DOMAIN)));
		for (DomainCaller caller : DomainCaller.values()) {
			this.clients.put(caller, caller.client().transport(this.pipes).build());
		}
	}

	@AfterAll
	void stop() {
		this.clients.values().forEach(RpcClient::close);
		this.pipes.close();
	}

	private <T> T proxy(Class<T> rpcInterface, DomainCaller caller, AuthenticationInfo authentication) {
		return proxy(rpcInterface, "ncacn_ip_tcp:" + this.domain.address(), caller, authentication);
	}

	private <T> T proxy(Class<T> rpcInterface, String binding, DomainCaller caller, AuthenticationInfo authentication) {
		return this.clients.get(caller)
			.proxy(rpcInterface, BindingHandle.of(binding).with(AuthenticationInfo.OPTION, authentication));
	}

	private <T> T proxy(Class<T> rpcInterface, DomainCaller caller, AuthenticationLevel level) {
		return proxy(rpcInterface, caller, caller.authentication(DomainController.USER, level));
	}

	static Stream<Arguments> allLevels() {
		return callers(AuthenticationLevel.CONNECT, AuthenticationLevel.PACKET, AuthenticationLevel.INTEGRITY,
				AuthenticationLevel.PRIVACY);
	}

	static Stream<Arguments> signedLevels() {
		return callers(AuthenticationLevel.PACKET, AuthenticationLevel.INTEGRITY, AuthenticationLevel.PRIVACY);
	}

	private static Stream<Arguments> callers(AuthenticationLevel... levels) {
		return Stream.of(DomainCaller.values())
			.flatMap((caller) -> Stream.of(levels).map((level) -> Arguments.of(caller, level)));
	}

	@Test
	void endpointMapHasTheServicesOfTheDomain() {
		List<EndpointEntry> entries = this.clients.get(DomainCaller.KERBEROS)
			.endpointMap(StringBinding.parse("ncacn_ip_tcp:" + this.domain.address()));
		assertThat(entries).extracting((entry) -> entry.interfaceId().uuid())
			.contains(UUID.fromString("12345778-1234-abcd-ef00-0123456789ac"),
					UUID.fromString("12345678-1234-abcd-ef00-01234567cffb"),
					UUID.fromString("e3514235-4b06-11d1-ab04-00c04fc2dcd2"));
	}

	@ParameterizedTest
	@MethodSource("allLevels")
	void walksTheAccountsOfSamrWithContextHandles(DomainCaller caller, AuthenticationLevel level) {
		try (DomainAccounts accounts = DomainAccounts.open(proxy(SamrAccounts.class, caller, level))) {
			assertThat(accounts.knowsDomain("NOWHERE")).isFalse();
			// Answers that take several fragments
			assertThat(accounts.users()).contains(DomainController.USER, DomainController.ADMINISTRATOR,
					DomainController.SERVICE_ACCOUNT, "member0000", "member0299");
			int[] relativeIds = accounts.relativeIds(DomainController.USER, "disabled");
			UserInformation.General alice = accounts.query(relativeIds[0], SamrAccounts.GENERAL,
					UserInformation.General.class);
			assertThat(alice.userName().buffer()).isEqualTo(DomainController.USER);
			assertThat(alice.fullName().buffer()).isEqualTo("Alice of the stock");
			assertThat(accounts.query(relativeIds[0], SamrAccounts.CONTROL, UserInformation.Control.class)
				.userAccountControl()).isEqualTo(SamrAccounts.NORMAL_ACCOUNT);
			assertThat(accounts.query(relativeIds[1], SamrAccounts.CONTROL, UserInformation.Control.class)
				.userAccountControl()).isEqualTo(SamrAccounts.NORMAL_ACCOUNT | SamrAccounts.ACCOUNT_DISABLED);
		}
	}

	@ParameterizedTest
	@MethodSource("signedLevels")
	void requestsTakeSeveralFragments(DomainCaller caller, AuthenticationLevel level) {
		try (DomainAccounts accounts = DomainAccounts.open(proxy(SamrAccounts.class, caller, level))) {
			String[] names = IntStream.range(0, 1000)
				.mapToObj((i) -> "member%04d".formatted(i % 300))
				.toArray(String[]::new);
			int[] relativeIds = accounts.relativeIds(names);
			assertThat(relativeIds).hasSize(1000);
			assertThat(relativeIds[999]).isEqualTo(relativeIds[99]).isNotEqualTo(relativeIds[98]);
		}
	}

	@ParameterizedTest
	@MethodSource("signedLevels")
	void asksNetlogonForTheDomain(DomainCaller caller, AuthenticationLevel level) {
		Netlogon netlogon = proxy(Netlogon.class, caller, level);
		Out<Netlogon.DomainControllerInformation> found = new Out<>();
		assertThat(netlogon.getDcName(null, "opnum.test", null, null, Netlogon.RETURN_DNS_NAME, found)).isZero();
		assertThat(found.get().name()).isEqualTo("\\\\" + DomainController.HOST);
		assertThat(found.get().domainName()).isEqualTo("opnum.test");
		assertThat(netlogon.getDcName(null, "nowhere.test", null, null, 0, found))
			.isEqualTo(Netlogon.ERROR_NO_SUCH_DOMAIN);
		Out<String> site = new Out<>();
		assertThat(netlogon.getSiteName(null, site)).isZero();
		assertThat(site.get()).isEqualTo("Default-First-Site-Name");
		Out<Netlogon.TrustedDomains> domains = new Out<>();
		assertThat(netlogon.enumerateDomainTrusts(null, Netlogon.ALL_DOMAINS, domains)).isZero();
		assertThat(domains.get().domains()).singleElement()
			.satisfies((own) -> assertThat(own.netbiosName()).isEqualTo(DomainController.DOMAIN))
			.satisfies((own) -> assertThat(own.dnsName()).isEqualTo("opnum.test"));
		Out<byte[]> challenge = new Out<>();
		assertThat(netlogon.serverRequestChallenge(null, "DESK", new byte[8], challenge)).isZero();
		assertThat(challenge.get()).hasSize(8).isNotEqualTo(new byte[8]);
	}

	@ParameterizedTest
	@EnumSource
	void readsTheDirectoryOfDrsuapi(DomainCaller caller) {
		Drsuapi drsuapi = proxy(Drsuapi.class, caller,
				caller.authentication(DomainController.ADMINISTRATOR, AuthenticationLevel.PRIVACY));
		Out<Optional<Drsuapi.Extensions>> extensions = new Out<>();
		Out<ContextHandle<Drsuapi.Directory>> bound = new Out<>();
		assertThat(drsuapi.bind(UUID.fromString("e24d201a-4fd6-11d1-a3da-0000f875ae0d"), null, extensions, bound))
			.isZero();
		assertThat(extensions.get().orElseThrow().octets()).hasSizeGreaterThanOrEqualTo(28);
		try (ContextHandle<Drsuapi.Directory> directory = bound.get()) {
			assertThat(names(drsuapi, directory, Drsuapi.NT4_ACCOUNT, Drsuapi.DISTINGUISHED_NAME, "OPNUM\\alice",
					"OPNUM\\nobody"))
				.containsExactly(new Drsuapi.Name(Drsuapi.NO_ERROR, "opnum.test", "CN=alice,CN=Users,DC=opnum,DC=test"),
						new Drsuapi.Name(Drsuapi.NOT_FOUND, "opnum.test", null));
			Out<Drsuapi.ControllersReply> reply = new Out<>();
			assertThat(drsuapi.domainControllerInformation(directory, 1,
					new Drsuapi.ControllersRequest.Version1("opnum.test", 1), new Out<>(), reply))
				.isZero();
			assertThat(((Drsuapi.ControllersReply.Version1) reply.get()).controllers()).singleElement()
				.satisfies((controller) -> assertThat(controller.netbiosName()).isEqualTo("DC1"))
				.satisfies((controller) -> assertThat(controller.dnsName()).isEqualTo(DomainController.HOST));
		}
	}

	private static Drsuapi.Name[] names(Drsuapi drsuapi, ContextHandle<Drsuapi.Directory> directory, int offered,
			int desired, String... names) {
		Out<Drsuapi.CrackReply> reply = new Out<>();
		assertThat(drsuapi.crackNames(directory, 1,
				new Drsuapi.CrackRequest.Version1(0, 0, 0, offered, desired, names.length, names), new Out<>(), reply))
			.isZero();
		return ((Drsuapi.CrackReply.Version1) reply.get()).names().names();
	}

	@ParameterizedTest
	@EnumSource
	void isToldThatTheDirectoryWantsPrivacy(DomainCaller caller) {
		Drsuapi drsuapi = proxy(Drsuapi.class, caller,
				caller.authentication(DomainController.ADMINISTRATOR, AuthenticationLevel.INTEGRITY));
		assertThatExceptionOfType(RpcAccessDeniedException.class)
			.isThrownBy(() -> drsuapi.bind(null, null, new Out<>(), new Out<>()))
			.withMessageContaining("at level INTEGRITY")
			.withMessageContaining("whether the server allows this account and level");
	}

	@ParameterizedTest
	@EnumSource
	void isToldThatNetlogonWantsMoreThanLevelConnect(DomainCaller caller) {
		Netlogon netlogon = proxy(Netlogon.class, caller, AuthenticationLevel.CONNECT);
		assertThatExceptionOfType(RpcAccessDeniedException.class)
			.isThrownBy(() -> netlogon.getSiteName(null, new Out<>()))
			.withMessageContaining("at level CONNECT");
	}

	/** Its pipe is open to {@link DomainController#USER}, whoever calls through it. */
	@ParameterizedTest
	@MethodSource("signedLevels")
	void asksLsarpcThroughItsPipeWhoCalls(DomainCaller caller, AuthenticationLevel level) {
		Lsarpc lsarpc = proxy(Lsarpc.class, "ncacn_np:%s[\\pipe\\lsarpc]".formatted(this.domain.address()), caller,
				caller.authentication(DomainController.ADMINISTRATOR, level));
		InOut<Optional<UnicodeString>> user = new InOut<>(Optional.empty());
		InOut<Optional<Optional<UnicodeString>>> authority = new InOut<>(Optional.of(Optional.empty()));
		assertThat(lsarpc.getUserName(null, user, authority)).isZero();
		assertThat(user.get().orElseThrow().buffer()).isEqualTo(DomainController.ADMINISTRATOR);
		assertThat(authority.get().orElseThrow().orElseThrow().buffer()).isEqualTo(DomainController.DOMAIN);
		Out<ContextHandle<Lsarpc.Policy>> opened = new Out<>();
		assertThat(lsarpc.openPolicy2(null, Lsarpc.ObjectAttributes.NONE, Lsarpc.MAXIMUM_ALLOWED, opened)).isZero();
		try (ContextHandle<Lsarpc.Policy> policy = opened.get()) {
			InOut<Lsarpc.TranslatedSids> sids = new InOut<>(new Lsarpc.TranslatedSids(0, null));
			UnicodeString[] names = { UnicodeString.of("OPNUM\\alice"), UnicodeString.of("OPNUM\\nobody") };
			assertThat(lsarpc.lookupNames(policy, names.length, names, new Out<>(), sids, (short) 1, new InOut<>(0)))
				.isEqualTo(Lsarpc.STATUS_SOME_NOT_MAPPED);
			assertThat(sids.get().sids()).extracting(Lsarpc.TranslatedSid::use)
				.containsExactly(Lsarpc.USER, Lsarpc.UNKNOWN);
		}
	}

	@ParameterizedTest
	@EnumSource
	void isToldThatLsarpcIsClosedOverTcp(DomainCaller caller) {
		Lsarpc lsarpc = proxy(Lsarpc.class, caller, AuthenticationLevel.PRIVACY);
		assertThatExceptionOfType(RpcAccessDeniedException.class)
			.isThrownBy(
					() -> lsarpc.openPolicy2(null, Lsarpc.ObjectAttributes.NONE, Lsarpc.MAXIMUM_ALLOWED, new Out<>()))
			.withMessageContaining("at level PRIVACY");
	}

	static Stream<Arguments> otherCredentials() throws IOException {
		return Stream.of(
				Arguments.of(DomainCaller.KERBEROS,
						DomainController.ticketCache(DomainController.USER, Duration.ofHours(1))),
				Arguments.of(DomainCaller.KERBEROS, DomainController.keytab()),
				Arguments.of(DomainCaller.NEGOTIATED, DomainController.keytab()),
				Arguments.of(DomainCaller.NTLM, new NtHashCredentials(DomainController.USER, DomainController.DOMAIN,
						NtHash.of(DomainController.PASSWORD.toCharArray()))));
	}

	@ParameterizedTest
	@MethodSource("otherCredentials")
	void takesOtherCredentialsThanPasswords(DomainCaller caller, Credentials credentials) {
		Netlogon netlogon = proxy(Netlogon.class, caller,
				caller.authentication(credentials, AuthenticationLevel.PRIVACY));
		assertThat(netlogon.getSiteName(null, new Out<>())).isZero();
	}

	/** Its service principal name follows from its host name. */
	@Test
	void isCalledByItsName() {
		assertThat(DomainClient.command().run().requireSuccess().output()).contains("Default-First-Site-Name");
	}

	@ParameterizedTest
	@EnumSource
	void keepsTheSequencesOfManyCallers(DomainCaller caller) {
		try (DomainAccounts accounts = DomainAccounts
			.open(proxy(SamrAccounts.class, caller, AuthenticationLevel.PRIVACY))) {
			List<CompletableFuture<Void>> calls = IntStream.range(0, 8)
				.mapToObj((number) -> CompletableFuture.runAsync(() -> {
					for (int i = 0; i < 5; i++) {
						assertThat(accounts.relativeIds("member%04d".formatted(number * 5 + i))).hasSize(1);
						assertThat(accounts.knowsDomain("NOWHERE" + i)).isFalse();
					}
				}))
				.toList();
			assertThat(calls).allSatisfy((call) -> assertThat(call.join()).isNull());
		}
	}

}
