package io.opnum.rpc.boot.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.opnum.rpc.binding.TransferSyntax;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DataSizeUnit;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.util.unit.DataUnit;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

/**
 * {@link ConfigurationProperties Properties} of the RPC client.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("rpc.client")
public class RpcClientProperties implements Validator {

	/**
	 * Deadline of a call whose binding gives none; zero for none. If a duration suffix is
	 * not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration timeout = Duration.ofSeconds(30);

	/**
	 * How long to try to connect. If a duration suffix is not specified, seconds will be
	 * used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration connectTimeout = Duration.ofSeconds(5);

	/**
	 * Time without calls after which a connection is closed; zero for never. If a
	 * duration suffix is not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration idleTimeout = Duration.ofMinutes(5);

	/**
	 * Most connections to one server where calls can't share one.
	 */
	private int maxConnections = 8;

	/**
	 * Most stub data of one response. If a data size suffix is not specified, bytes will
	 * be used.
	 */
	@DataSizeUnit(DataUnit.BYTES)
	private DataSize maxResponseSize = DataSize.ofMegabytes(64);

	/**
	 * TCP port of the endpoint mappers that are asked for the endpoints of bindings
	 * without one. Use '0' for the port of the endpoint mapper that this application
	 * embeds.
	 */
	private int endpointMapperPort = 135;

	/**
	 * Transfer syntaxes to offer to servers, which pick one.
	 */
	private Set<TransferSyntax> transferSyntaxes = EnumSet.allOf(TransferSyntax.class);

	/**
	 * Servers to call, by the name that clients are injected with.
	 */
	private Map<String, Binding> bindings = new LinkedHashMap<>();

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public int getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(int maxConnections) {
		this.maxConnections = maxConnections;
	}

	public DataSize getMaxResponseSize() {
		return this.maxResponseSize;
	}

	public void setMaxResponseSize(DataSize maxResponseSize) {
		this.maxResponseSize = maxResponseSize;
	}

	public int getEndpointMapperPort() {
		return this.endpointMapperPort;
	}

	public void setEndpointMapperPort(int endpointMapperPort) {
		this.endpointMapperPort = endpointMapperPort;
	}

	public Set<TransferSyntax> getTransferSyntaxes() {
		return this.transferSyntaxes;
	}

	public void setTransferSyntaxes(Set<TransferSyntax> transferSyntaxes) {
		this.transferSyntaxes = transferSyntaxes;
	}

	public Map<String, Binding> getBindings() {
		return this.bindings;
	}

	public void setBindings(Map<String, Binding> bindings) {
		this.bindings = bindings;
	}

	@Override
	public boolean supports(Class<?> type) {
		return RpcClientProperties.class == type;
	}

	@Override
	public void validate(Object target, Errors errors) {
		RpcClientProperties properties = (RpcClientProperties) target;
		PropertyChecks checks = new PropertyChecks(errors);
		checks.notNegative("timeout", properties.timeout);
		checks.positive("connectTimeout", properties.connectTimeout);
		checks.notNegative("idleTimeout", properties.idleTimeout);
		checks.positive("maxConnections", properties.maxConnections);
		checks.octets("maxResponseSize", properties.maxResponseSize, 1, Integer.MAX_VALUE);
		checks.within("endpointMapperPort", properties.endpointMapperPort, 0, 65535);
		checks.notEmpty("transferSyntaxes", properties.transferSyntaxes, "ndr, ndr64 or both");
		properties.bindings.forEach((name, binding) -> binding.validate("bindings[%s].".formatted(name), checks));
	}

	/**
	 * A server to call.
	 */
	public static class Binding {

		/**
		 * String binding of the server, for example
		 * 'ncacn_ip_tcp:stock.example.org[9135]'. Without an endpoint the endpoint mapper
		 * of its host is asked.
		 */
		private @Nullable String stringBinding;

		/**
		 * UUID of the object that is called, where the string binding names none.
		 */
		private @Nullable String object;

		/**
		 * Deadline of a call; zero for none. Default is that of all bindings. If a
		 * duration suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private @Nullable Duration timeout;

		/**
		 * Transfer syntaxes to offer to the server. Default are those of all bindings.
		 */
		private @Nullable Set<TransferSyntax> transferSyntaxes;

		private final Health health = new Health();

		public @Nullable String getStringBinding() {
			return this.stringBinding;
		}

		public void setStringBinding(@Nullable String stringBinding) {
			this.stringBinding = stringBinding;
		}

		public @Nullable String getObject() {
			return this.object;
		}

		public void setObject(@Nullable String object) {
			this.object = object;
		}

		public @Nullable Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(@Nullable Duration timeout) {
			this.timeout = timeout;
		}

		public @Nullable Set<TransferSyntax> getTransferSyntaxes() {
			return this.transferSyntaxes;
		}

		public void setTransferSyntaxes(@Nullable Set<TransferSyntax> transferSyntaxes) {
			this.transferSyntaxes = transferSyntaxes;
		}

		public Health getHealth() {
			return this.health;
		}

		private void validate(String path, PropertyChecks checks) {
			checks.stringBinding(path + "stringBinding", this.stringBinding);
			checks.uuid(path + "object", this.object);
			checks.notNegative(path + "timeout", this.timeout);
			checks.notEmpty(path + "transferSyntaxes", this.transferSyntaxes, "ndr, ndr64 or both");
			checks.positive(path + "health.timeout", this.health.timeout);
		}

	}

	/**
	 * How the health of a binding is seen.
	 */
	public static class Health {

		/**
		 * Whether the application's health shows whether the server is listening.
		 */
		private boolean enabled = true;

		/**
		 * How long to wait for the server's answer. If a duration suffix is not
		 * specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration timeout = Duration.ofSeconds(2);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

	}

}
