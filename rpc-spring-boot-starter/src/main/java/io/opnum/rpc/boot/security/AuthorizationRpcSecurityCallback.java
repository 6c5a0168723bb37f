package io.opnum.rpc.boot.security;

import java.util.List;

import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcSecurityCallback;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.authorization.AuthorizationEventPublisher;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Asks {@link AuthorizationManager}s whether a call may be made, before anything of it is
 * unmarshalled. All have to let it pass. It is asked within a
 * {@link SecurityContextRpcSecurityCallback}, since the caller has to be in the security
 * context. Thread-safe.
 *
 * @since 0.1.0
 * @see RpcAuthorizationManager
 */
public final class AuthorizationRpcSecurityCallback implements RpcSecurityCallback {

	private final List<AuthorizationManager<RpcCallContext>> managers;

	private final SecurityContextHolderStrategy strategy;

	private final @Nullable AuthorizationEventPublisher events;

	/**
	 * Create a callback.
	 * @param managers who is asked, in this order
	 * @param strategy where the context of a thread is
	 * @param events told of each decision, or {@code null}
	 */
	public AuthorizationRpcSecurityCallback(List<AuthorizationManager<RpcCallContext>> managers,
			SecurityContextHolderStrategy strategy, @Nullable AuthorizationEventPublisher events) {
		this.managers = List.copyOf(managers);
		this.strategy = strategy;
		this.events = events;
	}

	@Override
	public void authorize(RpcCallContext call) {
		for (AuthorizationManager<RpcCallContext> manager : this.managers) {
			AuthorizationResult result = manager.authorize(this::authentication, call);
			if (this.events != null && result != null) {
				this.events.publishAuthorizationEvent(this::authentication, call, result);
			}
			if (result != null && !result.isGranted()) {
				throw new AuthorizationDeniedException("Access Denied", result);
			}
		}
	}

	private Authentication authentication() {
		Authentication authentication = this.strategy.getContext().getAuthentication();
		if (authentication == null) {
			throw new AuthenticationCredentialsNotFoundException("The caller is not in the SecurityContext");
		}
		return authentication;
	}

}
