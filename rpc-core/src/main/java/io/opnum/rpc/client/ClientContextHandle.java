package io.opnum.rpc.client;

import java.util.concurrent.atomic.AtomicReference;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.ndr.ContextHandleUse;
import io.opnum.rpc.ndr.NdrContextHandle;

/**
 * A context handle of a client: the octets that a server gave out, and the association
 * group in which they mean something. Thread-safe.
 *
 * @param <S> the type of the state, which is the server's
 */
final class ClientContextHandle<S> implements ContextHandle<S> {

	private final NdrContextHandle wire;

	private final AssociationGroup group;

	private final ContextHandleUse use;

	private final ContextCloser closer;

	private final BindingHandle bindingHandle;

	private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

	/**
	 * Create a handle that a server gave out. It keeps the group alive until it has
	 * ended.
	 * @param wire what it is on the wire
	 * @param group the group it belongs to
	 * @param use how it was declared
	 * @param bindingHandle what it was opened over
	 * @param closer closes it at the server
	 */
	ClientContextHandle(NdrContextHandle wire, AssociationGroup group, ContextHandleUse use,
			BindingHandle bindingHandle, ContextCloser closer) {
		this.wire = wire;
		this.group = group;
		this.use = use;
		this.bindingHandle = bindingHandle;
		this.closer = closer;
		group.handleOpened();
	}

	NdrContextHandle wire() {
		return this.wire;
	}

	AssociationGroup group() {
		return this.group;
	}

	BindingHandle bindingHandle() {
		return this.bindingHandle;
	}

	/** Whether it was ended here; its association may have ended all the same. */
	boolean isEnded() {
		return this.state.get() == State.CLOSED;
	}

	@Override
	public S state() {
		throw new IllegalStateException(
				"The state of %s is the server's: call an operation to learn of it".formatted(this));
	}

	@Override
	public boolean isClosed() {
		return isEnded() || this.group.isEnded();
	}

	@Override
	public void close() {
		if (this.state.compareAndSet(State.OPEN, State.CLOSING)) {
			try {
				if (!this.group.isEnded()) {
					this.closer.close(this, this.use.stateType());
				}
			}
			finally {
				destroy();
			}
		}
	}

	@Override
	public void destroy() {
		if (this.state.getAndSet(State.CLOSED) != State.CLOSED) {
			this.group.handleEnded();
		}
	}

	@Override
	public String toString() {
		return "%s[%s of %s]".formatted(this.use, this.wire.uuid(), this.group);
	}

	private enum State {

		OPEN, CLOSING, CLOSED

	}

	/**
	 * Closes handles at the server.
	 */
	@FunctionalInterface
	interface ContextCloser {

		void close(ClientContextHandle<?> handle, Class<?> stateType);

	}

}
