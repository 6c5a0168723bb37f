package io.opnum.rpc.boot.autoconfigure;

import io.opnum.rpc.boot.security.CallerCredentials;
import io.opnum.rpc.boot.security.SecurityContextCredentials;
import io.opnum.rpc.security.PerCallCredentials;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Auto-configuration of {@link PerCallCredentials}, with which calls are made as the user
 * whom Spring Security knows.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = RpcClientAutoConfiguration.class)
@ConditionalOnClass(SecurityContextHolder.class)
public final class SpringSecurityRpcClientAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CallerCredentials rpcCallerCredentials() {
		return CallerCredentials.ofAuthentication();
	}

	@Bean
	@ConditionalOnMissingBean
	PerCallCredentials rpcPerCallCredentials(CallerCredentials credentials,
			ObjectProvider<SecurityContextHolderStrategy> strategy) {
		return new PerCallCredentials(new SecurityContextCredentials(credentials,
				strategy.getIfUnique(SecurityContextHolder::getContextHolderStrategy)));
	}

}
