package io.opnum.rpc.boot.autoconfigure;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.boot.Contexts;
import io.opnum.rpc.boot.ImportRpcClients;
import io.opnum.rpc.boot.RpcClient;
import io.opnum.rpc.boot.RpcService;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.fixtures.Inventory;
import io.opnum.rpc.transport.ListenException;
import io.opnum.rpc.transport.ListenException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a newcomer reads when the application does not start: each failure is
 * brought about in a context and goes through all analyzers there are.
 */
class FailureAnalyzerTests {

	private final ApplicationContextRunner runner = Contexts.runner();

	@Test
	void aClientWithoutABinding() {
		FailureAnalysis analysis = analysis(this.runner.withBean(Checkout.class)
			.withPropertyValues("rpc.client.bindings.prices.string-binding=ncacn_ip_tcp:prices.example.org"));
		assertThat(analysis.getDescription()).isEqualTo("An RPC client of " + Inventory.class.getName()
				+ " is wanted over the binding 'stock', which is not configured; configured are prices.");
		assertThat(analysis.getAction()).contains("rpc.client.bindings.stock.string-binding=ncacn_ip_tcp:")
			.contains("endpoint mapper");
	}

	@Test
	void aClientOfATypeThatIsNoRpcInterface() {
		FailureAnalysis analysis = analysis(this.runner.withBean(Wrong.class));
		assertThat(analysis.getDescription()).isEqualTo("Parameter 0 of constructor in " + Wrong.class.getName()
				+ " wants an RPC client of java.lang.Runnable, which is an interface without @RpcInterface.");
		assertThat(analysis.getAction()).isEqualTo("Annotate java.lang.Runnable with @RpcInterface.");
	}

	@Test
	void anImportOfAClass() {
		FailureAnalysis analysis = analysis(this.runner.withUserConfiguration(ImportOfAClass.class));
		assertThat(analysis.getDescription()).isEqualTo("@ImportRpcClients on " + ImportOfAClass.class.getName()
				+ " wants an RPC client of java.lang.String, which is not an interface.");
		assertThat(analysis.getAction()).isEqualTo("Want an interface that is annotated with @RpcInterface.");
	}

	@Test
	void aDefectiveInterface() {
		FailureAnalysis analysis = analysis(this.runner.withBean(DefectiveService.class));
		assertThat(analysis.getDescription()).startsWith(Defective.class.getName() + " can't be an RPC interface:")
			.contains("first")
			.contains("second");
		assertThat(analysis.getAction()).startsWith("Mend " + Defective.class.getName() + ":")
			.contains("first")
			.contains("second");
	}

	@Test
	void twoBeansForOneInterfaceAndObject() {
		FailureAnalysis analysis = analysis(
				this.runner.withBean("one", InMemoryInventory.class).withBean("two", InMemoryInventory.class));
		assertThat(analysis.getDescription()).isEqualTo("The bean 'two' is to serve " + Inventory.class.getName()
				+ " for calls that name no object of its own, but so does the bean 'one'.");
		assertThat(analysis.getAction()).contains("@RpcService(objectUuids = ...)")
			.contains("@RpcService(enabled = false)");
	}

	@Test
	void anAnnotationWithAWrongUuid() {
		FailureAnalysis analysis = analysis(this.runner.withBean("stock", WrongObject.class));
		assertThat(analysis.getDescription())
			.isEqualTo("The objectUuids of @RpcService on bean 'stock' has '4711', which is no UUID.");
		assertThat(analysis.getAction()).isEqualTo("Correct the @RpcService annotation of the bean 'stock'.");
	}

	@Test
	void aMalformedStringBindingOfAClientNamesThePropertyAndItsOrigin() {
		FailureAnalysis analysis = analysis(
				yaml("rpc:\n  client:\n    bindings:\n      stock: { string-binding: 'ncacn_ip_tpc:stock' }\n")
					.withBean(Checkout.class));
		assertThat(analysis.getDescription()).contains("Property: rpc.client.bindings.stock.string-binding")
			.contains("Value: \"ncacn_ip_tpc:stock\"")
			.contains("Origin: application.yaml - 4:32")
			.contains("Reason: ")
			.contains("ncacn_ip_tcp");
		assertThat(analysis.getAction()).contains("[object-uuid@]protocol-sequence:[network-address][[endpoint]]");
	}

