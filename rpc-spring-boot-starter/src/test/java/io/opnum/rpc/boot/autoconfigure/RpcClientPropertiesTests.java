package io.opnum.rpc.boot.autoconfigure;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import io.opnum.rpc.RetryPolicy;
import io.opnum.rpc.binding.BindingVector;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.boot.autoconfigure.RpcClientProperties.Binding;
import org.junit.jupiter.api.Test;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RpcClientProperties} and what they mean to a client.
 */
class RpcClientPropertiesTests {

	@Test
	void defaultsAreThoseOfTheCore() {
		assertThat(PropertiesRpcClient.of(new RpcClientProperties()))
			.isEqualTo(new PropertiesRpcClient(Duration.ofSeconds(30), true, Duration.ofSeconds(1),
					Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(60), 8, 64, 64 * 1024 * 1024,
					DataSize.ofGigabytes(16).toBytes(), EnumSet.allOf(TransferSyntax.class), RetryPolicy.NONE, 135));
	}

	@Test
	void bindsWithUnits() {
		RpcClientProperties properties = bind(Map.ofEntries(Map.entry("rpc.client.timeout", "250ms"),
				Map.entry("rpc.client.deadline-propagation", "false"), Map.entry("rpc.client.cancel-timeout", "30ms"),
				Map.entry("rpc.client.connect-timeout", "1m"), Map.entry("rpc.client.idle-timeout", "2h"),
				Map.entry("rpc.client.keep-alive", "1500ms"), Map.entry("rpc.client.max-connections", "2"),
				Map.entry("rpc.client.max-idle-callers", "7"), Map.entry("rpc.client.max-response-size", "1KB"),
				Map.entry("rpc.client.max-pipe-size", "2KB"), Map.entry("rpc.client.endpoint-mapper-port", "1135"),
				Map.entry("rpc.client.transfer-syntaxes", "ndr64")));
		assertThat(PropertiesRpcClient.of(properties)).isEqualTo(new PropertiesRpcClient(Duration.ofMillis(250), false,
				Duration.ofMillis(30), Duration.ofMinutes(1), Duration.ofHours(2), Duration.ofMillis(1500), 2, 7, 1024,
				2048, Set.of(TransferSyntax.NDR64), RetryPolicy.NONE, 1135));
	}

	@Test
	void bindsWithoutUnitsAsBytesAndSeconds() {
		RpcClientProperties properties = bind(Map.of("rpc.client.timeout", "1", "rpc.client.connect-timeout", "2",
				"rpc.client.idle-timeout", "0", "rpc.client.keep-alive", "9", "rpc.client.max-response-size", "3",
				"rpc.client.max-pipe-size", "0", "rpc.client.cancel-timeout", "5"));
		assertThat(PropertiesRpcClient.of(properties)).isEqualTo(new PropertiesRpcClient(Duration.ofSeconds(1), true,
				Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(9), 8, 64, 3, 0,
				EnumSet.allOf(TransferSyntax.class), RetryPolicy.NONE, 135));
	}

