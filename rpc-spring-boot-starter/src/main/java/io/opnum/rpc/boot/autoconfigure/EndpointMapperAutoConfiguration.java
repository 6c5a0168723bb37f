package io.opnum.rpc.boot.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/**
 * Auto-configuration of the endpoint mapper that the server's endpoints are registered
 * in.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnRpcService
@EnableConfigurationProperties(EndpointMapperProperties.class)
public final class EndpointMapperAutoConfiguration {

}
