package io.opnum.rpc.boot.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.boot.observation.RpcClientMetrics;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of the client: connections, associations, calls.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RpcClientAutoConfiguration.class,
		afterName = {
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, RpcClient.class })
public final class RpcClientMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RpcClientMetrics rpcClientMetrics(RpcClient client) {
		return new RpcClientMetrics(client);
	}

}
