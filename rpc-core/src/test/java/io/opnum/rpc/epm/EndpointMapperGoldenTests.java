package io.opnum.rpc.epm;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.ndr.NdrReader;
import io.opnum.rpc.testing.CapturedCall;
import io.opnum.rpc.testing.TestCaller;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.opnum.rpc.testing.CapturedCall.assertSameButReferents;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EndpointMapper} with calls captured between Samba 4.17, impacket 0.10
 * and hand-made clients, little- and big-endian.
 */
class EndpointMapperGoldenTests {

	private static final InterfaceId SAMR = InterfaceId.of("12345778-1234-abcd-ef00-0123456789ac", "1.0");

	static Stream<CapturedCall> calls() {
		return Stream.of("epm-samba-client", "epm-lookup-fragmented", "impacket-epm", "epm-map-samba-client",
				"epm-map-transports", "raw-epm-lookup-bigendian-map", "bigendian-client-anon", "bigendian-server-anon")
			.flatMap((capture) -> CapturedCall.of(capture).stream());
	}

	static Stream<CapturedCall> maps() {
		return calls().filter((call) -> call.opnum() == 3 && call.isAnswered());
	}

	static Stream<CapturedCall> answered() {
		return calls().filter(CapturedCall::isAnswered);
	}

	@ParameterizedTest
	@MethodSource("calls")
	void readsAndWritesTheRequests(CapturedCall call) {
		assertSameButReferents(call.rewriteRequest(EndpointMapper.class), withoutGap(call), call.requestFormat());
	}

	@ParameterizedTest
	@MethodSource("answered")
	void readsAndWritesTheResponses(CapturedCall call) {
		assertSameButReferents(call.rewriteResponse(EndpointMapper.class), call.response(), call.responseFormat());
	}

	@Test
	void readsAllEntriesOfAFragmentedLookup() {
		CapturedCall call = CapturedCall.of("epm-lookup-fragmented").get(0);
		@Nullable Object[] arguments = call.arguments(EndpointMapper.class);
		call.operation(EndpointMapper.class)
			.unmarshalResponse(new NdrReader(call.response(), call.responseFormat()), arguments);
		List<?> entries = (List<?>) ((Out<?>) arguments[7]).get();
		assertThat(entries).hasSize(53)
			.allSatisfy((entry) -> assertThat(((EptEntry) entry).toEntry().transferSyntax()).isEqualTo(SyntaxId.NDR));
	}

	@ParameterizedTest
	@MethodSource("maps")
	void answersAsSambaDid(CapturedCall call) throws Throwable {
		EndpointMap map = new EndpointMap();
		map.register(List.of(samr(ProtocolSequence.NCACN_IP_TCP, "49154"),
				samr(ProtocolSequence.NCACN_NP, "\\pipe\\samr"), samr(ProtocolSequence.NCALRPC, "DEFAULT")), true);
		EndpointMapper mapper = TestCaller.remote("").calling(EndpointMapper.class, new EndpointMapService(map));
		assertSameButReferents(call.answer(EndpointMapper.class, mapper), call.response(), call.responseFormat());
	}

	@ParameterizedTest
	@MethodSource("calls")
	void refusesEveryTruncatedRequest(CapturedCall call) {
		for (int length = 0; length < call.request().readableBytes(); length++) {
			CapturedCall truncated = call.withRequest(call.request().slice(0, length));
			assertThatExceptionOfType(BadStubDataException.class)
				.isThrownBy(() -> truncated.arguments(EndpointMapper.class));
		}
	}

	@Test
	void answersAnyRequestWithAStatusOrAFault() throws Throwable {
		Random random = new Random(135);
		List<CapturedCall> calls = answered().toList();
		EndpointMap map = new EndpointMap();
		map.register(List.of(samr(ProtocolSequence.NCACN_IP_TCP, "49154")), true);
		EndpointMapper mapper = TestCaller.local().calling(EndpointMapper.class, new EndpointMapService(map));
		int answers = 0;
		int faults = 0;
		for (int i = 0; i < 20_000; i++) {
			CapturedCall call = calls.get(random.nextInt(calls.size()));
			ByteBuf request = call.request().copy();
			for (int change = random.nextInt(4); change >= 0; change--) {
				request.setByte(random.nextInt(request.readableBytes()), random.nextInt());
			}
			try {
				call.withOpnum(random.nextInt(7)).withRequest(request).answer(EndpointMapper.class, mapper);
				answers++;
			}
			catch (BadStubDataException | RpcFaultException ex) {
				faults++;
			}
		}
		assertThat(answers).isGreaterThan(1000);
		assertThat(faults).isGreaterThan(1000);
	}

	private static EndpointEntry samr(ProtocolSequence protocolSequence, String endpoint) {
		return new EndpointEntry(SAMR, SyntaxId.NDR, null, new Endpoint(protocolSequence, "", endpoint), "samr");
	}

	/** impacket fills the gap behind a tower with 0xab. */
	private static ByteBuf withoutGap(CapturedCall call) {
		return call.name().equals("impacket-epm#3") ? call.request().copy().setByte(107, 0) : call.request();
	}

}
