package io.opnum.rpc.epm;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.ndr.NdrContextHandle;
import io.opnum.rpc.ndr.NdrInterfaceId;
import io.opnum.rpc.testing.TestCaller;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.opnum.rpc.epm.Entries.OBJECT;
import static io.opnum.rpc.epm.Entries.annotated;
import static io.opnum.rpc.epm.Entries.at;
import static io.opnum.rpc.epm.Entries.entry;
import static io.opnum.rpc.epm.Entries.inProcess;
import static io.opnum.rpc.epm.Entries.inventory;
import static io.opnum.rpc.epm.Entries.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EndpointMapService}.
 */
class EndpointMapServiceTests {

	private static final RpcStatus OK = RpcStatus.SUCCESS;

	private final EndpointMap map = new EndpointMap();

	private final EndpointMapService service = new EndpointMapService(this.map);

	private final TestCaller remote = TestCaller.remote("10.99.0.40");

	private final TestCaller local = TestCaller.local();

	@Test
	void mapsToTowersAtTheAddressThatTheCallerReached() {
		this.map.register(List.of(tcp(49154)), true);
		Answer answer = map(this.remote, question(inventory(1, 0)), 4);
		assertThat(answer.status).isEqualTo(OK);
		assertThat(answer.handle.isNil()).isTrue();
		assertThat(answer.endpoints()).containsExactly("10.99.0.40[49154]");
	}

	@Test
	void keepsTheAddressOfAnEntryThatHasOne() {
		this.map.register(List.of(at(tcp(49154), "192.0.2.7")), true);
		assertThat(map(this.remote, question(inventory(1, 0)), 4).endpoints()).containsExactly("192.0.2.7[49154]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0.0.0.0", "2001:db8::7" })
	void leavesTheAddressOpenWhereNoneIsKnown(String reached) {
		this.map.register(List.of(at(tcp(49154), "stock.example.org")), true);
		Answer answer = map(TestCaller.remote(reached), question(inventory(1, 0)), 4);
		assertThat(answer.endpoints()).containsExactly("[49154]");
	}

	@Test
	void givesNamedPipesAndLocalEndpointsNoAddress() {
		Endpoint pipe = new Endpoint(ProtocolSequence.NCACN_NP, "", "\\pipe\\inventory");
		Endpoint local = new Endpoint(ProtocolSequence.NCALRPC, "", "inventory");
		this.map.register(List.of(entry(inventory(1, 0), null, pipe), entry(inventory(1, 0), null, local)), true);
		assertThat(map(this.remote, question(ProtocolSequence.NCACN_NP), 4).endpoints())
			.containsExactly("[\\pipe\\inventory]");
		assertThat(map(this.remote, question(ProtocolSequence.NCALRPC), 4).endpoints()).containsExactly("[inventory]");
	}

	@Test
	void returnsNoMoreTowersThanAskedForAndThenTheNextInTurn() {
		this.map.register(List.of(tcp(1001), tcp(1002), tcp(1003)), true);
		Answer first = map(this.remote, question(inventory(1, 0)), 1);
		Answer second = map(this.remote, question(inventory(1, 0)), 2);
		assertThat(first.endpoints()).containsExactly("10.99.0.40[1001]");
		assertThat(first.handle.isNil()).isTrue();
		assertThat(second.endpoints()).containsExactly("10.99.0.40[1002]", "10.99.0.40[1003]");
	}

	@Test
	void mapsAnObject() {
		this.map.register(List.of(tcp(1000), tcp(inventory(1, 0), OBJECT, 1001)), true);
		assertThat(map(this.remote, OBJECT, Twr.of(question(inventory(1, 0))), 4).endpoints())
			.containsExactly("10.99.0.40[1001]");
		assertThat(map(this.remote, new UUID(0, 0), Twr.of(question(inventory(1, 0))), 4).endpoints())
			.containsExactly("10.99.0.40[1000]");
	}

