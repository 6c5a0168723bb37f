package io.opnum.rpc.boot.security;

import io.opnum.rpc.RpcServerCall;
import io.opnum.rpc.RpcServerInterceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Puts the caller into the {@link SecurityContext} for as long as the thread runs the
 * call: for the interceptors inside of it, the operation and whatever the operation calls
 * on its thread. Then the thread has the context again that it had before. Thread-safe.
 * <p>
 * An operation that goes on elsewhere takes the context along as anywhere with Spring
 * Security, for example by a {@code DelegatingSecurityContextExecutor}.
 *
 * @since 0.1.0
 */
public final class SecurityContextRpcServerInterceptor implements RpcServerInterceptor, Ordered {

	/** The place of this interceptor: nothing but observation is outside of it. */
	public static final int ORDER = HIGHEST_PRECEDENCE + 100;

	private final CallSecurityContext context;

	/**
	 * Create an interceptor.
	 * @param converter makes the authentication of a call
	 * @param strategy where the context of a thread is
	 */
	public SecurityContextRpcServerInterceptor(RpcAuthenticationConverter converter,
			SecurityContextHolderStrategy strategy) {
		this.context = new CallSecurityContext(converter, strategy);
	}

	@Override
	public @Nullable Object intercept(RpcServerCall call, Chain chain) throws Throwable {
		return this.context.run(call.context(), chain::proceed);
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
