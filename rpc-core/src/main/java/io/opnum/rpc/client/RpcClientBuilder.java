package io.opnum.rpc.client;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcClientInterceptor;
import io.opnum.rpc.binding.EndpointResolver;
import io.opnum.rpc.transport.Transport;

/**
 * Builds the client.
 *
 * @since 0.1.0
 */
public final class RpcClientBuilder implements RpcClient.Builder {

	@Override
	public RpcClient.Builder transport(Transport transport) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcClient.Builder endpointResolver(EndpointResolver resolver) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcClient.Builder endpointMapperPort(int port) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcClient.Builder timeout(Duration timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcClient.Builder connectTimeout(Duration timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcClient.Builder maxConnectionsPerAssociation(int maxConnections) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcClient.Builder idleTimeout(Duration idleTimeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcClient.Builder maxResponseSize(int maxResponseSize) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcClient.Builder callbackExecutor(Executor executor) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcClient.Builder interceptor(RpcClientInterceptor interceptor) {
		throw new UnsupportedOperationException();
	}

	@Override
	public RpcClient build() {
		throw new UnsupportedOperationException();
	}

}