	@Test
	void aMalformedStringBindingOfTheServerNamesThePropertyAndItsOrigin() {
		FailureAnalysis analysis = analysis(
				yaml("rpc:\n  server:\n    bindings:\n    - 'ncacn_ip_tcp:'\n    - 'ncacn_ip_tcp:[port]'\n")
					.withBean(InMemoryInventory.class));
		assertThat(analysis.getDescription()).contains("Property: rpc.server.bindings[1]")
			.contains("Value: \"ncacn_ip_tcp:[port]\"")
			.contains("Origin: application.yaml - 5:7");
	}

	@Test
	void aMalformedStringBindingInAnAnnotation() {
		FailureAnalysis analysis = analysis(this.runner.withBean(WrongEndpoint.class));
		assertThat(analysis.getDescription()).contains("nonsense");
		assertThat(analysis.getAction()).startsWith("Correct the string binding.");
	}

	@Test
	void allWrongPropertiesAreToldTogether() {
		FailureAnalysis analysis = analysis(
				yaml("rpc:\n  server:\n    limits:\n      max-connections: 0\n    max-concurrent-calls: 0\n")
					.withBean(InMemoryInventory.class));
		assertThat(analysis.getDescription()).contains("Property: rpc.server.limits.max-connections")
			.contains("Origin: application.yaml - 4:24")
			.contains("Property: rpc.server.max-concurrent-calls")
			.contains("Reason: must be at least 1");
		assertThat(analysis.getAction()).isEqualTo("Correct the value in the configuration.");
	}

	@Test
	void aPortThatIsInUse() throws IOException {
		try (ServerSocket taken = new ServerSocket(0)) {
			FailureAnalysis analysis = analysis(this.runner.withBean(InMemoryInventory.class)
				.withPropertyValues("rpc.server.bindings=ncacn_ip_tcp:127.0.0.1[%d]".formatted(taken.getLocalPort())));
			assertThat(analysis.getDescription())
				.isEqualTo("The RPC server can't listen on ncacn_ip_tcp:127.0.0.1[%d]: it is already in use."
					.formatted(taken.getLocalPort()));
			assertThat(analysis.getAction()).contains("rpc.server.bindings");
		}
	}

	@Test
	void oneOfSeveralStringBindingsInOneText() {
		FailureAnalysis analysis = analysis(yaml(
				"rpc:\n  client:\n    bindings:\n      stock:\n        string-bindings: ncacn_ip_tcp:a, ncacn_ip_tpc:b\n")
			.withBean(Checkout.class));
		assertThat(analysis.getDescription()).contains("Property: rpc.client.bindings.stock.string-bindings[1]")
			.contains("Value: \"ncacn_ip_tpc:b\"")
			.contains("Origin: application.yaml - 5:26");
	}

