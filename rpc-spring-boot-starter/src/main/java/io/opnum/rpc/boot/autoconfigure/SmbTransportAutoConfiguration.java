package io.opnum.rpc.boot.autoconfigure;

import io.opnum.rpc.transport.smb.SmbCredentials;
import io.opnum.rpc.transport.smb.SmbOptions;
import io.opnum.rpc.transport.smb.SmbTransport;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the {@link SmbTransport} that clients call over named pipes with,
 * where {@code rpc-transport-smb} is there.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = RpcClientAutoConfiguration.class)
@ConditionalOnClass(SmbTransport.class)
@EnableConfigurationProperties(SmbProperties.class)
public final class SmbTransportAutoConfiguration {

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	SmbTransport smbTransport(SmbProperties properties) {
		return new SmbTransport(options(properties));
	}

	private static SmbOptions options(SmbProperties properties) {
		return new SmbOptions(credentials(properties), properties.getPort(), properties.isEncryption(),
				properties.getRequestTimeout());
	}

	private static SmbCredentials credentials(SmbProperties properties) {
		String username = properties.getUsername();
		if (!StringUtils.hasText(username)) {
			return SmbCredentials.ANONYMOUS;
		}
		String password = properties.getPassword();
		return SmbCredentials.of(username, (password != null) ? password : "",
				StringUtils.hasText(properties.getDomain()) ? properties.getDomain() : null);
	}

}
