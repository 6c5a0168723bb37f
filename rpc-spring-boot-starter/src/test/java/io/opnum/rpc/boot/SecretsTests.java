package io.opnum.rpc.boot;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.boot.actuate.RpcEndpoint;
import io.opnum.rpc.boot.autoconfigure.RpcClientProperties;
import io.opnum.rpc.boot.autoconfigure.RpcServerSecurityProperties;
import io.opnum.rpc.boot.fixtures.Desk;
import io.opnum.rpc.boot.fixtures.ReceptionDesk;
import io.opnum.rpc.security.CredentialsProvider;
import io.opnum.rpc.security.NtHash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Secrets are nowhere but where they are used: a context with distinctive ones, whose
 * output is searched for them.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecretsTests {

	private static final String PASSWORD = "Xk29-distinctive";

	private static final String WRONG = "Qz77-peculiar";

	private static final String HASH = HexFormat.of().formatHex(NtHash.of(PASSWORD.toCharArray()).octets());

	private static final List<String> SECRETS = List.of(PASSWORD, WRONG, HASH, HASH.toUpperCase());

	private final ApplicationContextRunner runner = Contexts.runner()
		.withBean(ReceptionDesk.class)
		.withPropertyValues("rpc.server.security.ntlm.accounts.alice.nt-hash=" + HASH,
				"rpc.client.security.service=ntlm", "management.endpoints.jmx.exposure.include=rpc",
				"spring.jmx.enabled=true");

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.opnum");

	@BeforeEach
	void logEverything() {
		this.logger.setLevel(Level.TRACE);
	}

	@AfterEach
	void logAsBefore() {
		this.logger.setLevel(null);
	}

	@Test
	void callsTellNoSecret(CapturedOutput output) {
		this.runner.run((server) -> {
			String endpoint = server.getEnvironment().getRequiredProperty("local.rpc.endpoint");
			this.runner
				.withPropertyValues("rpc.client.security.username=alice", "rpc.client.security.password=" + PASSWORD,
						"rpc.client.bindings.good.string-binding=" + endpoint,
						"rpc.client.bindings.hash.string-binding=" + endpoint,
						"rpc.client.bindings.hash.security.username=alice",
						"rpc.client.bindings.hash.security.nt-hash=" + HASH,
						"rpc.client.bindings.bad.string-binding=" + endpoint,
						"rpc.client.bindings.bad.security.username=alice",
						"rpc.client.bindings.bad.security.password=" + WRONG)
				.run((context) -> {
					RpcClients clients = context.getBean(RpcClients.class);
					assertThat(clients.get("good", Desk.class).caller()).startsWith("alice");
					assertThat(clients.get("hash", Desk.class).caller()).startsWith("alice");
					RpcAccessDeniedException refused = catchThrowableOfType(RpcAccessDeniedException.class,
							() -> clients.get("bad", Desk.class).caller());
					hasNoSecret(Stream.iterate((Throwable) refused, (ex) -> ex != null, Throwable::getCause)
						.toList()
						.toString());
					hasNoSecret(clients.bindings().toString());
					hasNoSecret(context.getBean(RpcClientProperties.class).getSecurity().toString());
					hasNoSecret(context.getBean(RpcServerSecurityProperties.class).getNtlm().toString());
					hasNoSecret(context.getBean(CredentialsProvider.class).toString());
					RpcEndpoint endpointOfActuator = new RpcEndpoint(null, null,
							context.getBean(io.opnum.rpc.RpcClient.class), clients);
					hasNoSecret(new JsonMapper().writeValueAsString(endpointOfActuator.rpc()));
					EnvironmentEndpoint environment = new EnvironmentEndpoint(context.getEnvironment(), List.of(),
							Show.NEVER);
					hasNoSecret(new JsonMapper().writeValueAsString(environment.environment(null)));
					ConfigurationPropertiesReportEndpoint properties = new ConfigurationPropertiesReportEndpoint(
							List.of(), Show.NEVER);
					properties.setApplicationContext(context.getSourceApplicationContext());
					hasNoSecret(new JsonMapper().writeValueAsString(properties.configurationProperties()));
				});
		});
		hasNoSecret(output.getAll());
		assertThat(output).contains("alice");
	}

	@Test
	void whatIsWrongWithSecretsIsSaidWithoutThem(CapturedOutput output) {
		Map<String, String> wrong = Map.of("rpc.server.security.ntlm.accounts.alice.nt-hash", PASSWORD,
				"rpc.client.security.password", PASSWORD, "rpc.client.bindings.a.security.nt-hash", WRONG);
		wrong.forEach((property, value) -> this.runner
			.withPropertyValues("rpc.client.bindings.a.string-binding=ncacn_ip_tcp:a", property + "=" + value)
			.run((context) -> {
				assertThat(context).hasFailed();
				Throwable failure = context.getStartupFailure();
				for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
					hasNoSecret(cause.toString());
				}
				FailureAnalysis analysis = SpringFactoriesLoader
					.forDefaultResourceLocation(ClassUtils.getDefaultClassLoader())
					.load(FailureAnalyzer.class, SpringFactoriesLoader.ArgumentResolver.none(),
							SpringFactoriesLoader.FailureHandler.handleMessage((message, cause) -> {
							}))
					.stream()
					.map((analyzer) -> analyzer.analyze(failure))
					.filter((found) -> found != null)
					.findFirst()
					.orElseThrow();
				hasNoSecret(analysis.getDescription() + analysis.getAction());
				assertThat(analysis.getDescription()).contains("Property: rpc.");
			}));
		hasNoSecret(output.getAll());
	}

	private static void hasNoSecret(String text) {
		assertThat(text).isNotEmpty().doesNotContain(SECRETS.toArray(String[]::new));
	}

}
