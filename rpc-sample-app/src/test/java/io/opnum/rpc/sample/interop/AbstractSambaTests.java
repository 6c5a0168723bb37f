package io.opnum.rpc.sample.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.ContextMismatchException;
import io.opnum.rpc.EndpointNotRegisteredException;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Maybe;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.sample.api.OrderDesk;
import io.opnum.rpc.sample.api.RpcEcho;
import io.opnum.rpc.sample.interop.WinregKeys.Key;
import io.opnum.rpc.sample.interop.WinregKeys.Name;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Opnum's client against Samba's servers: each is found through Samba's endpoint mapper.
 */
abstract class AbstractSambaTests extends AbstractSambaServerTests {

	/**
	 * Create the tests.
	 * @param options options of Samba's configuration
	 */
	AbstractSambaTests(String... options) {
		super(options);
	}

	@Test
	void enumeratesTheEndpointMap() {
		List<EndpointEntry> entries = client().endpointMap(StringBinding.parse("ncacn_ip_tcp:" + address()));
		assertThat(entries)
			.filteredOn((entry) -> entry.endpoint().protocolSequence().equals(ProtocolSequence.NCACN_IP_TCP))
			.extracting(EndpointEntry::annotation)
			.contains("epmapper", "rpcecho", "samr", "srvsvc", "winreg", "wkssvc");
		assertThat(entries).extracting((entry) -> entry.endpoint().protocolSequence())
			.contains(ProtocolSequence.NCACN_NP, ProtocolSequence.NCALRPC);
	}

