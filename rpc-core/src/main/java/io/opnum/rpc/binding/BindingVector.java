package io.opnum.rpc.binding;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several bindings to servers of which any will do ({@code rpc_binding_vector_t}, C706
 * 2.3.1). A client calls over one of them, and over the next where a server can't be
 * reached, is too busy, or does not offer the interface, as long as the call certainly
 * did not execute. A server that failed is passed over for a while, unless all have.
 * <p>
 * Each endpoint has an association of its own. A call that passes a context handle goes
 * where that was opened.
 * <p>
 * Immutable.
 *
 * @since 0.1.0
 * @see io.opnum.rpc.RpcClient#proxy(Class, BindingVector)
 */
public final class BindingVector {

	private static final Duration DEFAULT_HOLD_OFF = Duration.ofSeconds(10);

	private final List<BindingHandle> handles;

	private final Selection selection;

	private final Duration holdOff;

	private BindingVector(List<BindingHandle> handles, Selection selection, Duration holdOff) {
		if (handles.isEmpty()) {
			throw new IllegalArgumentException("A binding vector needs a binding handle");
		}
		if (holdOff.isNegative()) {
			throw new IllegalArgumentException("holdOff is %s: it must not be negative".formatted(holdOff));
		}
		this.handles = List.copyOf(handles);
		this.selection = selection;
		this.holdOff = holdOff;
	}

	/**
	 * Make a vector whose handles are tried in order.
	 * @param handles the handles, at least one
	 * @return the vector
	 */
	public static BindingVector of(List<BindingHandle> handles) {
		return new BindingVector(handles, Selection.IN_ORDER, DEFAULT_HOLD_OFF);
	}

	/**
	 * Make a vector of standard string bindings which are tried in order.
	 * @param stringBindings the string bindings, at least one
	 * @return the vector
	 * @throws io.opnum.rpc.InvalidBindingException if one is not valid
	 */
	public static BindingVector of(String... stringBindings) {
		return of(Arrays.stream(stringBindings).map(BindingHandle::of).toList());
	}

	/**
	 * With another way to pick a handle.
	 * @param selection the way
	 * @return a copy
	 */
	public BindingVector withSelection(Selection selection) {
		return new BindingVector(this.handles, selection, this.holdOff);
	}

	/**
	 * With another time for which a server that failed is passed over.
	 * @param holdOff the time; zero: it is not
	 * @return a copy
	 */
	public BindingVector withHoldOff(Duration holdOff) {
		return new BindingVector(this.handles, this.selection, holdOff);
	}

	/**
	 * Return the handles.
	 * @return the handles, in their order
	 */
	public List<BindingHandle> handles() {
		return this.handles;
	}

	/**
	 * Return the way to pick a handle.
	 * @return the way
	 */
	public Selection selection() {
		return this.selection;
	}

	/**
	 * Return for how long a server that failed is passed over.
	 * @return the time
	 */
	public Duration holdOff() {
		return this.holdOff;
	}

	@Override
	public String toString() {
		return this.handles.stream().map(BindingHandle::toString).collect(Collectors.joining(", ", "[", "]"));
	}

	/**
	 * How a handle is picked for a call.
	 */
	public enum Selection {

		/** The first whose server has not failed. */
		IN_ORDER,

		/** Each in turn, those left out whose servers failed. */
		ROUND_ROBIN

	}

}
