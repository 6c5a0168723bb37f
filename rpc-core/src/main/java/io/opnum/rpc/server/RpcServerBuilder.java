package io.opnum.rpc.server;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import io.opnum.rpc.FaultMapper;
import io.opnum.rpc.RpcSecurityCallback;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerInterceptor;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.binding.EndpointRegistrar;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.transport.LocalSockets;
import io.opnum.rpc.transport.Transport;
import io.opnum.rpc.transport.TransportSecurity;
import org.jspecify.annotations.Nullable;

/**
 * Builds the server. Not thread-safe; may be used again, what it built does not change
 * with it.
 *
 * @since 0.1.0
 */
public final class RpcServerBuilder implements RpcServer.Builder {

	private static final int DEFAULT_MAX_CONCURRENT_CALLS = 256;

	final List<StringBinding> endpoints = new ArrayList<>();

	final List<SecureEndpoint> secureEndpoints = new ArrayList<>();

	final List<Transport> transports = new ArrayList<>();

	final List<EndpointRegistrar> endpointRegistrars = new ArrayList<>();

	final List<RpcServerInterceptor> interceptors = new ArrayList<>();

	final List<FaultMapper> faultMappers = new ArrayList<>();

	final List<StringBinding> endpointMappers = new ArrayList<>();

	LocalSockets localSockets = LocalSockets.DEFAULT;

	int maxConcurrentCalls = DEFAULT_MAX_CONCURRENT_CALLS;

	@Nullable Executor executor;

	RpcServerLimits limits = RpcServerLimits.DEFAULT;

	boolean interruptOnCancel;

	Set<TransferSyntax> transferSyntaxes = EnumSet.allOf(TransferSyntax.class);

	boolean extendedErrorInformation;

	boolean remoteStopAllowed;

	final List<SecurityAcceptor> acceptors = new ArrayList<>();

	@Nullable AuthenticationLevel minimumAuthenticationLevel;

	final List<RpcSecurityCallback> securityCallbacks = new ArrayList<>();

	/** For tests. */
	@Nullable Executor authenticationExecutor;

	/** For tests. */
	Clock clock = Clock.systemUTC();

	/** For tests. */
	LongSupplier nanoTime = System::nanoTime;

	@Override
	public RpcServer.Builder endpoint(StringBinding stringBinding) {
		this.endpoints.add(stringBinding);
		return this;
	}

	@Override
	public RpcServer.Builder endpoint(StringBinding stringBinding, TransportSecurity security) {
		this.secureEndpoints.add(SecureEndpoint.of(stringBinding, security));
		return this;
	}

	@Override
	public RpcServer.Builder transport(Transport transport) {
		this.transports.add(transport);
		return this;
	}

	@Override
	public RpcServer.Builder localSockets(LocalSockets localSockets) {
		this.localSockets = localSockets;
		return this;
	}

	@Override
	public RpcServer.Builder endpointMapper(StringBinding stringBinding) {
		this.endpointMappers.add(stringBinding);
		return this;
	}

	@Override
	public RpcServer.Builder endpointRegistrar(EndpointRegistrar registrar) {
		this.endpointRegistrars.add(registrar);
		return this;
	}

	@Override
	public RpcServer.Builder maxConcurrentCalls(int maxConcurrentCalls) {
		if (maxConcurrentCalls < 1) {
			throw new IllegalArgumentException("maxConcurrentCalls must be positive, not " + maxConcurrentCalls);
		}
		this.maxConcurrentCalls = maxConcurrentCalls;
		return this;
	}

	@Override
	public RpcServer.Builder executor(Executor executor) {
		this.executor = executor;
		return this;
	}

	@Override
	public RpcServer.Builder limits(RpcServerLimits limits) {
		this.limits = limits;
		return this;
	}

	@Override
	public RpcServer.Builder interruptOnCancel(boolean interruptOnCancel) {
		this.interruptOnCancel = interruptOnCancel;
		return this;
	}

	@Override
	public RpcServer.Builder transferSyntaxes(Set<TransferSyntax> transferSyntaxes) {
		if (transferSyntaxes.isEmpty()) {
			throw new IllegalArgumentException("transferSyntaxes is empty: name NDR, NDR64 or both");
		}
		this.transferSyntaxes = EnumSet.copyOf(transferSyntaxes);
		return this;
	}

	@Override
	public RpcServer.Builder interceptor(RpcServerInterceptor interceptor) {
		this.interceptors.add(interceptor);
		return this;
	}

	@Override
	public RpcServer.Builder faultMapper(FaultMapper faultMapper) {
		this.faultMappers.add(faultMapper);
		return this;
	}

	@Override
	public RpcServer.Builder extendedErrorInformation(boolean enabled) {
		this.extendedErrorInformation = enabled;
		return this;
	}

	@Override
	public RpcServer.Builder remoteStopAllowed(boolean allowed) {
		this.remoteStopAllowed = allowed;
		return this;
	}

	@Override
	public RpcServer.Builder securityAcceptor(SecurityAcceptor acceptor) {
		this.acceptors.add(acceptor);
		return this;
	}

	@Override
	public RpcServer.Builder minimumAuthenticationLevel(AuthenticationLevel level) {
		this.minimumAuthenticationLevel = level;
		return this;
	}

	@Override
	public RpcServer.Builder securityCallback(RpcSecurityCallback securityCallback) {
		this.securityCallbacks.add(securityCallback);
		return this;
	}

	@Override
	public RpcServer build() {
		return new DefaultRpcServer(this);
	}

}
