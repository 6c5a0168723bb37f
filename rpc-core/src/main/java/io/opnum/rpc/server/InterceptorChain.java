package io.opnum.rpc.server;

import java.util.List;

import io.opnum.rpc.RpcServerInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * One place in the chain of interceptors around a call. Used by one thread at a time.
 */
final class InterceptorChain implements RpcServerInterceptor.Chain {

	private final List<RpcServerInterceptor> interceptors;

	private final int index;

	private final ServerCall call;

	private boolean proceeded;

	private InterceptorChain(List<RpcServerInterceptor> interceptors, int index, ServerCall call) {
		this.interceptors = interceptors;
		this.index = index;
		this.call = call;
	}

	/**
	 * Run a call within interceptors.
	 * @param interceptors the interceptors, the first one outermost
	 * @param call the call
	 * @return the result of the outermost
	 * @throws Throwable what it threw
	 */
	static @Nullable Object run(List<RpcServerInterceptor> interceptors, ServerCall call) throws Throwable {
		return interceptors.isEmpty() ? call.invoke() : new InterceptorChain(interceptors, 0, call).proceed();
	}

	@Override
	public @Nullable Object proceed() throws Throwable {
		if (this.proceeded) {
			throw new IllegalStateException("A server interceptor proceeded twice with the call of " + this.call
					+ ": an operation may run once");
		}
		this.proceeded = true;
		if (this.index == this.interceptors.size()) {
			return this.call.invoke();
		}
		return this.interceptors.get(this.index)
			.intercept(this.call, new InterceptorChain(this.interceptors, this.index + 1, this.call));
	}

}
