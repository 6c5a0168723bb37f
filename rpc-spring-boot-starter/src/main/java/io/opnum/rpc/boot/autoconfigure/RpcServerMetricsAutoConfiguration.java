package io.opnum.rpc.boot.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.boot.observation.RpcServerMetrics;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of the server: connections, associations, calls.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RpcServerAutoConfiguration.class,
		afterName = {
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, RpcServer.class })
public final class RpcServerMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RpcServerMetrics rpcServerMetrics(RpcServer server) {
		return new RpcServerMetrics(server);
	}

}
