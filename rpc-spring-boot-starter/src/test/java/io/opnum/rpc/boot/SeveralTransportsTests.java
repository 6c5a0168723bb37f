package io.opnum.rpc.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.opnum.rpc.EndpointNotRegisteredException;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.UnknownInterfaceException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.actuate.RpcEndpoint;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.fixtures.Inventory;
import io.opnum.rpc.boot.fixtures.Pricing;
import io.opnum.rpc.ndr.InterfaceStub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for a server that listens over TCP, {@code ncalrpc} and in-process at once, and
 * for services that are confined to some of its endpoints.
 */
@DisabledOnOs(OS.WINDOWS)
@ExtendWith(OutputCaptureExtension.class)
class SeveralTransportsTests {

	private final String name = "test-" + UUID.randomUUID();

	@TempDir
	private Path directory;

	private void run(Consumer<AssertableApplicationContext> test, String... properties) {
		new ApplicationContextRunner().withConfiguration(Contexts.autoConfigurations())
			.withBean(InMemoryInventory.class)
			.withBean(LocalPricing.class)
			.withPropertyValues(
					"rpc.server.bindings=ncacn_ip_tcp:127.0.0.1, ncalrpc:[warehouse], opnum_inproc:[" + this.name + "]",
					"rpc.ncalrpc.directory=" + this.directory.resolve("sockets"), "rpc.endpoint-mapper.port=0",
					"rpc.endpoint-mapper.address=127.0.0.1", "rpc.endpoint-mapper.mode=embedded",
					"management.endpoints.jmx.exposure.include=rpc", "spring.jmx.enabled=true",
					"rpc.client.endpoint-mapper-port=0")
			.withPropertyValues(properties)
			.run((context) -> test.accept(context));
	}

	@BeforeEach
	void logTheStart() {
		((Logger) LoggerFactory.getLogger(RpcServer.class)).setLevel(Level.INFO);
	}

	@AfterEach
	void logAsBefore() {
		((Logger) LoggerFactory.getLogger(RpcServer.class)).setLevel(null);
	}

	@Test
	void callsComeInOverEachOfThem() {
		run((context) -> {
			RpcClient client = context.getBean(RpcClient.class);
			List<StringBinding> bindings = context.getBean(RpcServer.class).bindings();
			assertThat(bindings).extracting(StringBinding::protocolSequence)
				.containsExactly(ProtocolSequence.NCACN_IP_TCP, ProtocolSequence.NCALRPC, ProtocolSequence.IN_PROCESS);
			for (StringBinding binding : bindings) {
				assertThat(client.proxy(Inventory.class, BindingHandle.of(binding)).reserve("bolt", 1)).isEqualTo(3);
			}
		});
	}

	@Test
	void eachIsTold(CapturedOutput output) {
		run((context) -> {
			List<String> bindings = context.getBean(RpcServer.class)
				.bindings()
				.stream()
				.map(StringBinding::toString)
				.toList();
			assertThat(output).contains("RPC endpoints: " + String.join(", ", bindings))
				.contains("ncalrpc:[warehouse]")
				.containsPattern("embedded endpoint mapper on ncacn_ip_tcp:127.0.0.1\\[\\d+], ncalrpc:\\[EPMAPPER]");
			RpcEndpoint.ServerDescriptor actuated = context.getBean(RpcEndpoint.class).rpc().server();
			assertThat(actuated).isNotNull();
			assertThat(actuated.bindings()).isEqualTo(bindings);
			assertThat(actuated.interfaces())
				.filteredOn((descriptor) -> descriptor.type().equals(Pricing.class.getName()))
				.singleElement()
				.satisfies((descriptor) -> assertThat(descriptor.endpoints()).containsExactly("ncalrpc:[warehouse]"));
			assertThat(context.getBean("rpcServerHealthContributor", HealthIndicator.class).health().getDetails())
				.containsEntry("bindings", bindings);
			assertThat(context.getEnvironment().getProperty("local.rpc.endpoints[1]")).isEqualTo("ncalrpc:[warehouse]");
		});
	}

	@Test
	void partiallyBoundHandlesFindTheEndpointOfTheirProtocolSequence() {
		run((context) -> {
			RpcClient client = context.getBean(RpcClient.class);
			for (String partial : List.of("ncacn_ip_tcp:127.0.0.1", "ncalrpc:")) {
				assertThat(client.proxy(Inventory.class, BindingHandle.of(partial)).reserve("bolt", 1)).as(partial)
					.isEqualTo(3);
			}
		});
	}

	@Test
	void confinedServiceIsServedThereAlone() {
		run((context) -> {
			RpcClient client = context.getBean(RpcClient.class);
			for (StringBinding binding : context.getBean(RpcServer.class).bindings()) {
				Pricing pricing = client.proxy(Pricing.class, BindingHandle.of(binding));
				if (binding.protocolSequence().equals(ProtocolSequence.NCALRPC)) {
					assertThat(pricing.price("bolt")).isEqualTo(4);
				}
				else {
					assertThatExceptionOfType(UnknownInterfaceException.class).isThrownBy(() -> pricing.price("bolt"));
				}
			}
		});
	}

	@Test
	void confinedServiceIsInTheEndpointMapForThatEndpointAlone() {
		run((context) -> {
			RpcClient client = context.getBean(RpcClient.class);
			List<EndpointEntry> entries = client.endpointMap(StringBinding.parse("ncalrpc:"));
			assertThat(entries).filteredOn((entry) -> isOf(entry, Pricing.class))
				.extracting((entry) -> entry.endpoint().toString())
				.containsExactly("ncalrpc:[warehouse]");
			assertThat(entries).filteredOn((entry) -> isOf(entry, Inventory.class))
				.extracting((entry) -> entry.endpoint().protocolSequence())
				.containsExactlyInAnyOrder(ProtocolSequence.NCACN_IP_TCP, ProtocolSequence.NCALRPC);
			assertThat(client.proxy(Pricing.class, BindingHandle.of("ncalrpc:")).price("bolt")).isEqualTo(4);
			assertThatExceptionOfType(EndpointNotRegisteredException.class).isThrownBy(
					() -> client.proxy(Pricing.class, BindingHandle.of("ncacn_ip_tcp:127.0.0.1")).price("bolt"));
		});
	}

	@Test
	void socketFilesAreWhereAndAsTheyAreConfigured() {
		run((context) -> {
			Path file = this.directory.resolve("sockets/warehouse");
			assertThat(file).satisfies((socket) -> assertThat(Files.getPosixFilePermissions(socket))
				.isEqualTo(PosixFilePermissions.fromString("rw-rw----")));
		}, "rpc.ncalrpc.permissions=rw-rw----");
		assertThat(this.directory.resolve("sockets")).isEmptyDirectory();
	}

	private static boolean isOf(EndpointEntry entry, Class<?> rpcInterface) {
		return InterfaceStub.of(rpcInterface).interfaceId().equals(entry.interfaceId());
	}

	@RpcService(endpoints = "ncalrpc:[warehouse]")
	static class LocalPricing implements Pricing {

		@Override
		public int price(String sku) {
			return sku.length();
		}

	}

}
