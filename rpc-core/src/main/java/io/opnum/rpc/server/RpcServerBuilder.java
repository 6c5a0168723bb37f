package io.opnum.rpc.server;

import java.util.concurrent.Executor;

import io.opnum.rpc.FaultMapper;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerInterceptor;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.binding.EndpointRegistrar;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.transport.Transport;

/**
 * Builds the server.
 *
 * @since 0.1.0
 */
public final class RpcServerBuilder implements RpcServer.Builder {

	@Override
	public RpcServer.Builder endpoint(StringBinding stringBinding) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcServer.Builder transport(Transport transport) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcServer.Builder endpointMapper(StringBinding stringBinding) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcServer.Builder endpointRegistrar(EndpointRegistrar registrar) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcServer.Builder maxConcurrentCalls(int maxConcurrentCalls) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcServer.Builder executor(Executor executor) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcServer.Builder limits(RpcServerLimits limits) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcServer.Builder interceptor(RpcServerInterceptor interceptor) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcServer.Builder faultMapper(FaultMapper faultMapper) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcServer.Builder remoteStopAllowed(boolean allowed) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcServer build() {
		throw new UnsupportedOperationException();
	}

}
