package io.opnum.rpc.boot.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.boot.autoconfigure.RpcServerProperties.Shutdown;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RpcServerProperties} and what they mean to a server.
 */
class RpcServerPropertiesTests {

	@Test
	void defaultsAreThoseOfTheCore() {
		PropertiesRpcServer server = PropertiesRpcServer.of(new RpcServerProperties());
		assertThat(server.limits()).isEqualTo(RpcServerLimits.DEFAULT);
		assertThat(server.maxConcurrentCalls()).isEqualTo(256);
		assertThat(server.allowRemoteStop()).isFalse();
		assertThat(server.transferSyntaxes()).containsExactly(TransferSyntax.NDR, TransferSyntax.NDR64);
	}

	@Test
	void withoutBindingsADynamicTcpEndpointIsListenedOn() {
		assertThat(PropertiesRpcServer.of(new RpcServerProperties()).bindings())
			.containsExactly(StringBinding.parseServerEndpoint("ncacn_ip_tcp:"));
	}

	@Test
	void bindsEndpoints() {
		RpcServerProperties properties = bind(
				Map.of("rpc.server.bindings", "ncacn_ip_tcp:[9135], ncacn_ip_tcp:127.0.0.1[0]"));
		assertThat(PropertiesRpcServer.of(properties).bindings()).containsExactly(
				StringBinding.parseServerEndpoint("ncacn_ip_tcp:[9135]"),
				StringBinding.parseServerEndpoint("ncacn_ip_tcp:127.0.0.1"));
	}

	@Test
	void bindsWithUnits() {
		RpcServerProperties properties = bind(Map.of("rpc.server.limits.max-call-size", "2MB",
				"rpc.server.limits.max-fragment-size", "2KB", "rpc.server.limits.bind-timeout", "500ms",
				"rpc.server.limits.idle-timeout", "1m", "rpc.server.shutdown", "immediate",
				"rpc.server.max-concurrent-calls", "3", "rpc.server.allow-remote-stop", "true", "rpc.server.annotation",
				"Stock", "rpc.server.transfer-syntaxes", "NDR", "rpc.server.extended-error-information", "true"));
		assertThat(properties.getLimits().getMaxCallSize()).isEqualTo(DataSize.ofMegabytes(2));
		assertThat(properties.getLimits().getMaxFragmentSize()).isEqualTo(DataSize.ofBytes(2048));
		assertThat(properties.getLimits().getBindTimeout()).isEqualTo(Duration.ofMillis(500));
		assertThat(properties.getLimits().getIdleTimeout()).isEqualTo(Duration.ofMinutes(1));
		assertThat(properties.getShutdown()).isEqualTo(Shutdown.IMMEDIATE);
		assertThat(properties.getMaxConcurrentCalls()).isEqualTo(3);
		assertThat(properties.isAllowRemoteStop()).isTrue();
		assertThat(properties.getAnnotation()).isEqualTo("Stock");
		assertThat(properties.getTransferSyntaxes()).containsExactly(TransferSyntax.NDR);
		assertThat(PropertiesRpcServer.of(properties).extendedErrorInformation()).isTrue();
	}

	@Test
	void bindsWithoutUnitsAsBytesAndSeconds() {
		RpcServerProperties properties = bind(Map.of("rpc.server.limits.max-call-size", "1024",
				"rpc.server.limits.max-response-size", "2048", "rpc.server.limits.max-fragment-size", "4096",
				"rpc.server.limits.bind-timeout", "7", "rpc.server.limits.fragment-timeout", "8",
				"rpc.server.limits.idle-timeout", "9", "rpc.server.limits.write-timeout", "10"));
		RpcServerLimits limits = PropertiesRpcServer.of(properties).limits();
		assertThat(limits).isEqualTo(RpcServerLimits.DEFAULT.withMaxCallSize(1024)
			.withMaxResponseSize(2048)
			.withMaxFrag(4096)
			.withBindTimeout(Duration.ofSeconds(7))
			.withFragmentTimeout(Duration.ofSeconds(8))
			.withIdleTimeout(Duration.ofSeconds(9))
			.withWriteTimeout(Duration.ofSeconds(10)));
	}

