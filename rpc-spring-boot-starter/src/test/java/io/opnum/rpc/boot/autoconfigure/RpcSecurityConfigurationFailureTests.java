package io.opnum.rpc.boot.autoconfigure;

import io.opnum.rpc.boot.Contexts;
import io.opnum.rpc.boot.fixtures.ReceptionDesk;
import io.opnum.rpc.security.AnonymousCredentials;
import io.opnum.rpc.security.PerCallCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for properties of security that need something else to be there.
 */
class RpcSecurityConfigurationFailureTests {

	private final ApplicationContextRunner server = Contexts.runner().withBean(ReceptionDesk.class);

	@ParameterizedTest
	@ValueSource(strings = { "rpc.server.security.minimum-level=privacy", "rpc.server.security.ntlm.enabled=true" })
	void whatNobodyCouldAuthenticateByIsExplained(String property) {
		this.server.withPropertyValues(property).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new RpcSecurityConfigurationFailureAnalyzer()
				.analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).startsWith(property.substring(0, property.indexOf('=')));
			assertThat(analysis.getAction()).contains("rpc.server.security.ntlm.accounts");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "rpc.client.security.identity", "rpc.client.bindings.desk.security.identity" })
	void theIdentityOfCallersNeedsSomebodyWhoKnowsThem(String property) {
		ApplicationContextRunner client = this.server
			.withPropertyValues("rpc.client.bindings.desk.string-binding=ncacn_ip_tcp:desk", property + "=caller")
			.withClassLoader(new FilteredClassLoader("org.springframework.security"));
		client.run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new RpcSecurityConfigurationFailureAnalyzer()
				.analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).startsWith(property + " is caller");
			assertThat(analysis.getAction()).contains("org.springframework.security:spring-security-core");
		});
		client.withBean(PerCallCredentials.class, () -> new PerCallCredentials(AnonymousCredentials::new))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void theLevelNoneNeedsNothing() {
		this.server.withPropertyValues("rpc.server.security.minimum-level=none")
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
