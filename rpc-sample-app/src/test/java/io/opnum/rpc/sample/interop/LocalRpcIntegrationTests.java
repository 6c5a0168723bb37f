package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.opnum.rpc.Out;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.sample.FreePorts;
import io.opnum.rpc.transport.LocalSockets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code ncalrpc} with Samba, which has it over Unix domain sockets too: either side.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = { FreePorts.class, LocalRpcIntegrationTests.LocalEndpoint.class })
class LocalRpcIntegrationTests {

	@TempDir
	private static Path directory;

	@Test
	@RequiresPeer(Peer.SAMBA)
	void callsSambaThroughItsEndpointMapper() throws IOException {
		try (SambaServer samba = SambaServer.start();
				RpcClient client = RpcClient.builder()
					.localSockets(LocalSockets.in(samba.localSockets()))
					.timeout(Duration.ofSeconds(20))
					.build()) {
			List<EndpointEntry> entries = client.endpointMap(StringBinding.parse("ncalrpc:"));
			assertThat(entries)
				.filteredOn((entry) -> entry.endpoint().protocolSequence().equals(ProtocolSequence.NCALRPC))
				.extracting(EndpointEntry::annotation)
				.contains("epmapper", "winreg");
			BindingHandle handle = BindingHandle.of("ncalrpc:");
			Winreg winreg = client.proxy(Winreg.class, handle);
			Out<PolicyHandle> key = new Out<>();
			assertThat(winreg.openLocalMachine(null, Winreg.MAXIMUM_ALLOWED, key)).isZero();
			Out<Integer> version = new Out<>();
			assertThat(winreg.baseRegGetVersion(key.get(), version)).isZero();
			assertThat(version.get()).isEqualTo(5);
			assertThat(handle.toStringBinding().endpoint()).isNotNull();
		}
	}

	@ParameterizedTest
	@RequiresPeer(Peer.SMBTORTURE)
	@ValueSource(strings = { "ncalrpc:[echo]", "ncalrpc:[echo,bigendian]", "ncalrpc:" })
	void smbtorturePassesAllTestsOfRpcEcho(String binding) {
		assertThat(SmbtortureIntegrationTests.outcomesOfRpcEcho(binding,
				"--option=ncalrpc dir=" + directory.resolve("ncalrpc")))
			.isEqualTo(SmbtortureIntegrationTests.ALL_TESTS_OF_RPC_ECHO);
	}

	static class LocalEndpoint implements ApplicationContextInitializer<ConfigurableApplicationContext> {

		@Override
		public void initialize(ConfigurableApplicationContext context) {
			TestPropertyValues
				.of("rpc.server.bindings=ncacn_ip_tcp:127.0.0.1, ncalrpc:[echo]",
						"rpc.ncalrpc.directory=" + directory.resolve("ncalrpc"))
				.applyTo(context);
		}

	}

}