	@Test
	void interruptsOnCancelWhereAskedTo() {
		assertThat(PropertiesRpcServer.of(new RpcServerProperties()).interruptOnCancel()).isFalse();
		assertThat(PropertiesRpcServer.of(bind(Map.of("rpc.server.interrupt-on-cancel", "true"))).interruptOnCancel())
			.isTrue();
	}

	@Test
	void everyLimitReachesTheServer() {
		RpcServerProperties properties = bind(Map.of("rpc.server.limits.max-connections", "1",
				"rpc.server.limits.max-connections-per-address", "2", "rpc.server.limits.max-contexts-per-connection",
				"3", "rpc.server.limits.max-calls-per-connection", "4", "rpc.server.limits.max-pipe-size", "5",
				"rpc.server.limits.max-context-handles", "6", "rpc.server.limits.max-context-handles-per-association",
				"7", "rpc.server.limits.keep-alive", "8", "rpc.server.limits.max-buffered-size", "9KB",
				"rpc.server.limits.max-security-contexts", "10"));
		assertThat(PropertiesRpcServer.of(properties).limits()).isEqualTo(RpcServerLimits.DEFAULT.withMaxConnections(1)
			.withMaxConnectionsPerAddress(2)
			.withMaxContexts(3)
			.withMaxSecurityContexts(10)
			.withMaxCallsPerConnection(4)
			.withMaxPipeSize(5)
			.withMaxContextHandles(6)
			.withMaxContextHandlesPerAssociation(7)
			.withMaxBufferedSize(9 * 1024)
			.withKeepAlive(Duration.ofSeconds(8)));
	}

	@Test
	void reportsEachValueThatIsOutOfRange() {
		assertThat(PropertiesBinding.errors("rpc.server", RpcServerProperties.class,
				Map.of("rpc.server.max-concurrent-calls", "0", "rpc.server.limits.max-fragment-size", "1431B",
						"rpc.server.limits.bind-timeout", "0s", "rpc.server.limits.idle-timeout", "-1s",
						"rpc.server.limits.max-call-size", "3GB", "rpc.server.annotation", "x".repeat(64),
						"rpc.server.transfer-syntaxes", "", "rpc.server.limits.max-pipe-size", "-1B",
						"rpc.server.limits.max-buffered-size", "-2B")))
			.containsOnly(Map.entry("maxConcurrentCalls", "must be at least 1"),
					Map.entry("limits.maxFragmentSize", "must be within 1432B and 65535B"),
					Map.entry("limits.bindTimeout", "must be longer than zero"),
					Map.entry("limits.idleTimeout", "must not be negative"),
					Map.entry("limits.maxCallSize", "must be within 1B and 2147483647B"),
					Map.entry("limits.maxPipeSize", "must not be negative"),
					Map.entry("limits.maxBufferedSize", "must not be negative"),
					Map.entry("annotation", "must not be longer than 63 characters"),
					Map.entry("transferSyntaxes", "must name ndr, ndr64 or both"));
	}

	@Test
	void reportsEachLimitOfWhatIsKeptForClientsThatIsOutOfRange() {
		assertThat(PropertiesBinding.errors("rpc.server", RpcServerProperties.class,
				Map.of("rpc.server.limits.max-context-handles", "0",
						"rpc.server.limits.max-context-handles-per-association", "0", "rpc.server.limits.keep-alive",
						"-1s")))
			.containsOnly(Map.entry("limits.maxContextHandles", "must be at least 1"),
					Map.entry("limits.maxContextHandlesPerAssociation", "must be at least 1"),
					Map.entry("limits.keepAlive", "must not be negative"));
	}

	@Test
	void reportsAMalformedBindingByItsIndex() {
		assertThat(PropertiesBinding.errors("rpc.server", RpcServerProperties.class,
				Map.of("rpc.server.bindings[0]", "ncacn_ip_tcp:", "rpc.server.bindings[1]", "ncacn_ip_tpc:")))
			.containsOnlyKeys("bindings[1]");
	}

	private static RpcServerProperties bind(Map<String, String> properties) {
		return PropertiesBinding.bind("rpc.server", RpcServerProperties.class, properties);
	}

}
