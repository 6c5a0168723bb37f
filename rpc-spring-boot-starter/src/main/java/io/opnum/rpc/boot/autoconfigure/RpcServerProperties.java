package io.opnum.rpc.boot.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

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
 * {@link ConfigurationProperties Properties} of the RPC server.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("rpc.server")
public class RpcServerProperties implements Validator {

	static final int MAX_ANNOTATION_LENGTH = 63;

	/**
	 * String bindings of the endpoints to listen on, for example 'ncacn_ip_tcp:[9135]' or
	 * 'ncalrpc:[inventory]'. Without an endpoint a dynamic one is taken; without a
	 * network address it listens on all. If none is given, not even one with TLS, the
	 * server listens on a dynamic TCP port.
	 */
	private List<String> bindings = new ArrayList<>();

	/**
	 * Most calls that run at once. Further callers are told that the server is too busy.
	 */
	private int maxConcurrentCalls = 256;

	/**
	 * Transfer syntaxes to accept. Of several that a client offers NDR64 is taken first.
	 */
	private Set<TransferSyntax> transferSyntaxes = EnumSet.allOf(TransferSyntax.class);

	/**
	 * Whether callers are told the class names and messages of exceptions and their
	 * causes, with the name of the host.
	 */
	private boolean extendedErrorInformation;

	/**
	 * Whether the thread of an operation is interrupted when its call is cancelled,
	 * orphaned or its caller gone.
	 */
	private boolean interruptOnCancel;

	/**
	 * Whether remote callers may stop the server through the management interface.
	 */
	private boolean allowRemoteStop;

	/**
	 * Type of shutdown. A graceful one waits for calls in flight, for
	 * 'spring.lifecycle.timeout-per-shutdown-phase' at most.
	 */
	private Shutdown shutdown = Shutdown.GRACEFUL;

	/**
	 * Text for people that goes with the server's endpoints in the endpoint map, at most
	 * 63 characters. Default is the name of the application.
	 */
	private @Nullable String annotation;

	@NestedConfigurationProperty
	private final ServerSslProperties ssl = new ServerSslProperties();

	private final Limits limits = new Limits();

	public List<String> getBindings() {
		return this.bindings;
	}

	public void setBindings(List<String> bindings) {
		this.bindings = bindings;
	}

	public int getMaxConcurrentCalls() {
		return this.maxConcurrentCalls;
	}

	public void setMaxConcurrentCalls(int maxConcurrentCalls) {
		this.maxConcurrentCalls = maxConcurrentCalls;
	}

	public Set<TransferSyntax> getTransferSyntaxes() {
		return this.transferSyntaxes;
	}

	public void setTransferSyntaxes(Set<TransferSyntax> transferSyntaxes) {
		this.transferSyntaxes = transferSyntaxes;
	}

	public boolean isExtendedErrorInformation() {
		return this.extendedErrorInformation;
	}

	public void setExtendedErrorInformation(boolean extendedErrorInformation) {
		this.extendedErrorInformation = extendedErrorInformation;
	}

	public boolean isInterruptOnCancel() {
		return this.interruptOnCancel;
	}

	public void setInterruptOnCancel(boolean interruptOnCancel) {
		this.interruptOnCancel = interruptOnCancel;
	}

	public boolean isAllowRemoteStop() {
		return this.allowRemoteStop;
	}

	public void setAllowRemoteStop(boolean allowRemoteStop) {
		this.allowRemoteStop = allowRemoteStop;
	}

	public Shutdown getShutdown() {
		return this.shutdown;
	}

	public void setShutdown(Shutdown shutdown) {
		this.shutdown = shutdown;
	}

	public @Nullable String getAnnotation() {
		return this.annotation;
	}

	public void setAnnotation(@Nullable String annotation) {
		this.annotation = annotation;
	}

	public ServerSslProperties getSsl() {
		return this.ssl;
	}

	public Limits getLimits() {
		return this.limits;
	}

	@Override
	public boolean supports(Class<?> type) {
		return RpcServerProperties.class == type;
	}

	@Override
	public void validate(Object target, Errors errors) {
		RpcServerProperties properties = (RpcServerProperties) target;
		PropertyChecks checks = new PropertyChecks(errors);
		for (int i = 0; i < properties.bindings.size(); i++) {
			checks.serverEndpoint("bindings[%d]".formatted(i), properties.bindings.get(i));
		}
		checks.positive("maxConcurrentCalls", properties.maxConcurrentCalls);
		checks.notEmpty("transferSyntaxes", properties.transferSyntaxes, "ndr, ndr64 or both");
		checks.text("annotation", properties.annotation, MAX_ANNOTATION_LENGTH);
		properties.ssl.validate("ssl.", checks);
		properties.limits.validate(checks);
	}

