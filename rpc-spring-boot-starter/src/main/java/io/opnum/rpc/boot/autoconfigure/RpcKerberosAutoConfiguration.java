package io.opnum.rpc.boot.autoconfigure;

import java.util.Objects;

import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.SecurityInitiator;
import io.opnum.rpc.security.kerberos.KerberosAcceptor;
import io.opnum.rpc.security.kerberos.KerberosInitiator;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of Kerberos, where {@code rpc-kerberos} is there.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = { RpcClientAutoConfiguration.class, RpcServerSecurityAutoConfiguration.class })
@ConditionalOnClass(KerberosInitiator.class)
public final class RpcKerberosAutoConfiguration {

	@Bean
	KerberosServices rpcKerberosServices() {
		return new DefaultKerberosServices();
	}

	private static final class DefaultKerberosServices implements KerberosServices {

		@Override
		public SecurityInitiator initiator() {
			return new KerberosInitiator();
		}

		@Override
		public SecurityAcceptor acceptor(RpcServerSecurityProperties.Kerberos properties) {
			return KerberosAcceptor.builder(Objects.requireNonNull(properties.getKeytab(), "keytab"))
				.principals(properties.getPrincipals().toArray(String[]::new))
				.clockSkew(properties.getClockSkew())
				.allowRc4(properties.isAllowRc4())
				.build();
		}

	}

}
