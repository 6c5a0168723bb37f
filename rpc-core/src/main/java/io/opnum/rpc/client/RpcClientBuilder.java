package io.opnum.rpc.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

import io.opnum.rpc.RetryPolicy;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcClientInterceptor;
import io.opnum.rpc.binding.EndpointResolver;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.SecurityInitiator;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.transport.LocalSockets;
import io.opnum.rpc.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Builds the client. Not thread-safe; may build several clients.
 *
 * @since 0.1.0
 */
public final class RpcClientBuilder implements RpcClient.Builder {

	private final List<Transport> transports = new ArrayList<>();

	private final List<RpcClientInterceptor> interceptors = new ArrayList<>();

	private LocalSockets localSockets = LocalSockets.DEFAULT;

	private @Nullable EndpointResolver endpointResolver;

	private int endpointMapperPort = 135;

	private Duration timeout = Duration.ofSeconds(30);

	private boolean deadlinePropagation = true;

	private Duration cancelTimeout = Duration.ofSeconds(1);

	private Duration connectTimeout = Duration.ofSeconds(5);

	private int maxConnections = 8;

	private int maxIdleCallers = 64;

	private Duration idleTimeout = Duration.ofMinutes(5);

	private Duration keepAlive = Duration.ofSeconds(60);

	private int maxResponseSize = 64 * 1024 * 1024;

	private long maxPipeSize = 16L * 1024 * 1024 * 1024;

	private Set<TransferSyntax> transferSyntaxes = EnumSet.allOf(TransferSyntax.class);

	private final Map<AuthenticationService, SecurityInitiator> initiators = new EnumMap<>(
			Map.of(AuthenticationService.NTLM, new NtlmInitiator("")));

	private AuthenticationInfo authentication = AuthenticationInfo.NONE;

	private RetryPolicy retryPolicy = RetryPolicy.NONE;

	private Executor callbackExecutor = ForkJoinPool.commonPool();

	/**
	 * Return whether an object is a proxy that a client made.
	 * @param object the object
	 * @return whether it is
	 * @see RpcClient#isProxy(Object)
	 */
	public static boolean isProxy(Object object) {
		return ReflectiveProxy.isProxy(object);
	}

	@Override
	public RpcClientBuilder transport(Transport transport) {
		this.transports.add(Objects.requireNonNull(transport, "transport"));
		return this;
	}

	@Override
	public RpcClientBuilder localSockets(LocalSockets localSockets) {
		this.localSockets = Objects.requireNonNull(localSockets, "localSockets");
		return this;
	}

	@Override
	public RpcClientBuilder endpointResolver(EndpointResolver resolver) {
		this.endpointResolver = Objects.requireNonNull(resolver, "resolver");
		return this;
	}

	@Override
	public RpcClientBuilder endpointMapperPort(int port) {
		check(port > 0 && port <= 0xffff, "endpointMapperPort", port, "be a port, 1 to 65535");
		this.endpointMapperPort = port;
		return this;
	}

	@Override
	public RpcClientBuilder timeout(Duration timeout) {
		check(!timeout.isNegative(), "timeout", timeout, "not be negative; zero means no deadline");
		this.timeout = timeout;
		return this;
	}

	@Override
	public RpcClientBuilder deadlinePropagation(boolean deadlinePropagation) {
		this.deadlinePropagation = deadlinePropagation;
		return this;
	}

	@Override
	public RpcClientBuilder cancelTimeout(Duration timeout) {
		check(!timeout.isNegative(), "cancelTimeout", timeout, "not be negative; zero means not to wait");
		this.cancelTimeout = timeout;
		return this;
	}

	@Override
	public RpcClientBuilder connectTimeout(Duration timeout) {
		check(!timeout.isNegative() && !timeout.isZero(), "connectTimeout", timeout, "be positive");
		this.connectTimeout = timeout;
		return this;
	}

	@Override
	public RpcClientBuilder maxConnectionsPerAssociation(int maxConnections) {
		check(maxConnections > 0, "maxConnectionsPerAssociation", maxConnections, "be positive");
		this.maxConnections = maxConnections;
		return this;
	}

	@Override
	public RpcClientBuilder maxIdleCallers(int maxIdleCallers) {
		check(maxIdleCallers > 0, "maxIdleCallers", maxIdleCallers, "be positive");
		this.maxIdleCallers = maxIdleCallers;
		return this;
	}

	@Override
	public RpcClientBuilder idleTimeout(Duration idleTimeout) {
		check(!idleTimeout.isNegative(), "idleTimeout", idleTimeout, "not be negative; zero means never");
		this.idleTimeout = idleTimeout;
		return this;
	}

	@Override
	public RpcClientBuilder maxPipeSize(long maxPipeSize) {
		check(maxPipeSize >= 0, "maxPipeSize", maxPipeSize, "not be negative");
		this.maxPipeSize = maxPipeSize;
		return this;
	}

	@Override
	public RpcClientBuilder keepAlive(Duration keepAlive) {
		check(!keepAlive.isNegative(), "keepAlive", keepAlive, "not be negative; zero means never");
		this.keepAlive = keepAlive;
		return this;
	}

	@Override
	public RpcClientBuilder maxResponseSize(int maxResponseSize) {
		check(maxResponseSize > 0, "maxResponseSize", maxResponseSize, "be positive");
		this.maxResponseSize = maxResponseSize;
		return this;
	}

	@Override
	public RpcClientBuilder transferSyntaxes(Set<TransferSyntax> transferSyntaxes) {
		check(!transferSyntaxes.isEmpty(), "transferSyntaxes", transferSyntaxes, "name NDR, NDR64 or both");
		this.transferSyntaxes = EnumSet.copyOf(transferSyntaxes);
		return this;
	}

	@Override
	public RpcClientBuilder authentication(AuthenticationInfo authentication) {
		this.authentication = Objects.requireNonNull(authentication, "authentication");
		return this;
	}

	@Override
	public RpcClientBuilder securityInitiator(SecurityInitiator initiator) {
		this.initiators.put(initiator.service(), initiator);
		return this;
	}

	@Override
	public RpcClientBuilder retryPolicy(RetryPolicy retryPolicy) {
		this.retryPolicy = Objects.requireNonNull(retryPolicy, "retryPolicy");
		return this;
	}

	@Override
	public RpcClientBuilder callbackExecutor(Executor executor) {
		this.callbackExecutor = Objects.requireNonNull(executor, "executor");
		return this;
	}

	@Override
	public RpcClientBuilder interceptor(RpcClientInterceptor interceptor) {
		this.interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
		return this;
	}

	@Override
	public RpcClient build() {
		return new DefaultRpcClient(new ClientSettings(this.transports, this.localSockets, this.endpointResolver,
				this.endpointMapperPort, this.timeout, this.deadlinePropagation, this.cancelTimeout,
				this.connectTimeout, this.maxConnections, this.maxIdleCallers, this.idleTimeout, this.keepAlive,
				this.maxResponseSize, this.maxPipeSize, EnumSet.copyOf(this.transferSyntaxes), this.authentication,
				this.initiators, this.retryPolicy, this.callbackExecutor, this.interceptors));
	}

	private static void check(boolean valid, String name, Object value, String expected) {
		if (!valid) {
			throw new IllegalArgumentException("%s is %s: it must %s".formatted(name, value, expected));
		}
	}

}
