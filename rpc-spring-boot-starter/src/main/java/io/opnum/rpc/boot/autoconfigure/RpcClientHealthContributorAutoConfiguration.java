package io.opnum.rpc.boot.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.boot.RpcClients;
import io.opnum.rpc.boot.actuate.RpcClientHealthIndicator;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configuration of an {@link RpcClientHealthIndicator} for each client binding.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RpcClientAutoConfiguration.class)
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(RpcClients.class)
@Conditional(OnRpcClientBindingCondition.class)
@ConditionalOnEnabledHealthIndicator("rpc-clients")
public final class RpcClientHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "rpcClientsHealthIndicator", "rpcClientsHealthContributor" })
	HealthContributor rpcClientsHealthContributor(RpcClients clients, RpcClient client,
			RpcClientProperties properties) {
		Map<String, HealthContributor> indicators = new LinkedHashMap<>();
		properties.getBindings().forEach((name, binding) -> {
			if (binding.getHealth().isEnabled()) {
				Duration timeout = binding.getHealth().getTimeout();
				indicators.put(name, new RpcClientHealthIndicator(name, clients, client, timeout));
			}
		});
		return CompositeHealthContributor.fromMap(indicators);
	}

}
