package io.opnum.rpc.boot.autoconfigure;

import io.opnum.rpc.boot.security.UserDetailsCredentialsProvider;
import io.opnum.rpc.security.CredentialsProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.NoOpPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Auto-configuration of the users of Spring Security as accounts of NTLM, where
 * {@code rpc.server.security.ntlm.enabled} is {@code true} and nothing else knows any:
 * that an application has users for its web pages does not mean that they may call.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RpcServerSecurityAutoConfiguration.class,
		afterName = "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration")
@ConditionalOnClass(UserDetailsService.class)
@ConditionalOnProperty(name = "rpc.server.security.ntlm.enabled", havingValue = "true")
public final class UserDetailsRpcAccountsAutoConfiguration {

	@Bean
	@ConditionalOnBean(UserDetailsService.class)
	@ConditionalOnMissingBean(CredentialsProvider.class)
	@SuppressWarnings("deprecation")
	UserDetailsCredentialsProvider userDetailsCredentialsProvider(UserDetailsService users,
			ObjectProvider<PasswordEncoder> passwordEncoder) {
		return new UserDetailsCredentialsProvider(users, passwordEncoder.getIfUnique() instanceof NoOpPasswordEncoder);
	}

}
