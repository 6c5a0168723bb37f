package io.opnum.rpc.binding;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * What a client calls over: a string binding, options, and the endpoint once it is known.
 * Immutable but for the resolved endpoint; thread-safe.
 *
 * @since 0.1.0
 */
public final class BindingHandle {

	private BindingHandle() {
	}

	public static BindingHandle of(String stringBinding) {
		throw new UnsupportedOperationException();
	}

	public static BindingHandle of(StringBinding stringBinding) {
		throw new UnsupportedOperationException();
	}

	/**
	 * The string binding this handle was made of, with the resolved endpoint if there is
	 * one.
	 */
	public StringBinding toStringBinding() {
		throw new UnsupportedOperationException();
	}

	/** A copy that shares nothing with this handle. */
	public BindingHandle copy() {
		throw new UnsupportedOperationException();
	}

	public BindingHandle withObject(@Nullable UUID objectUuid) {
		throw new UnsupportedOperationException();
	}

	/** {@code null}: the client's default. {@link Duration#ZERO}: no deadline. */
	public BindingHandle withTimeout(@Nullable Duration timeout) {
		throw new UnsupportedOperationException();
	}

	public @Nullable UUID objectUuid() {
		throw new UnsupportedOperationException();
	}

	public @Nullable Duration timeout() {
		throw new UnsupportedOperationException();
	}

	/** Whether an endpoint is known: given, or resolved. */
	public boolean isFullyBound() {
		throw new UnsupportedOperationException();
	}

	/** The endpoint if fully bound. */
	public @Nullable Endpoint endpoint() {
		throw new UnsupportedOperationException();
	}

	/** Forget a resolved endpoint (RpcBindingReset); a given one stays. */
	public void reset() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Forget a resolved endpoint if it still is this one: for those who found it stale.
	 */
	public void reset(Endpoint stale) {
		throw new UnsupportedOperationException();
	}

	/** Resolve once; concurrent callers share one resolution. */
	public CompletionStage<Endpoint> resolve(EndpointResolver resolver, InterfaceId interfaceId) {
		throw new UnsupportedOperationException();
	}

}
