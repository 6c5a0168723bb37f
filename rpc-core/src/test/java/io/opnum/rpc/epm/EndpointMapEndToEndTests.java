package io.opnum.rpc.epm;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

import io.opnum.rpc.EndpointNotRegisteredException;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.mgmt.Management;
import io.opnum.rpc.mgmt.RpcIfIdVector;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.NdrContextHandle;
import io.opnum.rpc.ndr.NdrInterfaceId;
import io.opnum.rpc.transport.InProcessTransport;
import io.opnum.rpc.transport.TcpTransport;
import io.opnum.rpc.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Endpoint mapper and management interface between a real server and a real client.
 */
@ParameterizedClass
@ValueSource(strings = { "ncacn_ip_tcp:127.0.0.1", "opnum_inproc:" })
class EndpointMapEndToEndTests {

	private static final InterfaceId STOCK = InterfaceStub.of(Stock.class).interfaceId();

	private static final UUID SHELF = UUID.fromString("5e1f0000-0000-4000-8000-000000000001");

	private final StringBinding host;

	private final Transport transport;

	private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

	private RpcServer server;

	private RpcClient client;

	private StringBinding endpointMapper;

	EndpointMapEndToEndTests(String host) {
		this.host = StringBinding.parse(host);
		this.transport = this.host.protocolSequence().equals(ProtocolSequence.IN_PROCESS) ? new InProcessTransport()
				: new TcpTransport();
	}

	@BeforeEach
	void start() {
		this.toClose.push(this.transport);
		this.server = server(RpcServer.builder().endpointMapper(wellKnown()).endpoint(this.host));
		this.server.register(Stock.class, (sku) -> sku.length());
		this.server.start();
		this.endpointMapper = wellKnown().isFullyBound() ? wellKnown() : this.server.bindings().get(0);
		this.client = client();
	}

	@AfterEach
	void close() throws Exception {
		while (!this.toClose.isEmpty()) {
			this.toClose.pop().close();
		}
	}

	@Test
	void resolvesAPartiallyBoundHandle() {
		BindingHandle handle = BindingHandle.of(this.host);
		assertThat(this.client.proxy(Stock.class, handle).level("screw")).isEqualTo(5);
		assertThat(handle.isFullyBound()).isTrue();
		assertThat(this.server.bindings()).contains(handle.toStringBinding());
	}

	@Test
	void resolvesTheObject() {
		RpcServer shelf = server(RpcServer.builder().endpoint(this.host).endpointRegistrar(registrar(this.client)));
		shelf.register(Stock.class, (sku) -> -1, RegistrationOptions.DEFAULT.withObjects(SHELF));
		shelf.start();
		assertThat(this.client.proxy(Stock.class, BindingHandle.of(this.host).withObject(SHELF)).level("screw"))
			.isEqualTo(-1);
		assertThat(this.client.proxy(Stock.class, BindingHandle.of(this.host)).level("screw")).isEqualTo(5);
	}

	@Test
	void saysThatAnInterfaceIsNotRegistered() {
		assertThatExceptionOfType(EndpointNotRegisteredException.class)
			.isThrownBy(() -> this.client.proxy(Orders.class, BindingHandle.of(this.host)).count());
	}

	@Test
	void readsTheMap() {
		assertThat(this.client.endpointMap(this.endpointMapper)).anySatisfy((entry) -> {
			assertThat(entry.interfaceId()).isEqualTo(STOCK);
			assertThat(this.server.bindings().stream().map(StringBinding::endpoint))
				.contains(entry.endpoint().endpoint());
		});
	}

	@Test
	void readsAMapOfManyPages() {
		EndpointMapper mapper = endpointMapperProxy(this.client);
		List<EndpointEntry> before = new EndpointMapReader(mapper).read();
		List<EptEntry> added = IntStream.rangeClosed(1, 1234)
			.mapToObj((port) -> EptEntry.of(Entries.at(Entries.tcp(port), "127.0.0.1")))
			.toList();
		assertThat(EndpointMapperCalls.await(mapper.insert(added.size(), added, 0))).isEqualTo(RpcStatus.SUCCESS);
		List<EndpointEntry> expected = new ArrayList<>(before);
		added.forEach((entry) -> expected.add(entry.toEntry()));
		assertThat(new EndpointMapReader(mapper).read()).isEqualTo(expected);
		assertThat(new EndpointMapReader(mapper)
			.read(EndpointInquiry.ofInterface(Entries.inventory(1, 0), VersionOption.EXACT))).hasSize(1234);
	}

