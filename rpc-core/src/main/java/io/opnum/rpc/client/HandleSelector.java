package io.opnum.rpc.client;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingVector;
import io.opnum.rpc.binding.BindingVector.Selection;
import org.jspecify.annotations.Nullable;

/**
 * Picks handles of a vector, and remembers whose servers failed. Thread-safe.
 */
final class HandleSelector {

	private static final long NEVER = 0;

	private final BindingVector vector;

	private final LongSupplier nanoTime;

	private final long origin;

	/** Until when a handle is passed over, in nanoseconds since the origin. */
	private final AtomicLongArray heldOff;

	private final AtomicInteger turn = new AtomicInteger();

	HandleSelector(BindingVector vector, LongSupplier nanoTime) {
		this.vector = vector;
		this.nanoTime = nanoTime;
		this.origin = nanoTime.getAsLong();
		this.heldOff = new AtomicLongArray(vector.handles().size());
	}

	/**
	 * Pick a handle. Where all that are left have failed it is the one to which that
	 * happened the longest ago.
	 * @param tried those that were tried already
	 * @return the handle, or {@code null} if all were tried
	 */
	@Nullable BindingHandle select(Set<BindingHandle> tried) {
		List<BindingHandle> handles = this.vector.handles();
		int first = (this.vector.selection() == Selection.ROUND_ROBIN && tried.isEmpty())
				? Math.floorMod(this.turn.getAndIncrement(), handles.size()) : 0;
		long now = now();
		BindingHandle found = null;
		long foundUntil = Long.MAX_VALUE;
		for (int i = 0; i < handles.size(); i++) {
			int index = (first + i) % handles.size();
			BindingHandle handle = handles.get(index);
			if (tried.contains(handle)) {
				continue;
			}
			long until = this.heldOff.get(index);
			if (until <= now) {
				return handle;
			}
			if (until < foundUntil) {
				found = handle;
				foundUntil = until;
			}
		}
		return found;
	}

	/** The server of a handle failed: pass it over for a while. */
	void failed(BindingHandle handle) {
		int index = this.vector.handles().indexOf(handle);
		if (index >= 0) {
			this.heldOff.set(index, now() + Deadlines.nanos(Deadlines.bounded(this.vector.holdOff())));
		}
	}

	/** The server of a handle answered. */
	void succeeded(BindingHandle handle) {
		int index = this.vector.handles().indexOf(handle);
		if (index >= 0 && this.heldOff.get(index) != NEVER) {
			this.heldOff.set(index, NEVER);
		}
	}

	private long now() {
		return this.nanoTime.getAsLong() - this.origin;
	}

}