	/**
	 * How the server is shut down.
	 */
	public enum Shutdown {

		/**
		 * Calls in flight are waited for.
		 */
		GRACEFUL,

		/**
		 * Calls in flight are given up.
		 */
		IMMEDIATE

	}

	/**
	 * What peers are held to.
	 */
	public static class Limits {

		/**
		 * Largest fragment that is taken and sent, 1432B to 65535B. If a data size suffix
		 * is not specified, bytes will be used.
		 */
		@DataSizeUnit(DataUnit.BYTES)
		private DataSize maxFragmentSize = DataSize.ofBytes(5840);

		/**
		 * Most stub data of one request. If a data size suffix is not specified, bytes
		 * will be used.
		 */
		@DataSizeUnit(DataUnit.BYTES)
		private DataSize maxCallSize = DataSize.ofMegabytes(4);

		/**
		 * Most stub data of one response. If a data size suffix is not specified, bytes
		 * will be used.
		 */
		@DataSizeUnit(DataUnit.BYTES)
		private DataSize maxResponseSize = DataSize.ofMegabytes(64);

		/**
		 * Most connections that are open at once. Further ones are closed at once.
		 */
		private int maxConnections = 10000;

		/**
		 * Most connections from one peer address.
		 */
		private int maxConnectionsPerAddress = 5000;

		/**
		 * Most presentation contexts (interfaces and transfer syntaxes) of a connection.
		 */
		private int maxContextsPerConnection = 256;

		/**
		 * Most security contexts of a connection: how often its client may authenticate
		 * itself on it.
		 */
		private int maxSecurityContexts = 256;

		/**
		 * Most calls in flight on one connection. Past it the connection is not read
		 * until some have ended.
		 */
		private int maxCallsPerConnection = 128;

		/**
		 * Most context handles that are open at once.
		 */
		private int maxContextHandles = 1000000;

		/**
		 * Most context handles of one association, that is of one client. A call that
		 * would open another is told that resources are exhausted.
		 */
		private int maxContextHandlesPerAssociation = 10000;

		/**
		 * How long a connection may take until its bind. If a duration suffix is not
		 * specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration bindTimeout = Duration.ofSeconds(30);

		/**
		 * How long a call, or a PDU, may stay incomplete. If a duration suffix is not
		 * specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration fragmentTimeout = Duration.ofSeconds(60);

		/**
		 * How long a connection may be silent with no call in flight; zero for ever. If a
		 * duration suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration idleTimeout = Duration.ofSeconds(0);

		/**
		 * How long a peer may not read while octets wait for it. If a duration suffix is
		 * not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration writeTimeout = Duration.ofSeconds(30);

		/**
		 * After how long without traffic the network is asked whether a peer's host is
		 * still there; where it is not, its connection ends, and its context handles are
		 * run down, after the same time again, on Linux after the write timeout at the
		 * earliest. Zero for never. If a duration suffix is not specified, seconds will
		 * be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration keepAlive = Duration.ofSeconds(60);

		/**
		 * Most octets of one request with pipes, all its pipes together. Zero for any
		 * number. If a data size suffix is not specified, bytes will be used.
		 */
		@DataSizeUnit(DataUnit.BYTES)
		private DataSize maxPipeSize = DataSize.ofGigabytes(16);

		/**
		 * Most octets held in memory for all peers together: one half for requests that
		 * are incomplete or have pipes, the other for requests that are complete and
		 * answers that are not read. Zero for half of the memory. If a data size suffix
		 * is not specified, bytes will be used.
		 */
		@DataSizeUnit(DataUnit.BYTES)
		private DataSize maxBufferedSize = DataSize.ofBytes(0);

		public DataSize getMaxFragmentSize() {
			return this.maxFragmentSize;
		}

		public void setMaxFragmentSize(DataSize maxFragmentSize) {
			this.maxFragmentSize = maxFragmentSize;
		}

		public DataSize getMaxCallSize() {
			return this.maxCallSize;
		}

		public void setMaxCallSize(DataSize maxCallSize) {
			this.maxCallSize = maxCallSize;
		}

		public DataSize getMaxResponseSize() {
			return this.maxResponseSize;
		}

		public void setMaxResponseSize(DataSize maxResponseSize) {
			this.maxResponseSize = maxResponseSize;
		}

