package io.opnum.rpc.boot.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opnum.rpc.RetryPolicy;
import io.opnum.rpc.binding.BindingVector;
import io.opnum.rpc.binding.TransferSyntax;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
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
	 * Whether servers are told the time that a call has left, and calls that an operation
	 * makes last no longer than the one it serves.
	 */
	private boolean deadlinePropagation = true;

	/**
	 * How long a server may take to answer a call that was given up, before it is told
	 * that no answer is awaited any more; zero for not at all. If a duration suffix is
	 * not specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration cancelTimeout = Duration.ofSeconds(1);

	/**
	 * How long to try to connect. If a duration suffix is not specified, seconds will be
	 * used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration connectTimeout = Duration.ofSeconds(5);

	/**
	 * Time without calls after which a connection is closed, unless it is the last one to
	 * a server that has context handles open; zero for never. If a duration suffix is not
	 * specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration idleTimeout = Duration.ofMinutes(5);

	/**
	 * After how long without traffic the network is asked whether a server's host is
	 * still there; where it is not, the connection ends after the same time again, on
	 * Linux after 30 seconds at the earliest. Zero for never. If a duration suffix is not
	 * specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration keepAlive = Duration.ofSeconds(60);

	/**
	 * Most connections to one server where calls can't share one.
	 */
	private int maxConnections = 8;

	/**
	 * Of how many users connections are kept while they do not call, where calls are made
	 * as the user ('security.identity').
	 */
	private int maxIdleCallers = 64;

	/**
	 * Most stub data of one response. If a data size suffix is not specified, bytes will
	 * be used.
	 */
	@DataSizeUnit(DataUnit.BYTES)
	private DataSize maxResponseSize = DataSize.ofMegabytes(64);

	/**
	 * Most octets of one response with pipes, all its pipes together. Zero for any
	 * number. If a data size suffix is not specified, bytes will be used.
	 */
	@DataSizeUnit(DataUnit.BYTES)
	private DataSize maxPipeSize = DataSize.ofGigabytes(16);

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
	 * When calls are made again that failed. Default is never.
	 */
	private @Nullable Retry retry;

	@NestedConfigurationProperty
	private final RpcClientSecurityProperties security = new RpcClientSecurityProperties();

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

	public boolean isDeadlinePropagation() {
		return this.deadlinePropagation;
	}

	public void setDeadlinePropagation(boolean deadlinePropagation) {
		this.deadlinePropagation = deadlinePropagation;
	}

	public Duration getCancelTimeout() {
		return this.cancelTimeout;
	}

	public void setCancelTimeout(Duration cancelTimeout) {
		this.cancelTimeout = cancelTimeout;
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

	public Duration getKeepAlive() {
		return this.keepAlive;
	}

	public void setKeepAlive(Duration keepAlive) {
		this.keepAlive = keepAlive;
	}

	public int getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(int maxConnections) {
		this.maxConnections = maxConnections;
	}

	public int getMaxIdleCallers() {
		return this.maxIdleCallers;
	}

	public void setMaxIdleCallers(int maxIdleCallers) {
		this.maxIdleCallers = maxIdleCallers;
	}

	public DataSize getMaxResponseSize() {
		return this.maxResponseSize;
	}

	public void setMaxResponseSize(DataSize maxResponseSize) {
		this.maxResponseSize = maxResponseSize;
	}

	public DataSize getMaxPipeSize() {
		return this.maxPipeSize;
	}

	public void setMaxPipeSize(DataSize maxPipeSize) {
		this.maxPipeSize = maxPipeSize;
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

	public @Nullable Retry getRetry() {
		return this.retry;
	}

	public void setRetry(@Nullable Retry retry) {
		this.retry = retry;
	}

	public RpcClientSecurityProperties getSecurity() {
		return this.security;
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
		checks.notNegative("cancelTimeout", properties.cancelTimeout);
		checks.positive("connectTimeout", properties.connectTimeout);
		checks.notNegative("idleTimeout", properties.idleTimeout);
		checks.notNegative("keepAlive", properties.keepAlive);
		checks.positive("maxConnections", properties.maxConnections);
		checks.positive("maxIdleCallers", properties.maxIdleCallers);
		checks.octets("maxResponseSize", properties.maxResponseSize, 1, Integer.MAX_VALUE);
		checks.notNegative("maxPipeSize", properties.maxPipeSize);
		checks.within("endpointMapperPort", properties.endpointMapperPort, 0, 65535);
		checks.notEmpty("transferSyntaxes", properties.transferSyntaxes, "ndr, ndr64 or both");
		Retry.validate("retry.", properties.retry, checks);
		ClientSecurity.validateCredentials("security.", properties.security, checks);
		ClientSecurity.of(properties.security).validateService("security.", checks);
		properties.bindings
			.forEach((name, binding) -> binding.validate("bindings[%s].".formatted(name), properties.security, checks));
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
		 * String bindings of several servers, of which any will do, instead of the one.
		 */
		private List<String> stringBindings = new ArrayList<>();

		/**
		 * How one of several servers is picked for a call.
		 */
		private BindingVector.Selection selection = BindingVector.Selection.IN_ORDER;

		/**
		 * How long one of several servers is passed over after it failed; zero for not at
		 * all. If a duration suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration holdOff = Duration.ofSeconds(10);

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
		 * How long the server may take to answer a call that was given up. Default is
		 * that of all bindings. If a duration suffix is not specified, seconds will be
		 * used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private @Nullable Duration cancelTimeout;

		/**
		 * Transfer syntaxes to offer to the server. Default are those of all bindings.
		 */
		private @Nullable Set<TransferSyntax> transferSyntaxes;

		/**
		 * When calls are made again that failed. Default is that of all bindings.
		 */
		private @Nullable Retry retry;

		/**
		 * Who calls, and how calls are protected. Default is what is set for all
		 * bindings.
		 */
		@NestedConfigurationProperty
		private @Nullable RpcClientSecurityProperties security;

		@NestedConfigurationProperty
		private final ClientSslProperties ssl = new ClientSslProperties();

		private final Health health = new Health();

		public List<String> getStringBindings() {
			return this.stringBindings;
		}

		public void setStringBindings(List<String> stringBindings) {
			this.stringBindings = stringBindings;
		}

		public BindingVector.Selection getSelection() {
			return this.selection;
		}

		public void setSelection(BindingVector.Selection selection) {
			this.selection = selection;
		}

		public Duration getHoldOff() {
			return this.holdOff;
		}

		public void setHoldOff(Duration holdOff) {
			this.holdOff = holdOff;
		}

		public @Nullable Retry getRetry() {
			return this.retry;
		}

		public void setRetry(@Nullable Retry retry) {
			this.retry = retry;
		}

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

		public @Nullable Duration getCancelTimeout() {
			return this.cancelTimeout;
		}

		public void setCancelTimeout(@Nullable Duration cancelTimeout) {
			this.cancelTimeout = cancelTimeout;
		}

		public @Nullable Set<TransferSyntax> getTransferSyntaxes() {
			return this.transferSyntaxes;
		}

		public void setTransferSyntaxes(@Nullable Set<TransferSyntax> transferSyntaxes) {
			this.transferSyntaxes = transferSyntaxes;
		}

		public @Nullable RpcClientSecurityProperties getSecurity() {
			return this.security;
		}

		public void setSecurity(@Nullable RpcClientSecurityProperties security) {
			this.security = security;
		}

		public ClientSslProperties getSsl() {
			return this.ssl;
		}

		public Health getHealth() {
			return this.health;
		}

		private boolean isTcp() {
			return this.stringBindings.isEmpty() ? ServerSslProperties.isTcp(this.stringBinding)
					: this.stringBindings.stream().allMatch(ServerSslProperties::isTcp);
		}

		private void validate(String path, RpcClientSecurityProperties securityOfAll, PropertyChecks checks) {
			if (this.security != null) {
				ClientSecurity.validateCredentials(path + "security.", this.security, checks);
			}
			ClientSecurity.of(securityOfAll, this.security).validate(path + "security.", checks);
			if (this.stringBindings.isEmpty()) {
				checks.stringBinding(path + "stringBinding", this.stringBinding);
			}
			else {
				checks.absent(path + "stringBinding", this.stringBinding, "where string-bindings is set");
				for (int i = 0; i < this.stringBindings.size(); i++) {
					checks.stringBinding("%sstringBindings[%d]".formatted(path, i), this.stringBindings.get(i));
				}
			}
			checks.needs(path + "ssl.enabled", !this.ssl.isEnabled() || isTcp(),
					"must be false where a string binding is not of ncacn_ip_tcp, which alone has TLS");
			checks.notNegative(path + "holdOff", this.holdOff);
			Retry.validate(path + "retry.", this.retry, checks);
			checks.uuid(path + "object", this.object);
			checks.notNegative(path + "timeout", this.timeout);
			checks.notNegative(path + "cancelTimeout", this.cancelTimeout);
			checks.notEmpty(path + "transferSyntaxes", this.transferSyntaxes, "ndr, ndr64 or both");
			checks.positive(path + "health.timeout", this.health.timeout);
		}

	}

	/**
	 * When calls are made again that failed: those that certainly did not execute, and
	 * those of idempotent operations.
	 */
	public static class Retry {

		/**
		 * Most attempts of a call, the first one included.
		 */
		private int maxAttempts = RetryPolicy.DEFAULT.maxAttempts();

		/**
		 * Wait before the second attempt. If a duration suffix is not specified,
		 * milliseconds will be used.
		 */
		@DurationUnit(ChronoUnit.MILLIS)
		private Duration initialBackoff = RetryPolicy.DEFAULT.initialBackoff();

		/**
		 * Longest wait between attempts. If a duration suffix is not specified,
		 * milliseconds will be used.
		 */
		@DurationUnit(ChronoUnit.MILLIS)
		private Duration maxBackoff = RetryPolicy.DEFAULT.maxBackoff();

		/**
		 * How much longer each wait is than the one before.
		 */
		private double multiplier = RetryPolicy.DEFAULT.multiplier();

		/**
		 * Part of each wait that is left to chance, 0 to 1.
		 */
		private double jitter = RetryPolicy.DEFAULT.jitter();

		/**
		 * Calls that may be made again for each that succeeded; some few may in any case.
		 */
		private double budget = RetryPolicy.DEFAULT.budget();

		public int getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

		public Duration getInitialBackoff() {
			return this.initialBackoff;
		}

		public void setInitialBackoff(Duration initialBackoff) {
			this.initialBackoff = initialBackoff;
		}

		public Duration getMaxBackoff() {
			return this.maxBackoff;
		}

		public void setMaxBackoff(Duration maxBackoff) {
			this.maxBackoff = maxBackoff;
		}

		public double getMultiplier() {
			return this.multiplier;
		}

		public void setMultiplier(double multiplier) {
			this.multiplier = multiplier;
		}

		public double getJitter() {
			return this.jitter;
		}

		public void setJitter(double jitter) {
			this.jitter = jitter;
		}

		public double getBudget() {
			return this.budget;
		}

		public void setBudget(double budget) {
			this.budget = budget;
		}

		static @Nullable RetryPolicy policy(@Nullable Retry retry) {
			return (retry != null) ? new RetryPolicy(retry.maxAttempts, retry.initialBackoff, retry.maxBackoff,
					retry.multiplier, retry.jitter, retry.budget) : null;
		}

		private static void validate(String path, @Nullable Retry retry, PropertyChecks checks) {
			if (retry != null) {
				checks.positive(path + "maxAttempts", retry.maxAttempts);
				checks.notNegative(path + "initialBackoff", retry.initialBackoff);
				checks.notLess(path + "maxBackoff", retry.maxBackoff, retry.initialBackoff, "initial-backoff");
				checks.within(path + "multiplier", retry.multiplier, 1, 100);
				checks.within(path + "jitter", retry.jitter, 0, 1);
				checks.within(path + "budget", retry.budget, 0, 1000);
			}
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
