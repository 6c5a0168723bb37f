package io.opnum.rpc.mgmt;

import java.util.List;
import java.util.Map;

import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcServerStatistics;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.ndr.NdrInterfaceId;
import io.opnum.rpc.testing.TestCaller;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ManagementService}.
 */
class ManagementServiceTests {

	private final TestServer server = new TestServer();

	private final Management management = TestCaller.remote("10.99.0.40")
		.calling(Management.class, new ManagementService(this.server));

	@Test
	void returnsTheInterfaces() {
		Out<@Nullable RpcIfIdVector> vector = new Out<>();
		assertThat(this.management.inqIfIds(vector).join()).isZero();
		assertThat(vector.get()).isEqualTo(new RpcIfIdVector(1, List.of(NdrInterfaceId.of(TestServer.INTERFACE))));
	}

	@ParameterizedTest
	@CsvSource({ "0,0", "1,1", "4,4", "50,4", "-1,4" })
	void returnsAsManyStatisticsAsThereAreAndAreAskedFor(int asked, int returned) {
		InOut<Integer> count = new InOut<>(asked);
		Out<int[]> statistics = new Out<>();
		assertThat(this.management.inqStats(count, statistics).join()).isZero();
		assertThat(count.get()).isEqualTo(returned);
		assertThat(statistics.get()).hasSize(returned);
	}

	@Test
	void countsCallsAndPackets() {
		Out<int[]> statistics = new Out<>();
		this.management.inqStats(new InOut<>(4), statistics).join();
		assertThat(statistics.get()).containsExactly(11, 0, 13, 14);
		this.server.statistics = new RpcServerStatistics(0x1_0000_0001L, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
				Map.of());
		this.management.inqStats(new InOut<>(4), statistics).join();
		assertThat(statistics.get()).containsExactly(1, 0, 0, 0);
	}

	@Test
	void saysWhetherTheServerIsListening() {
		Out<Integer> status = new Out<>();
		assertThat(this.management.isServerListening(status).join()).isEqualTo(1);
		assertThat(status.get()).isZero();
		this.server.listening = false;
		assertThat(this.management.isServerListening(status).join()).isZero();
	}

	@Test
	void refusesToStopTheServer() {
		assertThat(this.management.stopServerListening().join()).isEqualTo(5);
		assertThat(this.server.listening).isTrue();
	}

	@Test
	void stopsTheServerWhereThatIsAllowed() {
		this.server.remoteStopAllowed = true;
		assertThat(this.management.stopServerListening().join()).isZero();
		assertThat(this.server.listening).isFalse();
	}

	@Test
	void knowsNoPrincipal() {
		Out<String> name = new Out<>();
		assertThat(this.management.inqPrincName(9, 100, name).join()).isEqualTo(1747);
		assertThat(name.get()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "7,0,host/x", "100,0,host/x", "-1,0,host/x", "6,122,''", "1,122,''" })
	void returnsThePrincipalWhereThereIsRoom(int size, int status, String expected) {
		this.server.principalName = "host/x";
		Out<String> name = new Out<>();
		assertThat(this.management.inqPrincName(9, size, name).join()).isEqualTo(status);
		assertThat(name.get()).isEqualTo(expected);
	}

	@Test
	void faultsWhereNotEvenTheTerminatorHasRoom() {
		assertThatExceptionOfType(RpcFaultException.class)
			.isThrownBy(() -> this.management.inqPrincName(9, 0, new Out<>()))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.BAD_STUB_DATA));
	}

	private static final class TestServer implements ManagedServer {

		private static final InterfaceId INTERFACE = InterfaceId.of("60a15ec5-4de8-11d7-a637-005056a20182", "1.0");

		private RpcServerStatistics statistics = new RpcServerStatistics(11, 0, 13, 14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
				Map.of());

		private boolean listening = true;

		private boolean remoteStopAllowed;

		private @Nullable String principalName;

		@Override
		public List<InterfaceId> interfaceIds() {
			return List.of(INTERFACE);
		}

		@Override
		public RpcServerStatistics statistics() {
			return this.statistics;
		}

		@Override
		public boolean isListening() {
			return this.listening;
		}

		@Override
		public boolean isRemoteStopAllowed() {
			return this.remoteStopAllowed;
		}

		@Override
		public void stopListening() {
			this.listening = false;
		}

		@Override
		public @Nullable String principalName(int authenticationService) {
			return this.principalName;
		}

	}

}
