package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.UnknownInterfaceException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.sample.api.OrderDesk;
import io.opnum.rpc.sample.api.RpcEcho;
import io.opnum.rpc.sample.docs.DocumentedShares;
import io.opnum.rpc.transport.smb.SmallReads;
import io.opnum.rpc.transport.smb.SmbCredentials;
import io.opnum.rpc.transport.smb.SmbOptions;
import io.opnum.rpc.transport.smb.SmbTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * {@code ncacn_np}: Opnum's client over the named pipes of Samba's {@code smbd}.
 */
@RequiresPeer(Peer.SAMBA)
class SmbTransportIntegrationTests {

	private static SambaServer samba;

	private static SmbTransport transport;

	private static RpcClient client;

	@BeforeAll
	static void start() throws IOException {
		samba = SambaServer.start();
		transport = new SmbTransport(SmbOptions.DEFAULT.withCredentials(SambaServer.user()));
		client = client(transport);
	}

	@AfterAll
	static void stop() throws IOException {
		client.close();
		transport.close();
		samba.close();
	}

	private static RpcClient client(SmbTransport transport) {
		return RpcClient.builder().transport(transport).timeout(Duration.ofSeconds(20)).build();
	}

	private static BindingHandle pipe(String name) {
		return BindingHandle.of("ncacn_np:" + samba.address() + "[\\pipe\\" + name + "]");
	}

	@Test
	void listsTheShares() {
		assertThat(shares(client)).contains("files", "IPC$");
	}

	private static List<String> shares(RpcClient client) {
		Srvsvc srvsvc = client.proxy(Srvsvc.class, pipe("srvsvc"));
		InOut<Srvsvc.ShareEnumeration> info = new InOut<>(
				new Srvsvc.ShareEnumeration(1, new Srvsvc.Shares.Level1(new Srvsvc.Container1(0, null))));
		assertThat(srvsvc.netrShareEnum(null, info, Srvsvc.ANY_LENGTH, new Out<>(), new InOut<>(Optional.of(0))))
			.isZero();
		Srvsvc.Container1 container = ((Srvsvc.Shares.Level1) info.get().shares()).container();
		assertThat(container).isNotNull();
		return Arrays.stream(container.buffer()).map(Srvsvc.Share1::name).toList();
	}

	@Test
	void listsTheSharesAsTheDocumentDoes(@TempDir Path directory) throws Exception {
		assertThat(DocumentedShares.of(directory, samba.address(), SambaServer.user()).toString()).contains("files",
				"IPC$");
	}

	@Test
	void listsTheSharesWithoutAUserWhereTheServerLetsIt() {
		try (SmbTransport anonymous = new SmbTransport(SmbOptions.DEFAULT); RpcClient client = client(anonymous)) {
			assertThat(shares(client)).contains("files", "IPC$");
		}
	}

	@Test
	void listsTheSharesEncrypted() {
		try (SmbTransport encrypted = new SmbTransport(
				SmbOptions.DEFAULT.withCredentials(SambaServer.user()).withEncryption(true));
				RpcClient client = client(encrypted)) {
			assertThat(shares(client)).contains("files", "IPC$");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "\\\\pipe\\\\srvsvc", "\\\\PIPE\\\\SRVSVC" })
	void pipesAreNamedInAnyCase(String endpoint) {
		Srvsvc srvsvc = client.proxy(Srvsvc.class,
				BindingHandle.of("ncacn_np:\\\\\\\\%s[%s]".formatted(samba.address(), endpoint)));
		Out<Optional<Srvsvc.TimeOfDay>> time = new Out<>();
		assertThat(srvsvc.netrRemoteTod(null, time)).isZero();
		assertThat(time.get()).isPresent();
	}

