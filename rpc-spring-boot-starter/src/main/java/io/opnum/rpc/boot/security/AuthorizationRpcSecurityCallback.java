package io.opnum.rpc.boot.security;

import java.util.List;

import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcSecurityCallback;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.authorization.AuthorizationEventPublisher;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Asks {@link AuthorizationManager}s whether a call may be made, before anything of it is
 * unmarshalled. All have to let it pass; the caller is in the {@link SecurityContext}
 * meanwhile. Thread-safe.
 *
 * @since 0.1.0
 * @see RpcAuthorizationManager
 */
public final class AuthorizationRpcSecurityCallback implements RpcSecurityCallback {

	private final List<AuthorizationManager<RpcCallContext>> managers;

	private final CallSecurityContext context;

	private final @Nullable AuthorizationEventPublisher events;

	/**
	 * Create a callback.
	 * @param managers who is asked, in this order
	 * @param converter makes the authentication of a call
	 * @param strategy where the context of a thread is
	 * @param events told of each decision, or {@code null}
	 */
	public AuthorizationRpcSecurityCallback(List<AuthorizationManager<RpcCallContext>> managers,
			RpcAuthenticationConverter converter, SecurityContextHolderStrategy strategy,
			@Nullable AuthorizationEventPublisher events) {
		this.managers = List.copyOf(managers);
		this.context = new CallSecurityContext(converter, strategy);
		this.events = events;
	}

	@Override
	public void authorize(RpcCallContext call) {
		try {
			this.context.run(call, (context) -> {
				for (AuthorizationManager<RpcCallContext> manager : this.managers) {
					authorize(manager, call, context);
				}
				return null;
			});
		}
		catch (AccessDeniedException | AuthenticationException ex) {
			throw new RpcAccessDeniedException("Spring Security refuses " + call, RpcStatus.ACCESS_DENIED, true, ex);
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException("An authorization manager threw a checked exception", ex);
		}
	}

	private void authorize(AuthorizationManager<RpcCallContext> manager, RpcCallContext call, SecurityContext context) {
		AuthorizationResult result = manager.authorize(() -> authentication(context), call);
		if (this.events != null && result != null) {
			this.events.publishAuthorizationEvent(() -> authentication(context), call, result);
		}
		if (result != null && !result.isGranted()) {
			throw new AuthorizationDeniedException("Access Denied", result);
		}
	}

	@SuppressWarnings("NullAway") // The context was made with the caller in it
	private static Authentication authentication(SecurityContext context) {
		return context.getAuthentication();
	}

}
