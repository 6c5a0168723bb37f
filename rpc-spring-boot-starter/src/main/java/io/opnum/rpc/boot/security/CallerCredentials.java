package io.opnum.rpc.boot.security;

import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.PasswordCredentials;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * Tells the credentials with which calls are made as a user of this application. A bean
 * of this type takes the place of the default one. It is asked for each call, on the
 * thread that makes it. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallerCredentials {

	/**
	 * Tell the credentials of a user. Equal ones share connections.
	 * @param authentication the user, who is authenticated and not anonymous
	 * @return the credentials, or {@code null} if there are none to call with
	 */
	@Nullable Credentials of(Authentication authentication);

	/**
	 * Takes the {@link Authentication#getCredentials() credentials} of the user if they
	 * are {@link Credentials}; of a {@link UsernamePasswordAuthenticationToken} also the
	 * password, where it was not erased. The name may be {@code DOMAIN\account} or
	 * {@code account@realm}.
	 * @return the default
	 */
	static CallerCredentials ofAuthentication() {
		return (authentication) -> {
			if (authentication.getCredentials() instanceof Credentials credentials) {
				return credentials;
			}
			if (authentication instanceof UsernamePasswordAuthenticationToken
					&& authentication.getCredentials() instanceof CharSequence password && !password.isEmpty()) {
				return password(authentication.getName(), password.toString().toCharArray());
			}
			return null;
		};
	}

	private static Credentials password(String name, char[] password) {
		int backslash = name.indexOf('\\');
		return (backslash < 0) ? new PasswordCredentials(name, "", password)
				: new PasswordCredentials(name.substring(backslash + 1), name.substring(0, backslash), password);
	}

}