	@Test
	void walksTheRegistryWithContextHandles() {
		Winreg winreg = client.proxy(Winreg.class, pipe("winreg"));
		Out<PolicyHandle> key = new Out<>();
		assertThat(winreg.openLocalMachine(null, Winreg.MAXIMUM_ALLOWED, key)).isZero();
		Out<Integer> version = new Out<>();
		assertThat(winreg.baseRegGetVersion(key.get(), version)).isZero();
		assertThat(version.get()).isEqualTo(5);
		InOut<PolicyHandle> closing = new InOut<>(key.get());
		assertThat(winreg.baseRegCloseKey(closing)).isZero();
		assertThat(closing.get()).isEqualTo(PolicyHandle.NULL);
	}

	/**
	 * The operations of lsarpc that Samba denies over TCP. Both the names that are looked
	 * up and what they are take several fragments of a pipe.
	 */
	@Test
	void looksUpManyNamesWithAPolicyOfLsarpc() {
		Lsarpc lsarpc = client.proxy(Lsarpc.class, pipe("lsarpc"));
		Out<ContextHandle<Lsarpc.Policy>> opened = new Out<>();
		assertThat(lsarpc.openPolicy2(null, Lsarpc.ObjectAttributes.NONE, Lsarpc.MAXIMUM_ALLOWED, opened)).isZero();
		ContextHandle<Lsarpc.Policy> policy = opened.get();
		Out<Lsarpc.PolicyInformation> information = new Out<>();
		assertThat(lsarpc.queryInformation(policy, Lsarpc.ACCOUNT_DOMAIN, information)).isZero();
		Lsarpc.PolicyInformation.AccountDomain domain = (Lsarpc.PolicyInformation.AccountDomain) information.get();
		assertThat(domain.name().buffer()).isEqualTo("OPNUMPEER");
		assertThat(domain.sid()).isNotNull();
		assertThat(domain.sid().subAuthorities()).hasSize(4).startsWith(21);
		List<String> names = IntStream.range(0, 900)
			.mapToObj((i) -> (i % 300 == 0) ? "daemon" : "nobody-has-this-name-" + i)
			.toList();
		Out<Optional<Lsarpc.ReferencedDomains>> domains = new Out<>();
		InOut<Lsarpc.TranslatedSids> sids = new InOut<>(new Lsarpc.TranslatedSids(0, null));
		InOut<Integer> mapped = new InOut<>(0);
		assertThat(lsarpc.lookupNames(policy, names.size(),
				names.stream().map(Samr.UnicodeString::of).toArray(Samr.UnicodeString[]::new), domains, sids, (short) 1,
				mapped))
			.isEqualTo(Lsarpc.STATUS_SOME_NOT_MAPPED);
		assertThat(mapped.get()).isEqualTo(3);
		assertThat(sids.get().sids()).hasSize(900);
		assertThat(IntStream.range(0, 900).filter((i) -> sids.get().sids()[i].use() == Lsarpc.USER)).containsExactly(0,
				300, 600);
		assertThat(sids.get().sids()[1].use()).isEqualTo(Lsarpc.UNKNOWN);
		assertThat(domains.get().orElseThrow().domains()).extracting((known) -> known.name().buffer())
			.contains("OPNUMPEER");
		policy.close();
		assertThat(policy.isClosed()).isTrue();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> lsarpc.queryInformation(policy, Lsarpc.ACCOUNT_DOMAIN, information));
	}

	@Test
	void largeCallsCrossThePipeInFragments() {
		RpcEcho echo = client.proxy(RpcEcho.class, pipe("rpcecho"));
		byte[] sent = new byte[100_000];
		for (int i = 0; i < sent.length; i++) {
			sent[i] = (byte) (i * 7);
		}
		Out<byte[]> received = new Out<>();
		echo.echoData(sent.length, sent, received);
		assertThat(received.get()).isEqualTo(sent);
		assertThat(echo.addOne(41)).isEqualTo(42);
	}

	@Test
	void messagesAreReadInPiecesWhereTheyAreLargerThanARead() {
		try (SmbTransport pieces = SmallReads.transport(SmbOptions.DEFAULT.withCredentials(SambaServer.user()), 100);
				RpcClient client = client(pieces)) {
			assertThat(shares(client)).contains("files", "IPC$");
			Out<byte[]> received = new Out<>();
			client.proxy(RpcEcho.class, pipe("rpcecho")).sourceData(20_000, received);
			assertThat(received.get()).hasSize(20_000).startsWith(0, 1, 2);
		}
	}

	@Test
	void partiallyBoundHandleAsksTheEndpointMapperOverItsPipe() {
		BindingHandle handle = BindingHandle.of("ncacn_np:" + samba.address());
		assertThat(client.proxy(Winreg.class, handle).openLocalMachine(null, Winreg.MAXIMUM_ALLOWED, new Out<>()))
			.isZero();
		assertThat(handle.toStringBinding().endpoint()).isEqualToIgnoringCase("\\pipe\\winreg");
		assertThat(client.endpointMap(StringBinding.parse("ncacn_np:" + samba.address())))
			.extracting(EndpointEntry::annotation)
			.contains("srvsvc", "winreg");
	}

	@Test
	void asynchronousCallsOfManyConnectionsShareNothing() {
		List<CompletableFuture<Boolean>> answers = IntStream.range(0, 8)
			.mapToObj((i) -> client.isServerListening(pipe("rpcecho"), RpcEcho.class, Duration.ofSeconds(20))
				.toCompletableFuture())
			.toList();
		assertThat(answers)
			.allSatisfy((answer) -> assertThat(answer).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo(true));
	}

	@Test
	void interfaceThatIsNotAtThePipeIsUnknown() {
		assertThatExceptionOfType(UnknownInterfaceException.class)
			.isThrownBy(() -> client.proxy(OrderDesk.class, pipe("srvsvc")).inStock("HAMMER-16"));
	}

	@Test
	void pipeThatIsNotThereIsToldByName() {
		assertThatExceptionOfType(RpcCommunicationException.class)
			.isThrownBy(() -> client.proxy(OrderDesk.class, pipe("order-desk")).inStock("HAMMER-16"))
			.withMessageContaining("order-desk")
			.withMessageContaining("the server has no pipe of this name")
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(RpcStatus.SERVER_UNAVAILABLE))
			.satisfies((failure) -> assertThat(failure.didNotExecute()).isTrue());
	}

	@Test
	void wrongPasswordIsDeniedAndToldNobody() {
		try (SmbTransport wrong = new SmbTransport(
				SmbOptions.DEFAULT.withCredentials(SmbCredentials.of("daemon", "Not.The.Passw0rd", "OPNUMPEER")));
				RpcClient client = client(wrong)) {
			assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(() -> shares(client))
				.withMessageContaining("refused the logon of 'OPNUMPEER\\daemon' with STATUS_LOGON_FAILURE")
				.withMessageNotContaining("Not.The.Passw0rd")
				.satisfies((failure) -> assertThat(failure.didNotExecute()).isTrue());
		}
	}

	@Test
	void connectionEndsWithThatOfSmbAndTheNextCallMakesAnother() throws Exception {
		try (Forwarder forwarder = new Forwarder(samba.address(), 445);
				SmbTransport forwarded = new SmbTransport(
						SmbOptions.DEFAULT.withCredentials(SambaServer.user()).withPort(forwarder.port()));
				RpcClient client = client(forwarded)) {
			RpcEcho echo = client.proxy(RpcEcho.class, BindingHandle.of("ncacn_np:127.0.0.1[\\pipe\\rpcecho]"));
			assertThat(echo.addOne(41)).isEqualTo(42);
			assertThat(client.statistics().connections()).isEqualTo(1);
			forwarder.cut();
			await().untilAsserted(() -> assertThat(client.statistics().connections()).isZero());
			assertThat(echo.addOne(42)).isEqualTo(43);
		}
	}

}
