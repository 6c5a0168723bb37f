package io.opnum.rpc.client;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.opnum.rpc.RpcClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link RpcClientBuilder}.
 */
class RpcClientBuilderTests {

	@ParameterizedTest
	@MethodSource
	void valueThatMakesNoSenseIsRefused(String name, Consumer<RpcClient.Builder> setting) {
		assertThatIllegalArgumentException().isThrownBy(() -> setting.accept(RpcClient.builder()))
			.withMessageContaining(name);
	}

	static Stream<Arguments> valueThatMakesNoSenseIsRefused() {
		return Stream.of(setting("endpointMapperPort", (builder) -> builder.endpointMapperPort(0)),
				setting("endpointMapperPort", (builder) -> builder.endpointMapperPort(65536)),
				setting("timeout", (builder) -> builder.timeout(Duration.ofMillis(-1))),
				setting("cancelTimeout", (builder) -> builder.cancelTimeout(Duration.ofMillis(-1))),
				setting("connectTimeout", (builder) -> builder.connectTimeout(Duration.ZERO)),
				setting("maxConnectionsPerAssociation", (builder) -> builder.maxConnectionsPerAssociation(0)),
				setting("maxIdleCallers", (builder) -> builder.maxIdleCallers(0)),
				setting("idleTimeout", (builder) -> builder.idleTimeout(Duration.ofMillis(-1))),
				setting("maxResponseSize", (builder) -> builder.maxResponseSize(0)));
	}

	@Test
	void clientThatMadeNoCallHasNoThreads() {
		Thread[] before = Thread.getAllStackTraces().keySet().toArray(Thread[]::new);
		try (RpcClient client = RpcClient.builder().build()) {
			assertThat(client.statistics().calls()).isZero();
			assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> thread.getName().startsWith("opnum"))
				.isSubsetOf(before);
		}
	}

	private static Arguments setting(String name, Consumer<RpcClient.Builder> setting) {
		return Arguments.of(name, setting);
	}

}
