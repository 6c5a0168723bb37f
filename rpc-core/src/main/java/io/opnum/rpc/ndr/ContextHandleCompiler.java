package io.opnum.rpc.ndr;

import java.util.List;

import io.opnum.rpc.Full;
import io.opnum.rpc.Ref;
import io.opnum.rpc.SharedContext;
import io.opnum.rpc.Unique;
import org.jspecify.annotations.Nullable;

/**
 * Compiles context handles. They are parameters and results, and nothing else (C706
 * 4.2.16.6): neither part of a structure, array or union, nor what a pointer on the wire
 * points to.
 */
final class ContextHandleCompiler {

	private final TypeCompiler types;

	ContextHandleCompiler(TypeCompiler types) {
		this.types = types;
	}

	NdrType compile(TypeUse use, Site site) {
		switch (site.kind()) {
			case PARAMETER, HOLDER, RESULT, FUTURE_RESULT -> {
				// Where a context handle may be
			}
			case FIELD, ARM, ELEMENT, ELEMENT_POINTEE, POINTEE -> {
				return this.types.defect(site,
						"a %s is a parameter or a result, never part of something else".formatted(use),
						"Make it a parameter of its own, with @Nullable if it may be null; an NdrContextHandle is "
								+ "the mere octets.");
			}
		}
		if (use.has(Unique.class) || use.has(Full.class) || use.has(Ref.class)) {
			this.types.defect(site, "there is no pointer to a %s on the wire".formatted(use),
					"Leave out the pointer annotation; @Nullable lets the null handle through.");
		}
		this.types.allow(use, site, List.of(SharedContext.class));
		TypeUse state = use.arguments().get(0);
		Class<?> stateType = state.raw();
		if (stateType == null || !state.arguments().isEmpty() || state.isRawGeneric() || stateType.isArray()
				|| stateType == Object.class) {
			return this.types.defect(site, "%s does not tell which type of handle it is".formatted(use),
					"Name a class or an interface that has no type arguments, one for each type of handle.");
		}
		return new ContextHandleType(
				new ContextHandleUse(stateType, use.has(SharedContext.class), use.has(Nullable.class)));
	}

}
