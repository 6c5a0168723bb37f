package io.opnum.rpc.boot.autoconfigure;

import io.micrometer.observation.ObservationRegistry;
import io.opnum.rpc.boot.observation.ObservationRpcServerInterceptor;
import io.opnum.rpc.boot.observation.RpcServerObservationConvention;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the observation of calls that the server runs.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnBooleanProperty(name = "rpc.server.observation.enabled", matchIfMissing = true)
public final class RpcServerObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ObservationRpcServerInterceptor observationRpcServerInterceptor(ObservationRegistry registry,
			ObjectProvider<RpcServerObservationConvention> convention) {
		return new ObservationRpcServerInterceptor(registry, convention.getIfAvailable());
	}

}
