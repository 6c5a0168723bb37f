package io.opnum.rpc.client;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.opnum.rpc.RpcClientCall;
import io.opnum.rpc.RpcClientInterceptor;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.InterfaceId;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way through the interceptors.
 */
final class InterceptedCall implements RpcClientCall {

	private final ProxyCaller caller;

	/** Over the handle of the latest attempt. */
	private volatile CallTarget target;

	private volatile int attempts = 1;

	private final @Nullable Object[] arguments;

	private final RpcClientInterceptor[] interceptors;

	InterceptedCall(ProxyCaller caller, CallTarget target, @Nullable Object[] arguments,
			RpcClientInterceptor[] interceptors) {
		this.caller = caller;
		this.target = target;
		this.arguments = arguments;
		this.interceptors = interceptors;
	}

	/**
	 * Begin with the outermost interceptor.
	 * @return the result of the call
	 * @throws Throwable what an interceptor or the call threw
	 */
	@Nullable Object proceed() throws Throwable {
		return proceed(0);
	}

	private @Nullable Object proceed(int index) throws Throwable {
		if (index == this.interceptors.length) {
			return this.caller.call(this.target, this.arguments, this);
		}
		// The index is the chain's own, so that an interceptor may proceed again
		return this.interceptors[index].intercept(this, () -> proceed(index + 1));
	}

	/**
	 * An attempt begins.
	 * @param target what is called
	 * @param attempts how many attempts were begun
	 */
	void attempted(CallTarget target, int attempts) {
		this.target = target;
		this.attempts = attempts;
	}

	@Override
	public int attempts() {
		return this.attempts;
	}

	@Override
	public InterfaceId interfaceId() {
		return this.target.stub().interfaceId();
	}

	@Override
	public Class<?> rpcInterface() {
		return this.target.stub().rpcInterface();
	}

	@Override
	public Method method() {
		return this.target.operation().method();
	}

	@Override
	public int opnum() {
		return this.target.operation().opnum();
	}

	@Override
	public BindingHandle bindingHandle() {
		return this.target.handle();
	}

	@Override
	public List<@Nullable Object> arguments() {
		return Collections.unmodifiableList(Arrays.<@Nullable Object>asList(this.arguments));
	}

	@Override
	public String toString() {
		return this.target.toString();
	}

}
