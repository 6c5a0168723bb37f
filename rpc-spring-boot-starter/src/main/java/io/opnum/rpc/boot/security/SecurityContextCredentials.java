package io.opnum.rpc.boot.security;

import java.util.function.Supplier;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.Credentials;

import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * The source of {@link io.opnum.rpc.security.PerCallCredentials}: whoever is in the
 * {@code SecurityContext} of the thread that makes a call. Where nobody is, or somebody
 * without credentials, the call fails and is made as nobody else. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SecurityContextCredentials implements Supplier<Credentials> {

	private final AuthenticationTrustResolver trustResolver = new AuthenticationTrustResolverImpl();

	private final CallerCredentials credentials;

	private final SecurityContextHolderStrategy strategy;

	/**
	 * Create a source.
	 * @param credentials tells the credentials of a user
	 * @param strategy where the context of a thread is
	 */
	public SecurityContextCredentials(CallerCredentials credentials, SecurityContextHolderStrategy strategy) {
		this.credentials = credentials;
		this.strategy = strategy;
	}

	@Override
	public Credentials get() {
		Authentication authentication = this.strategy.getContext().getAuthentication();
		if (authentication == null || !this.trustResolver.isAuthenticated(authentication)) {
			throw new AuthenticationException(Reason.LOCAL,
					"calls are made as the user in the SecurityContext, but nobody is authenticated there: call on the thread of the user's request, or hand its SecurityContext over");
		}
		Credentials credentials = this.credentials.of(authentication);
		if (credentials == null) {
			throw new AuthenticationException(Reason.LOCAL,
					"calls are made as the user in the SecurityContext, but of the %s there nothing is known to call with: %sadd a bean of type %s"
						.formatted(authentication.getClass().getSimpleName(), hint(authentication),
								CallerCredentials.class.getName()));
		}
		return credentials;
	}

	private static String hint(Authentication authentication) {
		if (authentication instanceof RpcAuthenticationToken) {
			return "callers over RPC do not hand their credentials over, so call as the application, or ";
		}
		return "keep the password (ProviderManager.setEraseCredentialsAfterAuthentication(false)), or ";
	}

}
