package io.opnum.rpc.epm;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.ndr.NdrContextHandle;
import io.opnum.rpc.testing.TestCaller;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.opnum.rpc.epm.Entries.OBJECT;
import static io.opnum.rpc.epm.Entries.at;
import static io.opnum.rpc.epm.Entries.inventory;
import static io.opnum.rpc.epm.Entries.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EndpointMapReader}.
 */
class EndpointMapReaderTests {

	private static final RpcStatus OK = RpcStatus.SUCCESS;

	private static final RpcStatus NO_MORE = RpcStatus.EPT_NOT_REGISTERED;

	private final ScriptedEndpointMapper mapper = new ScriptedEndpointMapper(0);

	private final EndpointMapReader reader = new EndpointMapReader(this.mapper, 1000);

	@BeforeEach
	void giveHandle() {
		this.mapper.handle = new NdrContextHandle(0, UUID.randomUUID());
	}

	@Test
	void readsOurOwnMapPageByPage() {
		EndpointMap map = new EndpointMap();
		List<EndpointEntry> entries = IntStream.rangeClosed(1, 1234).mapToObj(Entries::tcp).toList();
		map.register(entries, true);
		EndpointMapper mapper = TestCaller.remote("").calling(EndpointMapper.class, new EndpointMapService(map));
		assertThat(new EndpointMapReader(mapper).read()).isEqualTo(entries);
		map.unregister(entries);
		assertThat(new EndpointMapReader(mapper).read()).isEmpty();
	}

	@Test
	void readsThePartOfOurOwnMapThatIsAskedFor() {
		EndpointMap map = new EndpointMap();
		EndpointEntry ofObject = tcp(inventory(1, 1), OBJECT, 1001);
		map.register(List.of(tcp(1000), ofObject), true);
		EndpointMapper mapper = TestCaller.remote("").calling(EndpointMapper.class, new EndpointMapService(map));
		EndpointMapReader reader = new EndpointMapReader(mapper);
		assertThat(reader.read(EndpointInquiry.ofObject(OBJECT))).containsExactly(ofObject);
		assertThat(reader.read(EndpointInquiry.ofInterface(inventory(1, 0), VersionOption.EXACT)))
			.containsExactly(tcp(1000));
		assertThat(reader.read(EndpointInquiry.ofInterface(inventory(1, 0), VersionOption.ALL).andObject(OBJECT)))
			.containsExactly(ofObject);
	}

	@Test
	void endsWhereTheStatusComesWithTheLastEntries() {
		this.mapper.page(OK, true, tcp(1000)).page(NO_MORE, false, tcp(1001));
		assertThat(this.reader.read()).containsExactly(tcp(1000), tcp(1001));
		assertThat(this.mapper.freed).isEmpty();
	}

	@Test
	void endsWhereTheStatusComesWithoutEntriesAndFreesTheHandle() {
		this.mapper.page(OK, true, tcp(1000)).page(OK, true, tcp(1001)).page(NO_MORE, true);
		assertThat(this.reader.read()).containsExactly(tcp(1000), tcp(1001));
		assertThat(this.mapper.freed).containsExactly(this.mapper.handle);
	}

	@Test
	void endsWithTheNullHandle() {
		this.mapper.page(OK, true, tcp(1000)).page(OK, false, tcp(1001));
		assertThat(this.reader.read()).containsExactly(tcp(1000), tcp(1001));
		assertThat(this.mapper.freed).isEmpty();
	}

	@Test
	void goesOnAfterAnAnswerWithoutEntries() {
		this.mapper.page(OK, true).page(OK, true, tcp(1000)).page(OK, false);
		assertThat(this.reader.read()).containsExactly(tcp(1000));
	}

	@Test
	void leavesOutWhatWasNotAskedFor() {
		this.mapper.page(OK, false, tcp(1000), tcp(inventory(1, 0), OBJECT, 1001));
		assertThat(this.reader.read(EndpointInquiry.ofObject(OBJECT)))
			.containsExactly(tcp(inventory(1, 0), OBJECT, 1001));
	}

	@Test
	void leavesOutWhatItDoesNotUnderstand() {
		EptEntry noTower = new EptEntry(new UUID(0, 0), null, "no tower");
		EptEntry malformed = new EptEntry(new UUID(0, 0), new Twr(1, new byte[1]), "malformed");
		EptEntry right = EptEntry.of(at(tcp(1000), "192.0.2.7"));
		this.mapper.page(new ScriptedEndpointMapper.Page(OK, false, List.of(noTower, malformed, right)));
		assertThat(this.reader.read()).containsExactly(at(tcp(1000), "192.0.2.7"));
	}

	@Test
	void throwsTheStatusOfAFailureAndFreesTheHandle() {
		this.mapper.page(OK, true, tcp(1000)).page(RpcStatus.EPT_NO_MEMORY, true);
		assertThatExceptionOfType(RpcFaultException.class).isThrownBy(this.reader::read)
			.withMessageContaining("ept_lookup")
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.EPT_NO_MEMORY));
		assertThat(this.mapper.freed).containsExactly(this.mapper.handle);
	}

	@Test
	void throwsTheFaultOfACall() {
		RpcFaultException fault = new RpcFaultException(RpcStatus.ACCESS_DENIED);
		this.mapper.failure = fault;
		assertThatExceptionOfType(RpcFaultException.class).isThrownBy(this.reader::read).isSameAs(fault);
	}

	@Test
	void givesUpOnAMapWithoutEnd() {
		this.mapper.page(OK, true, tcp(1000));
		assertThatExceptionOfType(RpcProtocolException.class).isThrownBy(this.reader::read)
			.withMessageContaining("1001 entries");
		assertThat(this.mapper.freed).containsExactly(this.mapper.handle);
	}

	@Test
	void givesUpOnAnswersWithoutEntriesAndWithoutEnd() {
		this.mapper.page(OK, true);
		assertThatExceptionOfType(RpcProtocolException.class).isThrownBy(this.reader::read)
			.withMessageContaining("17 empty answers");
	}

}