	@Test
	void faultsOnAnUnknownLookupHandle() {
		EndpointMapper mapper = endpointMapperProxy(this.client);
		InOut<NdrContextHandle> handle = new InOut<>(new NdrContextHandle(0, UUID.randomUUID()));
		assertThatExceptionOfType(RpcException.class)
			.isThrownBy(() -> EndpointMapperCalls.await(mapper.lookupHandleFree(handle)))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.CONTEXT_MISMATCH));
	}

	@Test
	void forgetsTheEndpointsOfARegistrantThatIsGone() {
		RpcClient registrant = client();
		registrar(registrant).register(List.of(Entries.tcp(1234)), true);
		assertThat(this.client.endpointMap(this.endpointMapper)).extracting(EndpointEntry::interfaceId)
			.contains(Entries.inventory(1, 0));
		registrant.close();
		long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
		while (interfaces().contains(Entries.inventory(1, 0)) && System.nanoTime() < deadline) {
			Thread.onSpinWait();
		}
		assertThat(interfaces()).doesNotContain(Entries.inventory(1, 0)).contains(STOCK);
	}

	@Test
	void registersAgainWithAnEndpointMapperThatWasStartedAnew() {
		RemoteEndpointRegistrar registrar = registrar(this.client);
		registrar.register(List.of(Entries.tcp(1234)), true);
		this.server.close();
		server(RpcServer.builder().endpointMapper(this.endpointMapper)).start();
		assertThat(interfaces()).doesNotContain(Entries.inventory(1, 0));
		registrar.refresh();
		assertThat(interfaces()).contains(Entries.inventory(1, 0));
	}

	@Test
	void returnsTheEndpointsOfSeveralServersInTurn() {
		RpcServer other = server(RpcServer.builder().endpoint(this.host));
		other.register(Stock.class, (sku) -> -1);
		other.start();
		EndpointEntry registered = this.client.endpointMap(this.endpointMapper)
			.stream()
			.filter((entry) -> entry.interfaceId().equals(STOCK))
			.findFirst()
			.orElseThrow();
		String endpoint = other.bindings().get(0).endpoint();
		assertThat(endpoint).isNotNull();
		EndpointEntry added = new EndpointEntry(STOCK, registered.transferSyntax(), null,
				new Endpoint(this.host.protocolSequence(), "", endpoint), "");
		EndpointMapper mapper = endpointMapperProxy(this.client);
		assertThat(EndpointMapperCalls.await(mapper.insert(1, List.of(EptEntry.of(added)), 0)))
			.isEqualTo(RpcStatus.SUCCESS);
		List<Integer> levels = IntStream.range(0, 4)
			.mapToObj((i) -> this.client.proxy(Stock.class, BindingHandle.of(this.host)).level("screw"))
			.toList();
		assertThat(levels).containsExactlyInAnyOrder(5, 5, -1, -1).doesNotContainSequence(5, 5);
	}

	@Test
	void inquiresTheManagementInterface() {
		Management management = management();
		Out<@Nullable RpcIfIdVector> vector = new Out<>();
		assertThat(management.inqIfIds(vector).join()).isZero();
		assertThat(vector.get().ifId()).contains(NdrInterfaceId.of(STOCK))
			.doesNotContain(NdrInterfaceId.of(InterfaceId.of(Management.UUID, "1.0")));
		InOut<Integer> count = new InOut<>(4);
		Out<int[]> statistics = new Out<>();
		assertThat(management.inqStats(count, statistics).join()).isZero();
		assertThat(statistics.get()).hasSize(4);
		assertThat(statistics.get()[0]).isPositive();
		Out<String> name = new Out<>();
		assertThat(management.inqPrincName(10, 64, name).join()).isEqualTo(RpcStatus.UNKNOWN_AUTHN_SERVICE.code());
		assertThat(name.get()).isEmpty();
		assertThat(management.stopServerListening().join()).isEqualTo(RpcStatus.ACCESS_DENIED.code());
		assertThat(management.isServerListening(new Out<>()).join()).isEqualTo(1);
	}

	@Test
	void faultsOnAPrincipalNameWithoutRoom() {
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> management().inqPrincName(10, 0, new Out<>()).join())
			.havingCause()
			.isInstanceOfSatisfying(RpcException.class,
					(ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.BAD_STUB_DATA));
	}

	@Test
	void knowsWhetherTheServerIsListening() {
		assertThat(this.client.isServerListening(BindingHandle.of(this.host), Stock.class, Duration.ofSeconds(10))
			.toCompletableFuture()
			.join()).isTrue();
	}

	private List<InterfaceId> interfaces() {
		return this.client.endpointMap(this.endpointMapper).stream().map(EndpointEntry::interfaceId).toList();
	}

	private RemoteEndpointRegistrar registrar(RpcClient client) {
		RemoteEndpointRegistrar registrar = new RemoteEndpointRegistrar(endpointMapperProxy(client), Duration.ZERO);
		this.toClose.push(registrar);
		return registrar;
	}

	private EndpointMapper endpointMapperProxy(RpcClient client) {
		return client.proxy(EndpointMapper.class, BindingHandle.of(this.endpointMapper));
	}

	private Management management() {
		return this.client.proxy(Management.class, BindingHandle.of(this.endpointMapper));
	}

	private RpcServer server(RpcServer.Builder builder) {
		RpcServer server = builder.transport(this.transport).build();
		this.toClose.push(server);
		return server;
	}

	private RpcClient client() {
		String port = (this.endpointMapper.endpoint() != null) ? this.endpointMapper.endpoint() : "";
		RpcClient client = RpcClient.builder()
			.transport(this.transport)
			.endpointMapperPort(port.matches("\\d+") ? Integer.parseInt(port) : EndpointMapper.PORT)
			.build();
		this.toClose.push(client);
		return client;
	}

	/** An endpoint of its own, or, over TCP, the one that has everything. */
	private StringBinding wellKnown() {
		boolean inProcess = this.host.protocolSequence().equals(ProtocolSequence.IN_PROCESS);
		return inProcess ? this.host.toBuilder().endpoint(EndpointMapper.NAME).build() : this.host;
	}

	@RpcInterface(uuid = "5f2d1a6e-77aa-4f0e-9f52-3a8f7f0b7d01", version = "1.0")
	interface Stock {

		int level(String sku);

	}

	@RpcInterface(uuid = "5f2d1a6e-77aa-4f0e-9f52-3a8f7f0b7d02", version = "1.0")
	interface Orders {

		int count();

	}

}