	@Test
	void aBindingWithoutAStringBindingHasNoValueToShow() {
		FailureAnalysis analysis = analysis(
				yaml("rpc:\n  client:\n    bindings:\n      stock: { timeout: 1s }\n").withBean(Checkout.class));
		assertThat(analysis.getDescription()).contains("Property: rpc.client.bindings.stock.string-binding")
			.contains("Reason: A string binding is required")
			.doesNotContain("null");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void aDirectoryOfSocketFilesThatEverybodyMayWriteTo(@TempDir Path directory) throws IOException {
		Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		FailureAnalysis analysis = analysis(this.runner.withBean(InMemoryInventory.class)
			.withPropertyValues("rpc.server.bindings=ncalrpc:[stock]", "rpc.ncalrpc.directory=" + directory,
					"rpc.endpoint-mapper.mode=none"));
		assertThat(analysis.getDescription())
			.startsWith("The RPC server can't listen on ncalrpc:[stock]: everybody may write to the directory");
		assertThat(analysis.getAction()).contains("rpc.ncalrpc.directory");
	}

	@Test
	void aPortOfTheEndpointMapperThatIsInUse() throws IOException {
		try (ServerSocket taken = new ServerSocket(0)) {
			FailureAnalysis analysis = analysis(this.runner.withBean(InMemoryInventory.class)
				.withPropertyValues("rpc.endpoint-mapper.mode=embedded", "rpc.endpoint-mapper.address=127.0.0.1",
						"rpc.endpoint-mapper.port=" + taken.getLocalPort()));
			assertThat(analysis.getDescription()).isEqualTo(
					"The embedded RPC endpoint mapper can't listen on ncacn_ip_tcp:127.0.0.1[%d]: somebody listens there already."
						.formatted(taken.getLocalPort()));
			assertThat(analysis.getAction()).contains("rpc.endpoint-mapper.mode=host")
				.contains("rpc.endpoint-mapper.port");
		}
	}

	@Test
	void aPortOfTheEndpointMapperThatIsNotPermitted() {
		ListenException refused = new ListenException(new Endpoint(ProtocolSequence.NCACN_IP_TCP, "", "135"),
				Reason.NOT_PERMITTED, "Refused", null);
		FailureAnalysis analysis = analysis(
				new ApplicationContextException("Failed to start", new EndpointMapperUnavailableException(
						EndpointMapperProblem.embedded(refused.endpoint().toStringBinding(), refused), refused)));
		assertThat(analysis.getDescription()).isEqualTo(
				"The embedded RPC endpoint mapper can't listen on ncacn_ip_tcp:[135]: the operating system does not permit it to this user.");
		assertThat(analysis.getAction()).contains("CAP_NET_BIND_SERVICE")
			.contains("net.ipv4.ip_unprivileged_port_start=135")
			.contains("rpc.endpoint-mapper.port")
			.contains("rpc.endpoint-mapper.mode=none");
	}

	@Test
	void noEndpointMapperOnTheHost() throws IOException {
		int port;
		try (ServerSocket free = new ServerSocket(0)) {
			port = free.getLocalPort();
		}
		FailureAnalysis analysis = analysis(this.runner.withBean(InMemoryInventory.class)
			.withPropertyValues("rpc.endpoint-mapper.mode=host", "rpc.endpoint-mapper.port=" + port));
		assertThat(analysis.getDescription()).startsWith(
				"The endpoints of the RPC server can't be registered in the endpoint mapper at ncacn_ip_tcp:127.0.0.1[%d]: "
					.formatted(port));
		assertThat(analysis.getAction()).contains("rpc.endpoint-mapper.mode=embedded");
	}

	@ParameterizedTest
	@EnumSource(Reason.class)
	void eachReasonNotToListenHasAnActionOfItsOwn(Reason reason) {
		ListenException refused = new ListenException(new Endpoint(ProtocolSequence.NCACN_IP_TCP, "192.0.2.1", "80"),
				reason, "Refused", null);
		FailureAnalysis analysis = analysis(new ApplicationContextException("Failed to start", refused));
		assertThat(analysis.getDescription()).startsWith("The RPC server can't listen on ncacn_ip_tcp:192.0.2.1[80]: ");
		assertThat(analysis.getAction()).contains("rpc.server.bindings");
		FailureAnalysis mapper = analysis(new EndpointMapperUnavailableException(
				EndpointMapperProblem.embedded(refused.endpoint().toStringBinding(), refused), refused));
		assertThat(mapper.getAction()).contains("rpc.endpoint-mapper.");
	}

	private ApplicationContextRunner yaml(String text) {
		return this.runner.withInitializer((context) -> {
			try {
				new YamlPropertySourceLoader()
					.load("application", new ByteArrayResource(text.getBytes(), "application.yaml") {

						@Override
						public String getDescription() {
							return "application.yaml";
						}

					})
					.forEach(context.getEnvironment().getPropertySources()::addFirst);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private static FailureAnalysis analysis(ApplicationContextRunner runner) {
		FailureAnalysis[] analysis = new FailureAnalysis[1];
		runner.run((context) -> {
			assertThat(context).hasFailed();
			analysis[0] = analysis(context.getStartupFailure());
		});
		return analysis[0];
	}

	/** As Boot does it: the first analyzer that can tell. */
	static FailureAnalysis analysis(Throwable failure) {
		List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, (type, name, ex) -> assertThat(name).doesNotContain("opnum"));
		for (FailureAnalyzer analyzer : analyzers) {
			FailureAnalysis analysis = analyzer.analyze(failure);
			if (analysis != null) {
				return analysis;
			}
		}
		throw new AssertionError("Nobody explains it", failure);
	}

	record Checkout(@RpcClient("stock") Inventory inventory) {

	}

	record Wrong(@RpcClient("stock") Runnable runnable) {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportRpcClients(types = String.class, binding = "stock")
	static class ImportOfAClass {

	}

	@RpcInterface
	interface Defective {

		void first(Thread thread);

		List<Thread> second();

	}

	static class DefectiveService implements Defective {

		@Override
		public void first(Thread thread) {
		}

		@Override
		public List<Thread> second() {
			return List.of();
		}

	}

	@RpcService(objectUuids = "4711")
	static class WrongObject extends InMemoryInventory {

	}

	@RpcService(endpoints = "nonsense")
	static class WrongEndpoint extends InMemoryInventory {

	}

}