		public int getMaxConnections() {
			return this.maxConnections;
		}

		public void setMaxConnections(int maxConnections) {
			this.maxConnections = maxConnections;
		}

		public int getMaxConnectionsPerAddress() {
			return this.maxConnectionsPerAddress;
		}

		public void setMaxConnectionsPerAddress(int maxConnectionsPerAddress) {
			this.maxConnectionsPerAddress = maxConnectionsPerAddress;
		}

		public int getMaxContextsPerConnection() {
			return this.maxContextsPerConnection;
		}

		public void setMaxContextsPerConnection(int maxContextsPerConnection) {
			this.maxContextsPerConnection = maxContextsPerConnection;
		}

		public int getMaxSecurityContexts() {
			return this.maxSecurityContexts;
		}

		public void setMaxSecurityContexts(int maxSecurityContexts) {
			this.maxSecurityContexts = maxSecurityContexts;
		}

		public int getMaxCallsPerConnection() {
			return this.maxCallsPerConnection;
		}

		public void setMaxCallsPerConnection(int maxCallsPerConnection) {
			this.maxCallsPerConnection = maxCallsPerConnection;
		}

		public int getMaxContextHandles() {
			return this.maxContextHandles;
		}

		public void setMaxContextHandles(int maxContextHandles) {
			this.maxContextHandles = maxContextHandles;
		}

		public int getMaxContextHandlesPerAssociation() {
			return this.maxContextHandlesPerAssociation;
		}

		public void setMaxContextHandlesPerAssociation(int maxContextHandlesPerAssociation) {
			this.maxContextHandlesPerAssociation = maxContextHandlesPerAssociation;
		}

		public Duration getBindTimeout() {
			return this.bindTimeout;
		}

		public void setBindTimeout(Duration bindTimeout) {
			this.bindTimeout = bindTimeout;
		}

		public Duration getFragmentTimeout() {
			return this.fragmentTimeout;
		}

		public void setFragmentTimeout(Duration fragmentTimeout) {
			this.fragmentTimeout = fragmentTimeout;
		}

		public Duration getIdleTimeout() {
			return this.idleTimeout;
		}

		public void setIdleTimeout(Duration idleTimeout) {
			this.idleTimeout = idleTimeout;
		}

		public Duration getWriteTimeout() {
			return this.writeTimeout;
		}

		public void setWriteTimeout(Duration writeTimeout) {
			this.writeTimeout = writeTimeout;
		}

		public Duration getKeepAlive() {
			return this.keepAlive;
		}

		public void setKeepAlive(Duration keepAlive) {
			this.keepAlive = keepAlive;
		}

		public DataSize getMaxPipeSize() {
			return this.maxPipeSize;
		}

		public void setMaxPipeSize(DataSize maxPipeSize) {
			this.maxPipeSize = maxPipeSize;
		}

		public DataSize getMaxBufferedSize() {
			return this.maxBufferedSize;
		}

		public void setMaxBufferedSize(DataSize maxBufferedSize) {
			this.maxBufferedSize = maxBufferedSize;
		}

		private void validate(PropertyChecks checks) {
			checks.octets("limits.maxFragmentSize", this.maxFragmentSize, 1432, 65535);
			checks.octets("limits.maxCallSize", this.maxCallSize, 1, Integer.MAX_VALUE);
			checks.octets("limits.maxResponseSize", this.maxResponseSize, 1, Integer.MAX_VALUE);
			checks.positive("limits.maxConnections", this.maxConnections);
			checks.positive("limits.maxConnectionsPerAddress", this.maxConnectionsPerAddress);
			checks.positive("limits.maxContextsPerConnection", this.maxContextsPerConnection);
			checks.positive("limits.maxSecurityContexts", this.maxSecurityContexts);
			checks.positive("limits.maxCallsPerConnection", this.maxCallsPerConnection);
			checks.positive("limits.maxContextHandles", this.maxContextHandles);
			checks.positive("limits.maxContextHandlesPerAssociation", this.maxContextHandlesPerAssociation);
			checks.positive("limits.bindTimeout", this.bindTimeout);
			checks.positive("limits.fragmentTimeout", this.fragmentTimeout);
			checks.notNegative("limits.idleTimeout", this.idleTimeout);
			checks.positive("limits.writeTimeout", this.writeTimeout);
			checks.notNegative("limits.keepAlive", this.keepAlive);
			checks.notNegative("limits.maxPipeSize", this.maxPipeSize);
			checks.notNegative("limits.maxBufferedSize", this.maxBufferedSize);
		}

	}

}