	@Test
	void bindsBindings() {
		RpcClientProperties properties = bind(Map.of("rpc.client.bindings.stock.string-binding",
				"ncacn_ip_tcp:stock.example.org[9135]", "rpc.client.bindings.stock.object",
				"60a15ec5-4de8-11d7-a637-005056a20182", "rpc.client.bindings.stock.timeout", "2",
				"rpc.client.bindings.stock.cancel-timeout", "4", "rpc.client.bindings.stock.transfer-syntaxes", "ndr",
				"rpc.client.bindings.stock.health.enabled", "false", "rpc.client.bindings.stock.health.timeout", "3"));
		Binding binding = properties.getBindings().get("stock");
		assertThat(binding.getStringBinding()).isEqualTo("ncacn_ip_tcp:stock.example.org[9135]");
		assertThat(binding.getObject()).isEqualTo("60a15ec5-4de8-11d7-a637-005056a20182");
		assertThat(binding.getTimeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(binding.getCancelTimeout()).isEqualTo(Duration.ofSeconds(4));
		assertThat(binding.getTransferSyntaxes()).containsExactly(TransferSyntax.NDR);
		assertThat(binding.getHealth().isEnabled()).isFalse();
		assertThat(binding.getHealth().getTimeout()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void aBindingIsHealthCheckedUnlessToldOtherwise() {
		Binding binding = new Binding();
		assertThat(binding.getHealth().isEnabled()).isTrue();
		assertThat(binding.getHealth().getTimeout()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void reportsEachValueThatIsOutOfRange() {
		assertThat(PropertiesBinding.errors("rpc.client", RpcClientProperties.class,
				Map.of("rpc.client.timeout", "-1s", "rpc.client.connect-timeout", "0s", "rpc.client.idle-timeout",
						"-1s", "rpc.client.max-connections", "0", "rpc.client.max-response-size", "0B",
						"rpc.client.endpoint-mapper-port", "65536", "rpc.client.transfer-syntaxes", "",
						"rpc.client.keep-alive", "-1s", "rpc.client.cancel-timeout", "-1s")))
			.containsOnlyKeys("timeout", "connectTimeout", "idleTimeout", "maxConnections", "maxResponseSize",
					"endpointMapperPort", "transferSyntaxes", "keepAlive", "cancelTimeout");
	}

	@Test
	void reportsWhatIsWrongWithABindingByItsName() {
		Map<String, String> errors = PropertiesBinding.errors("rpc.client", RpcClientProperties.class,
				Map.of("rpc.client.bindings.a.string-binding", "nonsense", "rpc.client.bindings.b.timeout", "-1s",
						"rpc.client.bindings.c.string-binding", "ncacn_ip_tcp:", "rpc.client.bindings.c.object",
						"1-2-3-4-5", "rpc.client.bindings.c.health.timeout", "0s",
						"rpc.client.bindings.c.transfer-syntaxes", "", "rpc.client.bindings.c.cancel-timeout", "-1s"));
		assertThat(errors).containsOnlyKeys("bindings[a].stringBinding", "bindings[b].stringBinding",
				"bindings[b].timeout", "bindings[c].object", "bindings[c].health.timeout",
				"bindings[c].transferSyntaxes", "bindings[c].cancelTimeout");
		assertThat(errors).containsEntry("bindings[b].stringBinding", "A string binding is required")
			.containsEntry("bindings[c].object", "must be a UUID, for example 60a15ec5-4de8-11d7-a637-005056a20182");
	}

	@Test
	void bindingsLeadWhereTheirPropertiesSay() {
		PropertiesRpcClientConnectionDetails details = new PropertiesRpcClientConnectionDetails(
				bind(Map.of("rpc.client.bindings.stock.string-binding", "ncacn_ip_tcp:stock.example.org")));
		assertThat(details.getBindingNames()).containsExactly("stock");
		assertThat(details.getStringBinding("stock")).isEqualTo(StringBinding.parse("ncacn_ip_tcp:stock.example.org"));
		assertThat(details.getStringBinding("other")).isNull();
	}

	@Test
	void reportsServersAndRetriesThatMakeNoSense() {
		assertThat(PropertiesBinding.errors("rpc.client", RpcClientProperties.class,
				Map.of("rpc.client.retry.max-attempts", "0", "rpc.client.retry.jitter", "1.5",
						"rpc.client.retry.initial-backoff", "2s", "rpc.client.retry.max-backoff", "1s",
						"rpc.client.bindings.stock.string-binding", "ncacn_ip_tcp:a",
						"rpc.client.bindings.stock.string-bindings", "ncacn_ip_tcp:b",
						"rpc.client.bindings.stock.hold-off", "-1s")))
			.containsOnly(Map.entry("retry.maxAttempts", "must be at least 1"),
					Map.entry("retry.jitter", "must be within 0.0 and 1.0"),
					Map.entry("retry.maxBackoff", "must not be less than initial-backoff"),
					Map.entry("bindings[stock].stringBinding", "must not be set where string-bindings is set"),
					Map.entry("bindings[stock].holdOff", "must not be negative"));
	}

	@Test
	void retriesBindWithDefaultsForWhatIsNotSaid() {
		RpcClientProperties properties = bind(Map.of("rpc.client.retry.max-attempts", "5",
				"rpc.client.bindings.stock.string-binding", "ncacn_ip_tcp:a", "rpc.client.bindings.stock.retry.jitter",
				"0.25", "rpc.client.bindings.stock.retry.initial-backoff", "20",
				"rpc.client.bindings.stock.retry.max-backoff", "1s", "rpc.client.bindings.stock.retry.multiplier", "3",
				"rpc.client.bindings.stock.retry.budget", "0.1"));
		assertThat(PropertiesRpcClient.of(properties).retryPolicy()).isEqualTo(RetryPolicy.DEFAULT.withMaxAttempts(5));
		assertThat(RpcClientProperties.Retry.policy(properties.getBindings().get("stock").getRetry()))
			.isEqualTo(new RetryPolicy(3, Duration.ofMillis(20), Duration.ofSeconds(1), 3, 0.25, 0.1));
	}

	@Test
	void severalServersBindWithHowToPickThem() {
		RpcClientProperties properties = bind(Map.of("rpc.client.bindings.stock.string-bindings",
				"ncacn_ip_tcp:a[1],ncacn_ip_tcp:b[1]", "rpc.client.bindings.stock.selection", "round-robin",
				"rpc.client.bindings.stock.hold-off", "3"));
		Binding binding = properties.getBindings().get("stock");
		assertThat(binding.getSelection()).isEqualTo(BindingVector.Selection.ROUND_ROBIN);
		assertThat(binding.getHoldOff()).isEqualTo(Duration.ofSeconds(3));
		PropertiesRpcClientConnectionDetails details = new PropertiesRpcClientConnectionDetails(properties);
		assertThat(details.getStringBindings("stock")).containsExactly(StringBinding.parse("ncacn_ip_tcp:a[1]"),
				StringBinding.parse("ncacn_ip_tcp:b[1]"));
		assertThat(details.getStringBinding("stock")).isEqualTo(StringBinding.parse("ncacn_ip_tcp:a[1]"));
		assertThat(details.getStringBindings("other")).isEmpty();
	}

	private static RpcClientProperties bind(Map<String, String> properties) {
		return PropertiesBinding.bind("rpc.client", RpcClientProperties.class, properties);
	}

}
