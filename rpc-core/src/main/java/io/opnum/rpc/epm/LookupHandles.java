package io.opnum.rpc.epm;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.ndr.NdrContextHandle;
import org.jspecify.annotations.Nullable;

/**
 * The lookups that an association has begun and not ended. Thread-safe.
 */
final class LookupHandles implements AutoCloseable {

	/** How many lookups an association may have open. */
	static final int MAX_OPEN = 16;

	private final Map<NdrContextHandle, EndpointLookup> open = new HashMap<>();

	/**
	 * Open a handle.
	 * @param lookup the lookup that is to be continued
	 * @return the handle, or {@code null} if there are too many
	 */
	synchronized @Nullable NdrContextHandle open(EndpointLookup lookup) {
		if (this.open.size() >= MAX_OPEN) {
			return null;
		}
		NdrContextHandle handle = new NdrContextHandle(0, UUID.randomUUID());
		this.open.put(handle, lookup);
		return handle;
	}

	synchronized EndpointLookup get(NdrContextHandle handle) {
		EndpointLookup lookup = this.open.get(handle);
		if (lookup == null) {
			throw unknown(handle);
		}
		return lookup;
	}

	synchronized void free(NdrContextHandle handle) {
		if (this.open.remove(handle) == null) {
			throw unknown(handle);
		}
	}

	static RpcFaultException unknown(NdrContextHandle handle) {
		return new RpcFaultException(RpcStatus.CONTEXT_MISMATCH,
				"%s is no lookup that this association has begun".formatted(handle));
	}

	@Override
	public synchronized void close() {
		this.open.clear();
	}

}
