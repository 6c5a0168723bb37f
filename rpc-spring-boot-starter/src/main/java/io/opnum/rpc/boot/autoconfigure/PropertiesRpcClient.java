package io.opnum.rpc.boot.autoconfigure;

import java.time.Duration;
import java.util.Set;

import io.opnum.rpc.RetryPolicy;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.binding.TransferSyntax;

/**
 * What {@link RpcClientProperties} mean to the builder of a client.
 *
 * @param timeout the deadline of calls
 * @param deadlinePropagation whether the time that a call has left is handed over
 * @param cancelTimeout how long a server may take to answer a call that was given up
 * @param connectTimeout how long to try to connect
 * @param idleTimeout after which time without calls a connection is closed
 * @param keepAlive after which time without traffic TCP asks for the server
 * @param maxConnections how many connections an association has at most
 * @param maxIdleCallers of how many callers connections are kept while they do not call
 * @param maxResponseSize the most octets of a response
 * @param maxPipeSize the most octets of a response with pipes
 * @param transferSyntaxes what is offered
 * @param retryPolicy when calls are made again
 * @param endpointMapperPort the port of endpoint mappers, 0 where a resolver knows it
 */
record PropertiesRpcClient(Duration timeout, boolean deadlinePropagation, Duration cancelTimeout,
		Duration connectTimeout, Duration idleTimeout, Duration keepAlive, int maxConnections, int maxIdleCallers,
		int maxResponseSize, long maxPipeSize, Set<TransferSyntax> transferSyntaxes, RetryPolicy retryPolicy,
		int endpointMapperPort) {

	static PropertiesRpcClient of(RpcClientProperties properties) {
		RetryPolicy retryPolicy = RpcClientProperties.Retry.policy(properties.getRetry());
		return new PropertiesRpcClient(properties.getTimeout(), properties.isDeadlinePropagation(),
				properties.getCancelTimeout(), properties.getConnectTimeout(), properties.getIdleTimeout(),
				properties.getKeepAlive(), properties.getMaxConnections(), properties.getMaxIdleCallers(),
				(int) properties.getMaxResponseSize().toBytes(), properties.getMaxPipeSize().toBytes(),
				properties.getTransferSyntaxes(), (retryPolicy != null) ? retryPolicy : RetryPolicy.NONE,
				properties.getEndpointMapperPort());
	}

	void applyTo(RpcClient.Builder builder) {
		builder.timeout(this.timeout)
			.deadlinePropagation(this.deadlinePropagation)
			.cancelTimeout(this.cancelTimeout)
			.connectTimeout(this.connectTimeout)
			.idleTimeout(this.idleTimeout)
			.keepAlive(this.keepAlive)
			.maxConnectionsPerAssociation(this.maxConnections)
			.maxIdleCallers(this.maxIdleCallers)
			.maxResponseSize(this.maxResponseSize)
			.maxPipeSize(this.maxPipeSize)
			.transferSyntaxes(this.transferSyntaxes)
			.retryPolicy(this.retryPolicy);
		if (this.endpointMapperPort != 0) {
			builder.endpointMapperPort(this.endpointMapperPort);
		}
	}

}
