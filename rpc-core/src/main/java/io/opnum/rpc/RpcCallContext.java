package io.opnum.rpc;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.UUID;

import io.opnum.rpc.binding.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * The call that the current thread serves: who calls, over what, for which object.
 * <p>
 * An operation reads it with {@link #current()} on the thread that called it; what it
 * returned may be handed to other threads.
 *
 * @since 0.1.0
 */
public interface RpcCallContext {

	/**
	 * Return the call that the current thread serves.
	 * @return the call
	 * @throws IllegalStateException on a thread that serves none
	 */
	static RpcCallContext current() {
		RpcCallContext context = RpcCallContexts.get();
		if (context == null) {
			throw new IllegalStateException("This thread serves no RPC call");
		}
		return context;
	}

	/**
	 * Return the endpoint of the server that the call came in on.
	 * @return the endpoint
	 */
	Endpoint localEndpoint();

	/**
	 * Return the address of this host that the caller reached.
	 * @return the address, or {@code null} where the transport doesn't know
	 */
	@Nullable SocketAddress localAddress();

	/**
	 * Return the transport address of the caller.
	 * @return the address
	 */
	SocketAddress callerAddress();

	/**
	 * Return whether the caller is on this host, as far as its address tells.
	 * @return whether the caller is local
	 */
	boolean isCallerLocal();

	/**
	 * Return the object UUID that the call names.
	 * @return the object UUID, or {@code null}
	 */
	@Nullable UUID objectUuid();

	/**
	 * Return the association of the caller.
	 * @return the association
	 */
	RpcAssociation association();

	/**
	 * Return whether the caller cancelled the call, orphaned it or is gone, or has no
	 * {@link #remainingTime() time} left, so that the result is of no use any more. An
	 * operation that ends for it throws
	 * {@link java.util.concurrent.CancellationException}, which the caller gets as
	 * {@code nca_s_fault_cancel}; one that returns all the same is answered as usual.
	 * @return whether the call is cancelled
	 */
	boolean isCancelled();

	/**
	 * Return the time that the caller waits for the result from now on. Clients of this
	 * library tell it; others do not. Calls that the operation makes itself, on the
	 * thread that serves this one, have no longer than that.
	 * @return the time left, zero if it is over; {@code null} if the caller told none
	 */
	@Nullable Duration remainingTime();

	/**
	 * Have something run when the call is cancelled: at once, on this thread, if it is
	 * cancelled already; else on a thread of the server; never once the call is answered.
	 * It shall be short, for example close what the operation waits for. A future that
	 * the operation returned is cancelled without that.
	 * @param listener what runs, at most once
	 */
	void onCancel(Runnable listener);

}
