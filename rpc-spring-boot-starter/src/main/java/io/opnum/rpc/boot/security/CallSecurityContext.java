package io.opnum.rpc.boot.security;

import io.opnum.rpc.RpcCallContext;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Puts the caller into the {@link SecurityContext} of the thread for as long as something
 * runs, and what was there before back after it. The {@link Authentication} is made once
 * for a call, however often something runs for it. Thread-safe.
 */
final class CallSecurityContext {

	private final RpcAuthenticationConverter converter;

	private final SecurityContextHolderStrategy strategy;

	/**
	 * Create it.
	 * @param converter makes the authentication of a call
	 * @param strategy where the context of a thread is
	 */
	CallSecurityContext(RpcAuthenticationConverter converter, SecurityContextHolderStrategy strategy) {
		this.converter = converter;
		this.strategy = strategy;
	}

	/**
	 * Run something for a call.
	 * @param call the call
	 * @param task what runs, on this thread
	 * @return its result
	 * @throws Throwable what it threw, or what keeps the caller from being let in
	 */
	@Nullable Object run(RpcCallContext call, Task task) throws Throwable {
		SecurityContext before = this.strategy.getContext();
		try {
			SecurityContext context = this.strategy.createEmptyContext();
			context.setAuthentication(
					call.attribute(Caller.class, () -> new Caller(this.converter.convert(call))).authentication());
			this.strategy.setContext(context);
			return task.run();
		}
		finally {
			if (before.getAuthentication() == null) {
				this.strategy.clearContext();
			}
			else {
				this.strategy.setContext(before);
			}
		}
	}

	/**
	 * Something that runs for a call.
	 */
	@FunctionalInterface
	interface Task {

		/**
		 * Run.
		 * @return the result
		 * @throws Throwable what goes to the one who had it run
		 */
		@Nullable Object run() throws Throwable;

	}

	/** The attribute of a call, which nobody else can set. */
	private record Caller(Authentication authentication) {

	}

}
