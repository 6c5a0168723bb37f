package io.opnum.rpc.boot.autoconfigure;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.boot.RpcEndpointMap;
import io.opnum.rpc.boot.RpcClients;
import io.opnum.rpc.boot.actuate.RpcEndpoint;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the {@link RpcEndpoint}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { RpcServerAutoConfiguration.class, RpcClientAutoConfiguration.class })
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(RpcEndpoint.class)
public final class RpcEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RpcEndpoint rpcEndpoint(ObjectProvider<RpcServer> server, ObjectProvider<RpcEndpointMap> endpointMap,
			ObjectProvider<RpcClient> client, ObjectProvider<RpcClients> clients) {
		return new RpcEndpoint(server.getIfAvailable(), endpointMap.getIfAvailable(), client.getIfAvailable(),
				clients.getIfAvailable());
	}

}
