package io.opnum.rpc.boot.autoconfigure;

import io.opnum.rpc.RpcServer;
import io.opnum.rpc.boot.actuate.RpcServerHealthIndicator;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the {@link RpcServerHealthIndicator}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RpcServerAutoConfiguration.class)
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(RpcServer.class)
@ConditionalOnEnabledHealthIndicator("rpc-server")
public final class RpcServerHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "rpcServerHealthIndicator", "rpcServerHealthContributor" })
	HealthContributor rpcServerHealthContributor(RpcServer server) {
		return new RpcServerHealthIndicator(server);
	}

}
