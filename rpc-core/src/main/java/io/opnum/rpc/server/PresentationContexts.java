package io.opnum.rpc.server;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

import io.opnum.rpc.association.PresentationContext;
import org.jspecify.annotations.Nullable;

/**
 * The presentation contexts of a connection. Event loop only.
 */
final class PresentationContexts {

	private final Map<Integer, PresentationContext<RegisteredInterface>> contexts = new HashMap<>(2);

	/** Most calls come in the context of the one before. */
	private @Nullable PresentationContext<RegisteredInterface> last;

	@Nullable PresentationContext<RegisteredInterface> find(int id) {
		PresentationContext<RegisteredInterface> last = this.last;
		if (last != null && last.contextId() == id) {
			return last;
		}
		PresentationContext<RegisteredInterface> found = this.contexts.get(id);
		if (found != null) {
			this.last = found;
		}
		return found;
	}

	void add(PresentationContext<RegisteredInterface> context) {
		this.contexts.put(context.contextId(), context);
		this.last = context;
	}

	Map<Integer, PresentationContext<RegisteredInterface>> asMap() {
		return Collections.unmodifiableMap(this.contexts);
	}

}
