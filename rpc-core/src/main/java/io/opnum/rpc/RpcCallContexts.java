package io.opnum.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Holds the {@link RpcCallContext} of the current thread. For the runtime, and for those
 * who hand calls to other threads.
 *
 * @since 0.1.0
 */
public final class RpcCallContexts {

	private static final ThreadLocal<@Nullable RpcCallContext> CURRENT = new ThreadLocal<>();

	private RpcCallContexts() {
	}

	/**
	 * Return the context of the current thread.
	 * @return the context, or {@code null}
	 */
	public static @Nullable RpcCallContext get() {
		return CURRENT.get();
	}

	/**
	 * Set the context of the current thread.
	 * @param context the context, or {@code null} to remove it
	 */
	public static void set(@Nullable RpcCallContext context) {
		// Not removed, since that makes the next call add it anew; nothing is kept but
		// null
		CURRENT.set(context);
	}

}
