package io.opnum.rpc.boot.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.StringUtils;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

/**
 * {@link ConfigurationProperties Properties} of calls over the named pipes of SMB servers
 * ({@code ncacn_np}).
 *
 * @since 0.1.0
 */
@ConfigurationProperties("rpc.client.smb")
public class SmbProperties implements Validator {

	/**
	 * User who opens SMB sessions. Default is an anonymous session.
	 */
	private @Nullable String username;

	/**
	 * Password of the user.
	 */
	private @Nullable String password;

	/**
	 * Domain of the user. Default is none: a user of the server's own.
	 */
	private @Nullable String domain;

	/**
	 * TCP port of SMB servers.
	 */
	private int port = 445;

	/**
	 * Whether to encrypt what goes over the network, which takes a server of SMB 3 and a
	 * user with a password.
	 */
	private boolean encryption;

	/**
	 * How long a server may take to answer a request of SMB. If a duration suffix is not
	 * specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration requestTimeout = Duration.ofSeconds(10);

	public @Nullable String getUsername() {
		return this.username;
	}

	public void setUsername(@Nullable String username) {
		this.username = username;
	}

	public @Nullable String getPassword() {
		return this.password;
	}

	public void setPassword(@Nullable String password) {
		this.password = password;
	}

	public @Nullable String getDomain() {
		return this.domain;
	}

	public void setDomain(@Nullable String domain) {
		this.domain = domain;
	}

	public int getPort() {
		return this.port;
	}

	public void setPort(int port) {
		this.port = port;
	}

	public boolean isEncryption() {
		return this.encryption;
	}

	public void setEncryption(boolean encryption) {
		this.encryption = encryption;
	}

	public Duration getRequestTimeout() {
		return this.requestTimeout;
	}

	public void setRequestTimeout(Duration requestTimeout) {
		this.requestTimeout = requestTimeout;
	}

	@Override
	public boolean supports(Class<?> type) {
		return SmbProperties.class == type;
	}

	@Override
	public void validate(Object target, Errors errors) {
		SmbProperties properties = (SmbProperties) target;
		PropertyChecks checks = new PropertyChecks(errors);
		checks.within("port", properties.port, 1, 65535);
		checks.positive("requestTimeout", properties.requestTimeout);
		boolean hasUser = StringUtils.hasText(properties.username);
		// Of the username: a value that is rejected is shown
		checks.needs("username", !StringUtils.hasText(properties.password) || hasUser,
				"is needed where there is a password");
		checks.needs("encryption", !properties.encryption || (hasUser && StringUtils.hasText(properties.password)),
				"needs a username and a password");
	}

}
