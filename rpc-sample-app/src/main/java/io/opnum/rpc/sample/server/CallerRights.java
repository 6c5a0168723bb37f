package io.opnum.rpc.sample.server;

import java.util.List;

import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.boot.security.RpcAuthoritiesMapper;
import io.opnum.rpc.boot.security.RpcAuthorizationManager;
import io.opnum.rpc.sample.api.OrderDesk;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * Who may call what, where callers prove who they are: whoever has an account looks
 * around, and clerks order.
 */
@Configuration(proxyBeanMethods = false)
@Profile("secured")
class CallerRights {

	@Bean
	AuthorizationManager<RpcCallContext> rpcAuthorization() {
		return RpcAuthorizationManager.builder()
			.operations(OrderDesk.class, "place")
			.hasRole("CLERK")
			.anyCall()
			.authenticated()
			.build();
	}

	/** An application with more users than these two has them in a directory. */
	@Bean
	RpcAuthoritiesMapper rpcAuthorities() {
		return (caller) -> "clerk".equalsIgnoreCase(caller.principal().account())
				? AuthorityUtils.createAuthorityList("ROLE_CLERK") : List.of();
	}

}