	@Test
	void answersNotRegisteredToWhatIsUnknown() {
		this.map.register(List.of(tcp(1000)), true);
		Tower unknownProtocol = new Tower(List.of(question(inventory(1, 0)).floors().get(0),
				question(inventory(1, 0)).floors().get(1), Floor.of(ProtocolIdentifier.OSI_TP4, new byte[2])));
		assertThat(List.of(question(inventory(2, 0)), question(ProtocolSequence.NCACN_HTTP), unknownProtocol))
			.allSatisfy((tower) -> {
				Answer answer = map(this.remote, tower, 4);
				assertThat(answer.status).isEqualTo(RpcStatus.EPT_NOT_REGISTERED);
				assertThat(answer.endpoints()).isEmpty();
				assertThat(answer.count).isZero();
			});
	}

	@Test
	void answersThatItCantPerformWhatIsNoQuestion() {
		this.map.register(List.of(tcp(1000)), true);
		byte[] truncated = { 5, 0, 19, 0 };
		assertThat(map(this.remote, null, null, 4).status).isEqualTo(RpcStatus.EPT_CANT_PERFORM_OP);
		assertThat(map(this.remote, null, new Twr(4, truncated), 4).status).isEqualTo(RpcStatus.EPT_CANT_PERFORM_OP);
		assertThat(map(this.remote, question(inventory(1, 0)), 0).status).isEqualTo(RpcStatus.EPT_CANT_PERFORM_OP);
	}

	@Test
	void takesAnyNumberOfTowersAsUnsigned() {
		this.map.register(IntStream.rangeClosed(1, 600).mapToObj(Entries::tcp).toList(), true);
		assertThat(map(this.remote, question(inventory(1, 0)), -1).endpoints()).hasSize(500);
	}

