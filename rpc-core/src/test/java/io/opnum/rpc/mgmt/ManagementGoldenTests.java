package io.opnum.rpc.mgmt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.RpcServerStatistics;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.epm.EndpointMapper;
import io.opnum.rpc.testing.CapturedCall;
import io.opnum.rpc.testing.HexDumps;
import io.opnum.rpc.testing.TestCaller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.opnum.rpc.testing.ByteBufAssert.assertThatOctets;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Management} with calls captured between Samba 4.17 and impacket 0.10.
 */
class ManagementGoldenTests {

	private final Management management = TestCaller.remote("10.99.0.40")
		.calling(Management.class, new ManagementService(new SambaServer()));

	static Stream<CapturedCall> calls() {
		return Stream.of("mgmt-samba-client", "impacket-mgmt").flatMap((capture) -> CapturedCall.of(capture).stream());
	}

	static Stream<CapturedCall> answered() {
		return calls().filter(CapturedCall::isAnswered);
	}

	@ParameterizedTest
	@MethodSource("answered")
	void answersAsSambaDid(CapturedCall call) throws Throwable {
		assertThatOctets(call.answer(Management.class, this.management)).isOctets(call.response());
	}

	@ParameterizedTest
	@MethodSource("answered")
	void readsAndWritesTheResponses(CapturedCall call) {
		assertThatOctets(call.rewriteResponse(Management.class)).isOctets(call.response());
	}

	@ParameterizedTest
	@MethodSource("calls")
	void sendsTheRequestsOfC706(CapturedCall call) {
		// Samba's client adds four octets to a request for statistics
		int length = (call.opnum() == 1) ? 4 : call.request().readableBytes();
		assertThatOctets(call.rewriteRequest(Management.class)).isOctets(call.request().slice(0, length));
	}

	@Test
	void answersARequestForStatisticsWithAndWithoutTheFourOctetsOfSamba() throws Throwable {
		List<ByteBuf> answers = new ArrayList<>();
		for (CapturedCall call : calls().filter((call) -> call.opnum() == 1).toList()) {
			answers.add(call.answer(Management.class, this.management));
		}
		assertThat(answers).hasSize(2)
			.allSatisfy((answer) -> assertThatOctets(answer)
				.isHex("04000000 04000000 00000000 00000000 00000000 00000000 00000000"));
	}

	@Test
	void answersThatThereIsNoPrincipalName() throws Throwable {
		CapturedCall call = calls().filter((candidate) -> candidate.opnum() == 4).findFirst().orElseThrow();
		assertThat(HexDumps.hex(call.answer(Management.class, this.management)))
			.isEqualTo("64000000" + "00000000" + "01000000" + "00" + "000000" + "d3060000");
	}

	private static final class SambaServer implements ManagedServer {

		@Override
		public List<InterfaceId> interfaceIds() {
			// Samba lists the management interface itself
			return List.of(InterfaceId.of(EndpointMapper.UUID, "3.0"), InterfaceId.of(Management.UUID, "1.0"));
		}

		@Override
		public RpcServerStatistics statistics() {
			return new RpcServerStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of());
		}

		@Override
		public boolean isListening() {
			return true;
		}

		@Override
		public boolean isRemoteStopAllowed() {
			return false;
		}

		@Override
		public void stopListening() {
			throw new IllegalStateException("Refused");
		}

	}

}
