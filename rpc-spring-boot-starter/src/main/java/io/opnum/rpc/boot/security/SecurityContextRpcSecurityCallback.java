package io.opnum.rpc.boot.security;

import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcSecurityCallback;
import io.opnum.rpc.RpcStatus;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Asks another callback with the caller in the {@link SecurityContext} of the thread. An
 * {@link AccessDeniedException} or {@link AuthenticationException} that it throws is a
 * decision, as it is anywhere with Spring Security. Beans are asked so; a callback that
 * is given to a server or a registration in another way can be put into this one. As
 * thread-safe as the other one.
 *
 * @since 0.1.0
 */
public final class SecurityContextRpcSecurityCallback implements RpcSecurityCallback {

	private final RpcSecurityCallback callback;

	private final CallSecurityContext context;

	/**
	 * Create a callback.
	 * @param callback the other one
	 * @param converter makes the authentication of a call
	 * @param strategy where the context of a thread is
	 */
	public SecurityContextRpcSecurityCallback(RpcSecurityCallback callback, RpcAuthenticationConverter converter,
			SecurityContextHolderStrategy strategy) {
		this.callback = callback;
		this.context = new CallSecurityContext(converter, strategy);
	}

	@Override
	public void authorize(RpcCallContext call) {
		try {
			this.context.run(call, () -> {
				this.callback.authorize(call);
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
			throw new IllegalStateException(this.callback + " threw a checked exception", ex);
		}
	}

	/** As the other one, which logs name. */
	@Override
	public String toString() {
		return this.callback.toString();
	}

}
