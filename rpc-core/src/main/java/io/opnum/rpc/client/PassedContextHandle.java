package io.opnum.rpc.client;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.ndr.ContextHandleUse;
import io.opnum.rpc.ndr.ContextHandles;
import io.opnum.rpc.ndr.NdrContextHandle;
import org.jspecify.annotations.Nullable;

/**
 * A context handle in stub data that is laid out otherwise: its octets stay what they
 * are, whatever they stand for.
 *
 * @param wire the octets
 */
record PassedContextHandle(NdrContextHandle wire) implements ContextHandle<Object> {

	/** Passes context handles on. */
	static final ContextHandles ALL = new ContextHandles() {

		@Override
		public ContextHandle<?> unmarshal(ContextHandleUse use, NdrContextHandle wire) {
			return new PassedContextHandle(wire);
		}

		@Override
		public NdrContextHandle marshal(ContextHandleUse use, @Nullable ContextHandle<?> handle) {
			if (handle instanceof PassedContextHandle passed) {
				return passed.wire;
			}
			throw new IllegalArgumentException("is no context handle of the stub data: " + handle);
		}

	};

	@Override
	public Object state() {
		throw new IllegalStateException("The state is the server's");
	}

	@Override
	public boolean isClosed() {
		return false;
	}

	@Override
	public void close() {
		destroy();
	}

	@Override
	public void destroy() {
		// Its owner is who passed it to the call
	}

}
