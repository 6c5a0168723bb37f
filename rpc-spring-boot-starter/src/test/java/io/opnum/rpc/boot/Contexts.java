package io.opnum.rpc.boot;

import io.opnum.rpc.boot.autoconfigure.EndpointMapperAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.RpcClientAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.RpcClientHealthContributorAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.RpcClientMetricsAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.RpcClientObservationAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.RpcEndpointAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.RpcKerberosAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.RpcServerAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.RpcServerHealthContributorAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.RpcServerMetricsAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.RpcServerObservationAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.RpcServerSecurityAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.SmbTransportAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.SpringSecurityRpcClientAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.SpringSecurityRpcServerAutoConfiguration;
import io.opnum.rpc.boot.autoconfigure.UserDetailsRpcAccountsAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Application contexts with all of our auto-configuration.
 */
public final class Contexts {

	private Contexts() {
	}

	/**
	 * Return a runner whose server listens on a dynamic port of the loopback address and
	 * registers in no endpoint mapper.
	 */
	public static ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(autoConfigurations())
			.withPropertyValues("rpc.server.bindings=ncacn_ip_tcp:127.0.0.1", "rpc.endpoint-mapper.mode=none");
	}

	/**
	 * Return all auto-configurations of the starter.
	 */
	public static AutoConfigurations autoConfigurations() {
		return AutoConfigurations.of(EndpointMapperAutoConfiguration.class, RpcClientAutoConfiguration.class,
				RpcClientHealthContributorAutoConfiguration.class, RpcClientMetricsAutoConfiguration.class,
				RpcClientObservationAutoConfiguration.class, RpcEndpointAutoConfiguration.class,
				RpcKerberosAutoConfiguration.class, RpcServerAutoConfiguration.class,
				RpcServerHealthContributorAutoConfiguration.class, RpcServerMetricsAutoConfiguration.class,
				RpcServerObservationAutoConfiguration.class, RpcServerSecurityAutoConfiguration.class,
				SmbTransportAutoConfiguration.class, SpringSecurityRpcClientAutoConfiguration.class,
				SpringSecurityRpcServerAutoConfiguration.class, UserDetailsRpcAccountsAutoConfiguration.class);
	}

}