	@Test
	void resolvesAPartiallyBoundHandle() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:" + address());
		Endpoint endpoint = client().resolve(handle, Samr.class).toCompletableFuture().join();
		assertThat(endpoint.networkAddress()).isEqualTo(address());
		assertThat(Integer.parseInt(endpoint.endpoint())).isBetween(49700, 49799);
		assertThat(handle.isFullyBound()).isTrue();
	}

	@Test
	void isToldThatAnInterfaceIsNotRegistered() {
		assertThatExceptionOfType(EndpointNotRegisteredException.class)
			.isThrownBy(() -> proxy(OrderDesk.class).inStock("HAMMER-16"))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.EPT_S_NOT_REGISTERED))
			.satisfies((ex) -> assertThat(ex.didNotExecute()).isTrue());
	}

	@Test
	void asksWhetherTheServerIsListening() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:" + address());
		assertThat(
				client().isServerListening(handle, RpcEcho.class, Duration.ofSeconds(20)).toCompletableFuture().join())
			.isTrue();
	}

	@Test
	void callsRpcEcho() {
		RpcEcho echo = proxy(RpcEcho.class);
		assertThat(echo.addOne(41)).isEqualTo(42);
		assertThat(echo.addOne(-1)).isZero();
		byte[] sent = new byte[100_000];
		for (int i = 0; i < sent.length; i++) {
			sent[i] = (byte) (i * 7);
		}
		Out<byte[]> received = new Out<>();
		echo.echoData(sent.length, sent, received);
		assertThat(received.get()).isEqualTo(sent);
		echo.sinkData(sent.length, sent);
		echo.sourceData(sent.length, received);
		assertThat(received.get()).hasSize(sent.length).startsWith(0, 1, 2).containsSubsequence(254, 255, 0);
	}

	@Test
	void callsThatAreGivenUpDoNoHarm() {
		RpcEcho echo = proxy(RpcEcho.class);
		for (int i = 0; i < 50; i++) {
			CompletableFuture<Integer> sleep = echo.testSleep(0);
			sleep.cancel(true);
			assertThat(echo.addOne(i)).isEqualTo(i + 1);
		}
	}

	@Test
	void answersToMaybeCallsAreDropped() {
		MaybeEcho maybe = proxy(MaybeEcho.class);
		RpcEcho echo = proxy(RpcEcho.class);
		for (int i = 0; i < 50; i++) {
			maybe.addOne(1000);
			assertThat(echo.addOne(i)).isEqualTo(i + 1);
		}
	}

	@Test
	void isGivenTheFaultOfAnOperationThatSambaDoesNotHave() {
		assertThatExceptionOfType(RpcFaultException.class)
			.isThrownBy(() -> proxy(RpcEcho.class).testCall("text", new Out<>()))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.OP_RNG_ERROR));
	}

	@Test
	void opensAContextHandleOfSamrAndEnumeratesTheDomains() {
		Samr samr = proxy(Samr.class);
		Out<PolicyHandle> server = new Out<>();
		assertThat(samr.connect2(null, Samr.MAXIMUM_ALLOWED, server)).isZero();
		assertThat(server.get()).isNotEqualTo(PolicyHandle.NULL);
		Out<Optional<Samr.EnumerationBuffer>> domains = new Out<>();
		Out<Integer> count = new Out<>();
		assertThat(samr.enumerateDomains(server.get(), new InOut<>(0), domains, 8192, count)).isZero();
		assertThat(count.get()).isEqualTo(2);
		assertThat(domains.get().orElseThrow().names()).containsExactly("OPNUMPEER", "Builtin");
		InOut<PolicyHandle> handle = new InOut<>(server.get());
		assertThat(samr.closeHandle(handle)).isZero();
		assertThat(handle.get()).isEqualTo(PolicyHandle.NULL);
	}

	@Test
	void isGivenTheFaultOfAContextHandleThatIsUnknown() {
		Samr samr = proxy(Samr.class);
		assertThatExceptionOfType(RpcFaultException.class)
			.isThrownBy(
					() -> samr.enumerateDomains(PolicyHandle.UNKNOWN, new InOut<>(0), new Out<>(), 8192, new Out<>()))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.CONTEXT_MISMATCH));
	}

	@Test
	void readsTheVersionOfWinreg() {
		Winreg winreg = proxy(Winreg.class);
		Out<PolicyHandle> key = new Out<>();
		assertThat(winreg.openLocalMachine(null, Winreg.MAXIMUM_ALLOWED, key)).isZero();
		Out<Integer> version = new Out<>();
		assertThat(winreg.baseRegGetVersion(key.get(), version)).isZero();
		assertThat(version.get()).isEqualTo(5);
		assertThat(winreg.baseRegCloseKey(new InOut<>(key.get()))).isZero();
	}

	@Test
	void walksTheRegistryWithTypedContextHandles() {
		WinregKeys winreg = proxy(WinregKeys.class);
		try (ContextHandle<Key> machine = localMachine(winreg)) {
			List<String> names = names(winreg, machine);
			assertThat(names).contains("SOFTWARE", "SYSTEM");
			Out<ContextHandle<Key>> opened = new Out<>();
			assertThat(winreg.openKey(machine, Name.of("SOFTWARE"), 0, WinregKeys.MAXIMUM_ALLOWED, opened)).isZero();
			try (ContextHandle<Key> software = opened.get()) {
				assertThat(names(winreg, software)).isNotEmpty().isNotEqualTo(names);
			}
			assertThat(opened.get().isClosed()).isTrue();
			assertThat(winreg.openKey(machine, Name.of("NO SUCH KEY"), 0, WinregKeys.MAXIMUM_ALLOWED, opened))
				.isEqualTo(2);
			assertThat(opened.getOrNull()).isNull();
		}
	}

	@Test
	void sharesContextHandlesBetweenTheConnectionsOfAnAssociation() {
		WinregKeys winreg = proxy(WinregKeys.class);
		try (ContextHandle<Key> machine = localMachine(winreg)) {
			List<CompletableFuture<Integer>> calls = IntStream.range(0, 16)
				.mapToObj((number) -> CompletableFuture.supplyAsync(() -> {
					Out<Integer> version = new Out<>();
					assertThat(winreg.getVersion(machine, version)).isZero();
					return version.get();
				}))
				.toList();
			assertThat(calls).allSatisfy((call) -> assertThat(call.join()).isEqualTo(5));
		}
	}

	@Test
	void isToldThatSambaForgotAContextHandle() {
		WinregKeys winreg = proxy(WinregKeys.class);
		ContextHandle<Key> machine = localMachine(winreg);
		InOut<ContextHandle<Key>> twin = new InOut<>(machine);
		assertThat(winreg.closeKey(twin)).isZero();
		assertThat(twin.getOrNull()).isNull();
		assertThat(machine.isClosed()).isTrue();
		Winreg raw = proxy(Winreg.class);
		assertThatExceptionOfType(ContextMismatchException.class)
			.isThrownBy(() -> raw.baseRegGetVersion(PolicyHandle.UNKNOWN, new Out<>()))
			.withMessageContaining("open another one");
	}

	private static ContextHandle<Key> localMachine(WinregKeys winreg) {
		Out<ContextHandle<Key>> key = new Out<>();
		assertThat(winreg.openLocalMachine(null, WinregKeys.MAXIMUM_ALLOWED, key)).isZero();
		return key.get();
	}

	private static List<String> names(WinregKeys winreg, ContextHandle<Key> key) {
		List<String> names = new ArrayList<>();
		Out<Name> name = new Out<>();
		int status;
		while ((status = winreg.enumKey(key, names.size(), Name.room(256), name, Name.room(256), new Out<>(),
				new InOut<>(null))) == 0) {
			names.add(name.get().text());
		}
		assertThat(status).isEqualTo(WinregKeys.NO_MORE_ITEMS);
		return names;
	}

	/** Samba's rpcecho, as someone declares it who wants no answer. */
	@RpcInterface(uuid = "60a15ec5-4de8-11d7-a637-005056a20182", version = "1.0")
	interface MaybeEcho {

		@Maybe
		void addOne(int value);

	}

}
