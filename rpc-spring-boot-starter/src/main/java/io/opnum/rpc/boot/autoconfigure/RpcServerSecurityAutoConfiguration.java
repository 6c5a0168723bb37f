package io.opnum.rpc.boot.autoconfigure;

import java.util.Map;

import io.opnum.rpc.RpcSecurityCallback;
import io.opnum.rpc.security.CredentialsProvider;
import io.opnum.rpc.security.SecurityAcceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Auto-configuration of how the {@link io.opnum.rpc.RpcServer} authenticates its callers.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = RpcServerAutoConfiguration.class)
@EnableConfigurationProperties(RpcServerSecurityProperties.class)
public final class RpcServerSecurityAutoConfiguration {

	@Bean
	@Conditional(OnNtlmAccountsCondition.class)
	@ConditionalOnMissingBean(CredentialsProvider.class)
	ConfiguredAccounts rpcConfiguredAccounts(RpcServerSecurityProperties properties) {
		return new ConfiguredAccounts(properties.getNtlm().getAccounts());
	}

	@Bean
	ServerSecurityCustomizer rpcServerSecurityCustomizer(RpcServerSecurityProperties properties,
			ObjectProvider<SecurityAcceptor> acceptors, ObjectProvider<CredentialsProvider> accounts,
			ObjectProvider<KerberosServices> kerberos, ObjectProvider<RpcSecurityCallback> callbacks,
			ObjectProvider<RpcSecurityCallbackDecorator> decorator) {
		RpcSecurityCallbackDecorator decorated = decorator.getIfAvailable(() -> (callback) -> callback);
		return new ServerSecurityCustomizer(properties, acceptors.orderedStream().toList(),
				accounts.getIfAvailable(() -> configuredAccounts(properties)), kerberos.getIfAvailable(),
				callbacks.orderedStream().map(decorated::decorate).toList());
	}

	/**
	 * Accounts that are configured where no bean knows any. There is one for them, unless
	 * conditions were evaluated ahead of time, without the secrets of where it runs.
	 */
	private static @Nullable CredentialsProvider configuredAccounts(RpcServerSecurityProperties properties) {
		Map<String, RpcServerSecurityProperties.Account> accounts = properties.getNtlm().getAccounts();
		return accounts.isEmpty() ? null : new ConfiguredAccounts(accounts);
	}

}
