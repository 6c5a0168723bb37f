package io.opnum.rpc.boot.autoconfigure;

import java.util.List;

import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.boot.RpcServerCustomizer;
import io.opnum.rpc.boot.security.AccessDeniedFaultMapper;
import io.opnum.rpc.boot.security.AuthorizationRpcSecurityCallback;
import io.opnum.rpc.boot.security.RpcAuthenticationConverter;
import io.opnum.rpc.boot.security.RpcAuthoritiesMapper;
import io.opnum.rpc.boot.security.SecurityContextRpcSecurityCallback;
import io.opnum.rpc.boot.security.SecurityContextRpcServerInterceptor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthorizationEventPublisher;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Auto-configuration of what makes callers of the {@link RpcServer} known to Spring
 * Security, and its refusals known to callers.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE - 100)
@ConditionalOnClass(SecurityContextHolder.class)
@ConditionalOnRpcService
public final class SpringSecurityRpcServerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RpcAuthoritiesMapper rpcAuthoritiesMapper() {
		return RpcAuthoritiesMapper.sids().and(RpcAuthoritiesMapper.factors());
	}

	@Bean
	@ConditionalOnMissingBean
	RpcAuthenticationConverter rpcAuthenticationConverter(RpcAuthoritiesMapper authoritiesMapper) {
		return new RpcAuthenticationConverter(authoritiesMapper);
	}

	@Bean
	@ConditionalOnMissingBean
	SecurityContextRpcServerInterceptor securityContextRpcServerInterceptor(RpcAuthenticationConverter converter,
			ObjectProvider<SecurityContextHolderStrategy> strategy) {
		return new SecurityContextRpcServerInterceptor(converter,
				strategy.getIfUnique(SecurityContextHolder::getContextHolderStrategy));
	}

	@Bean
	@ConditionalOnMissingBean
	AccessDeniedFaultMapper accessDeniedFaultMapper() {
		return new AccessDeniedFaultMapper();
	}

	@Bean
	RpcSecurityCallbackDecorator securityContextRpcSecurityCallbackDecorator(RpcAuthenticationConverter converter,
			ObjectProvider<SecurityContextHolderStrategy> strategy) {
		return (callback) -> new SecurityContextRpcSecurityCallback(callback, converter,
				strategy.getIfUnique(SecurityContextHolder::getContextHolderStrategy));
	}

	@Bean
	@Order(ServerSecurityCustomizer.ORDER + 1)
	RpcServerCustomizer authorizationRpcServerCustomizer(ObjectProvider<AuthorizationManager<RpcCallContext>> managers,
			RpcSecurityCallbackDecorator decorator, ObjectProvider<SecurityContextHolderStrategy> strategy,
			ObjectProvider<AuthorizationEventPublisher> events) {
		List<AuthorizationManager<RpcCallContext>> ordered = managers.orderedStream().toList();
		return (builder) -> {
			if (!ordered.isEmpty()) {
				builder.securityCallback(decorator.decorate(new AuthorizationRpcSecurityCallback(ordered,
						strategy.getIfUnique(SecurityContextHolder::getContextHolderStrategy), events.getIfUnique())));
			}
		};
	}

}