	@Test
	void doesNotContinueAMap() {
		InOut<NdrContextHandle> handle = new InOut<>(new NdrContextHandle(0, UUID.randomUUID()));
		assertThatExceptionOfType(RpcFaultException.class)
			.isThrownBy(() -> mapper(this.remote).map(null, Twr.of(question(inventory(1, 0))), handle, 4, new Out<>(),
					new Out<>()))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.CONTEXT_MISMATCH));
	}

	@Test
	void looksUpEverythingInOneAnswerIfItFits() {
		this.map.register(List.of(tcp(1001), annotated(tcp(inventory(1, 0), OBJECT, 1002), "Lager (€)")), true);
		Answer answer = lookup(this.remote, NdrContextHandle.NIL, 10);
		assertThat(answer.status).isEqualTo(OK);
		assertThat(answer.handle.isNil()).isTrue();
		assertThat(answer.endpoints()).containsExactly("10.99.0.40[1001]", "10.99.0.40[1002]");
		assertThat(answer.entries).extracting(EptEntry::object).containsExactly(new UUID(0, 0), OBJECT);
		assertThat(answer.entries).extracting(EptEntry::annotation).containsExactly("Inventory", "Lager (?)");
	}

	@Test
	void continuesALookupUntilTheHandleIsNull() {
		this.map.register(List.of(tcp(1001), tcp(1002), tcp(1003), tcp(1004), tcp(1005)), true);
		Answer first = lookup(this.remote, NdrContextHandle.NIL, 2);
		assertThat(first.endpoints()).containsExactly("10.99.0.40[1001]", "10.99.0.40[1002]");
		assertThat(first.handle.isNil()).isFalse();
		this.map.unregister(List.of(tcp(1003)));
		Answer second = lookup(this.remote, first.handle, 2);
		assertThat(second.handle).isEqualTo(first.handle);
		assertThat(second.endpoints()).containsExactly("10.99.0.40[1003]", "10.99.0.40[1004]");
		Answer third = lookup(this.remote, second.handle, 2);
		assertThat(third.status).isEqualTo(OK);
		assertThat(third.handle.isNil()).isTrue();
		assertThat(third.endpoints()).containsExactly("10.99.0.40[1005]");
		assertUnknownHandle(() -> lookup(this.remote, first.handle, 2));
	}

	@Test
	void endsAfterAFullAnswerWithOneThatSaysSo() {
		this.map.register(List.of(tcp(1001), tcp(1002)), true);
		Answer first = lookup(this.remote, NdrContextHandle.NIL, 1);
		Answer second = lookup(this.remote, first.handle, 1);
		assertThat(second.endpoints()).containsExactly("10.99.0.40[1002]");
		assertThat(second.handle).isEqualTo(first.handle);
		Answer last = lookup(this.remote, second.handle, 1);
		assertThat(last.status).isEqualTo(RpcStatus.EPT_NOT_REGISTERED);
		assertThat(last.entries).isEmpty();
		assertThat(last.handle.isNil()).isTrue();
	}

	@Test
	void answersNotRegisteredToALookupWithoutResult() {
		Answer answer = lookup(this.remote, NdrContextHandle.NIL, 10);
		assertThat(answer.status).isEqualTo(RpcStatus.EPT_NOT_REGISTERED);
		assertThat(answer.count).isZero();
		assertThat(answer.handle.isNil()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "0,1,true,true,3", "1,1,true,true,3", "1,0,true,true,3", "1,3,true,true,2", "2,1,true,true,1",
			"3,3,true,true,1", "0,0,false,false,3", "2,0,true,false,1" })
	void looksUpByEveryInquiryType(int inquiryType, int versOption, boolean object, boolean interfaceId, int expected) {
		this.map.register(List.of(tcp(inventory(1, 0), null, 1001), tcp(inventory(1, 0), OBJECT, 1002),
				tcp(inventory(1, 1), null, 1003)), true);
		Answer answer = lookup(this.remote, inquiryType, object ? OBJECT : null,
				interfaceId ? NdrInterfaceId.of(inventory(1, 0)) : null, versOption, NdrContextHandle.NIL, 10);
		assertThat(answer.status).isEqualTo(OK);
		assertThat(answer.entries).hasSize(expected);
	}

	@ParameterizedTest
	@CsvSource({ "4,1,10", "-1,1,10", "1,6,10", "1,-1,10", "0,1,0" })
	void refusesALookupThatIsNone(int inquiryType, int versOption, int maxEnts) {
		this.map.register(List.of(tcp(1001)), true);
		Answer answer = lookup(this.remote, inquiryType, null, NdrInterfaceId.of(inventory(1, 0)), versOption,
				NdrContextHandle.NIL, maxEnts);
		assertThat(answer.status).isEqualTo(RpcStatus.EPT_CANT_PERFORM_OP);
		assertThat(answer.entries).isEmpty();
	}

	@Test
	void refusesALookupByInterfaceWithoutOne() {
		Answer answer = lookup(this.remote, 1, null, null, 1, NdrContextHandle.NIL, 10);
		assertThat(answer.status).isEqualTo(RpcStatus.EPT_CANT_PERFORM_OP);
	}

	@Test
	void keepsOneAnswerWithinBounds() {
		this.map.register(IntStream.rangeClosed(1, 1200).mapToObj(Entries::tcp).toList(), true);
		Answer first = lookup(this.remote, NdrContextHandle.NIL, -1);
		assertThat(first.entries).hasSize(500);
		Answer second = lookup(this.remote, first.handle, -1);
		assertThat(second.entries).hasSize(500);
		assertThat(lookup(this.remote, second.handle, -1).entries).hasSize(200);
	}

	@Test
	void faultsOnAHandleThatIsUnknownOrOfAnotherAssociation() {
		this.map.register(List.of(tcp(1001), tcp(1002)), true);
		NdrContextHandle handle = lookup(this.remote, NdrContextHandle.NIL, 1).handle;
		assertUnknownHandle(() -> lookup(this.local, handle, 1));
		assertUnknownHandle(() -> lookup(this.remote, new NdrContextHandle(1, handle.uuid()), 1));
		assertUnknownHandle(() -> free(this.local, handle));
		assertUnknownHandle(() -> free(this.remote, NdrContextHandle.NIL));
	}

	@Test
	void freesAHandleOnce() {
		this.map.register(List.of(tcp(1001), tcp(1002)), true);
		NdrContextHandle handle = lookup(this.remote, NdrContextHandle.NIL, 1).handle;
		assertThat(free(this.remote, handle).isNil()).isTrue();
		assertUnknownHandle(() -> free(this.remote, handle));
		assertUnknownHandle(() -> lookup(this.remote, handle, 1));
	}

	@Test
	void limitsTheLookupsOfAnAssociation() {
		this.map.register(List.of(tcp(1001), tcp(1002)), true);
		List<NdrContextHandle> handles = new ArrayList<>();
		for (int i = 0; i < LookupHandles.MAX_OPEN; i++) {
			handles.add(lookup(this.remote, NdrContextHandle.NIL, 1).handle);
		}
		assertThat(handles).doesNotHaveDuplicates();
		Answer refused = lookup(this.remote, NdrContextHandle.NIL, 1);
		assertThat(refused.status).isEqualTo(RpcStatus.EPT_NO_MEMORY);
		assertThat(refused.handle.isNil()).isTrue();
		assertThat(refused.entries).isEmpty();
		assertThat(lookup(this.local, NdrContextHandle.NIL, 1).status).isEqualTo(OK);
		free(this.remote, handles.get(0));
		assertThat(lookup(this.remote, NdrContextHandle.NIL, 1).status).isEqualTo(OK);
	}

	@Test
	void showsInProcessEndpointsInTheVirtualMachineOnly() {
		this.map.register(List.of(tcp(1001), inProcess("inventory")), true);
		assertThat(lookup(this.local, NdrContextHandle.NIL, 10).endpoints()).containsExactly("127.0.0.1[1001]");
		assertThat(lookup(TestCaller.inProcess(), NdrContextHandle.NIL, 10).endpoints()).containsExactly("[1001]",
				"[inventory]");
		assertThat(map(TestCaller.inProcess(), question(ProtocolSequence.IN_PROCESS), 4).endpoints())
			.containsExactly("[inventory]");
	}

	@Test
	void registersInProcessEndpointsForTheVirtualMachineOnly() {
		assertThat(insert(this.local, false, tcp(1001), inProcess("inventory"))).isEqualTo(OK);
		assertThat(this.map.entries()).containsExactly(tcp(1001));
		assertThat(insert(TestCaller.inProcess(), false, inProcess("inventory"))).isEqualTo(OK);
		assertThat(this.map.entries()).containsExactly(tcp(1001), inProcess("inventory"));
	}

	@Test
	void registersAndUnregistersForCallersOnTheHost() {
		assertThat(insert(this.local, false, tcp(1001), tcp(inventory(1, 0), OBJECT, 1002))).isEqualTo(OK);
		assertThat(this.map.entries()).containsExactly(tcp(1001), tcp(inventory(1, 0), OBJECT, 1002));
		assertThat(insert(this.local, true, tcp(1003))).isEqualTo(OK);
		assertThat(this.map.entries()).containsExactly(tcp(inventory(1, 0), OBJECT, 1002), tcp(1003));
		assertThat(delete(this.local, tcp(1003))).isEqualTo(OK);
		assertThat(delete(this.local, tcp(1003))).isEqualTo(RpcStatus.EPT_NOT_REGISTERED);
		assertThat(this.map.entries()).containsExactly(tcp(inventory(1, 0), OBJECT, 1002));
	}

	@Test
	void deniesChangesToCallersOnOtherHosts() {
		this.map.register(List.of(tcp(1001)), true);
		assertDenied(() -> insert(this.remote, true, tcp(1002)));
		assertDenied(() -> delete(this.remote, tcp(1001)));
		assertDenied(() -> mgmtDelete(this.remote, null, tcp(1001)));
		assertThat(this.map.entries()).containsExactly(tcp(1001));
	}

	@Test
	void forgetsWhatARegistrantLeftBehind() throws Exception {
		this.map.register(List.of(tcp(1001)), true);
		insert(this.local, false, tcp(1002), tcp(1003));
		TestCaller other = TestCaller.local();
		insert(other, false, tcp(1003), tcp(1004));
		this.local.close();
		assertThat(this.map.entries()).containsExactly(tcp(1001), tcp(1003), tcp(1004));
		other.close();
		assertThat(this.map.entries()).containsExactly(tcp(1001));
	}

	@Test
	void registersNothingForARegistrantThatIsGone() {
		EndpointRegistrant registrant = new EndpointRegistrant(this.map);
		registrant.close();
		assertThatExceptionOfType(RpcFaultException.class)
			.isThrownBy(() -> registrant.register(List.of(tcp(1001)), false));
		assertThat(this.map.entries()).isEmpty();
	}

	@Test
	void refusesToRegisterWhatIsNoEntry() {
		EptEntry noTower = new EptEntry(new UUID(0, 0), null, "");
		EptEntry malformed = new EptEntry(new UUID(0, 0), new Twr(1, new byte[1]), "");
		EptEntry noPort = new EptEntry(new UUID(0, 0), Twr.of(question(inventory(1, 0))), "");
		for (EptEntry entry : List.of(noTower, malformed, noPort)) {
			assertThat(mapper(this.local).insert(2, List.of(EptEntry.of(tcp(1001)), entry), 0).join())
				.isEqualTo(RpcStatus.EPT_INVALID_ENTRY.code());
		}
		assertThat(mapper(this.local).delete(1, List.of(malformed)).join())
			.isEqualTo(RpcStatus.EPT_INVALID_ENTRY.code());
		assertThat(this.map.entries()).isEmpty();
	}

	@Test
	void answersNoMemoryWhereThereIsNoRoom() {
		EndpointMapper small = this.local.calling(EndpointMapper.class, new EndpointMapService(new EndpointMap(1)));
		List<EptEntry> entries = List.of(EptEntry.of(tcp(1001)), EptEntry.of(tcp(1002)));
		assertThat(small.insert(2, entries, 0).join()).isEqualTo(RpcStatus.EPT_NO_MEMORY.code());
	}

	@Test
	void managesDeletion() {
		EndpointEntry ofObject = tcp(inventory(1, 0), OBJECT, 1001);
		this.map.register(List.of(at(tcp(1001), "192.0.2.7"), ofObject, tcp(1002)), true);
		assertThat(mgmtDelete(this.local, OBJECT, tcp(1001))).isEqualTo(OK);
		assertThat(mgmtDelete(this.local, OBJECT, tcp(1001))).isEqualTo(RpcStatus.EPT_NOT_REGISTERED);
		assertThat(this.map.entries()).hasSize(2);
		this.map.register(List.of(ofObject), true);
		assertThat(mgmtDelete(this.local, null, tcp(1001))).isEqualTo(OK);
		assertThat(this.map.entries()).containsExactly(tcp(1002));
		assertThat(mapper(this.local).mgmtDelete(0, null, null).join()).isEqualTo(RpcStatus.EPT_INVALID_ENTRY.code());
	}

	@Test
	void cantInquireAnObject() {
		assertThat(mapper(this.remote).inqObject(new UUID(0, 0)).join())
			.isEqualTo(RpcStatus.EPT_CANT_PERFORM_OP.code());
	}

	private EndpointMapper mapper(TestCaller caller) {
		return caller.calling(EndpointMapper.class, this.service);
	}

	private Answer map(TestCaller caller, Tower question, int maxTowers) {
		return map(caller, null, Twr.of(question), maxTowers);
	}

	private Answer map(TestCaller caller, @Nullable UUID object, @Nullable Twr question, int maxTowers) {
		InOut<NdrContextHandle> handle = new InOut<>(NdrContextHandle.NIL);
		Out<Integer> count = new Out<>();
		Out<List<@Nullable Twr>> towers = new Out<>();
		int status = mapper(caller).map(object, question, handle, maxTowers, count, towers).join();
		List<EptEntry> entries = towers.get().stream().map((twr) -> new EptEntry(new UUID(0, 0), twr, "")).toList();
		return new Answer(RpcStatus.of(status), handle.get(), count.get(), entries);
	}

	private Answer lookup(TestCaller caller, NdrContextHandle handle, int maxEnts) {
		return lookup(caller, 0, null, null, 1, handle, maxEnts);
	}

	private Answer lookup(TestCaller caller, int inquiryType, @Nullable UUID object,
			@Nullable NdrInterfaceId interfaceId, int versOption, NdrContextHandle entryHandle, int maxEnts) {
		InOut<NdrContextHandle> handle = new InOut<>(entryHandle);
		Out<Integer> count = new Out<>();
		Out<List<EptEntry>> entries = new Out<>();
		int status = mapper(caller)
			.lookup(inquiryType, object, interfaceId, versOption, handle, maxEnts, count, entries)
			.join();
		return new Answer(RpcStatus.of(status), handle.get(), count.get(), entries.get());
	}

	private NdrContextHandle free(TestCaller caller, NdrContextHandle entryHandle) {
		InOut<NdrContextHandle> handle = new InOut<>(entryHandle);
		assertThat(mapper(caller).lookupHandleFree(handle).join()).isZero();
		return handle.get();
	}

	private RpcStatus insert(TestCaller caller, boolean replace, EndpointEntry... entries) {
		List<EptEntry> wire = List.of(entries).stream().map(EptEntry::of).toList();
		return RpcStatus.of(mapper(caller).insert(wire.size(), wire, replace ? 1 : 0).join());
	}

	private RpcStatus delete(TestCaller caller, EndpointEntry entry) {
		return RpcStatus.of(mapper(caller).delete(1, List.of(EptEntry.of(entry))).join());
	}

	private RpcStatus mgmtDelete(TestCaller caller, @Nullable UUID object, EndpointEntry entry) {
		return RpcStatus
			.of(mapper(caller).mgmtDelete((object != null) ? 1 : 0, object, EptEntry.of(entry).tower()).join());
	}

	private static Tower question(InterfaceId interfaceId) {
		return Tower.of(interfaceId, SyntaxId.NDR, new Endpoint(ProtocolSequence.NCACN_IP_TCP, "", ""));
	}

	private static Tower question(ProtocolSequence protocolSequence) {
		return Tower.of(inventory(1, 0), SyntaxId.NDR, new Endpoint(protocolSequence, "", ""));
	}

	private static void assertUnknownHandle(Runnable call) {
		assertFault(RpcStatus.CONTEXT_MISMATCH, call);
	}

	private static void assertDenied(Runnable call) {
		assertFault(RpcStatus.ACCESS_DENIED, call);
	}

	private static void assertFault(RpcStatus status, Runnable call) {
		assertThatExceptionOfType(RpcFaultException.class).isThrownBy(call::run)
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(status));
	}

	private record Answer(RpcStatus status, NdrContextHandle handle, int count, List<EptEntry> entries) {

		private Answer {
			assertThat(count).isEqualTo(entries.size());
		}

		List<String> endpoints() {
			return this.entries.stream()
				.map((entry) -> entry.toEntry().endpoint())
				.map((endpoint) -> endpoint.networkAddress() + "[" + endpoint.endpoint() + "]")
				.toList();
		}

	}

}
