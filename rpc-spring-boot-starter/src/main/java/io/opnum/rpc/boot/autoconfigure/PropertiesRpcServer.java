package io.opnum.rpc.boot.autoconfigure;

import java.util.List;
import java.util.Set;

import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.boot.RpcServerBindingCustomizer;

/**
 * What {@link RpcServerProperties} mean to the builder of a server.
 *
 * @param bindings the endpoints
 * @param maxConcurrentCalls how many calls run at once
 * @param allowRemoteStop whether remote callers may stop the server
 * @param transferSyntaxes what is accepted
 * @param extendedErrorInformation whether callers are told of exceptions
 * @param interruptOnCancel whether cancels interrupt the threads of operations
 * @param limits the limits
 */
record PropertiesRpcServer(List<StringBinding> bindings, int maxConcurrentCalls, boolean allowRemoteStop,
		Set<TransferSyntax> transferSyntaxes, boolean extendedErrorInformation, boolean interruptOnCancel,
		RpcServerLimits limits) {

	private static final StringBinding DYNAMIC_TCP = StringBinding.builder(ProtocolSequence.NCACN_IP_TCP).build();

	static PropertiesRpcServer of(RpcServerProperties properties) {
		List<StringBinding> bindings = properties.getBindings()
			.stream()
			.map(StringBinding::parseServerEndpoint)
			.toList();
		return new PropertiesRpcServer(
				(bindings.isEmpty() && !properties.getSsl().isEnabled()) ? List.of(DYNAMIC_TCP) : bindings,
				properties.getMaxConcurrentCalls(), properties.isAllowRemoteStop(), properties.getTransferSyntaxes(),
				properties.isExtendedErrorInformation(), properties.isInterruptOnCancel(),
				limits(properties.getLimits()));
	}

	private static RpcServerLimits limits(RpcServerProperties.Limits limits) {
		return new RpcServerLimits((int) limits.getMaxFragmentSize().toBytes(), (int) limits.getMaxCallSize().toBytes(),
				(int) limits.getMaxResponseSize().toBytes(), limits.getMaxConnections(),
				limits.getMaxConnectionsPerAddress(), limits.getMaxContextsPerConnection(),
				limits.getMaxSecurityContexts(), limits.getMaxCallsPerConnection(), limits.getMaxContextHandles(),
				limits.getMaxContextHandlesPerAssociation(), limits.getBindTimeout(), limits.getFragmentTimeout(),
				limits.getIdleTimeout(), limits.getWriteTimeout(), limits.getKeepAlive(),
				limits.getMaxPipeSize().toBytes(), limits.getMaxBufferedSize().toBytes());
	}

	void applyTo(RpcServer.Builder builder, RpcServerBindingCustomizer customizer) {
		this.bindings.stream().map(customizer::customize).forEach(builder::endpoint);
		builder.maxConcurrentCalls(this.maxConcurrentCalls);
		builder.remoteStopAllowed(this.allowRemoteStop);
		builder.transferSyntaxes(this.transferSyntaxes);
		builder.extendedErrorInformation(this.extendedErrorInformation);
		builder.interruptOnCancel(this.interruptOnCancel);
		builder.limits(this.limits);
	}

}
