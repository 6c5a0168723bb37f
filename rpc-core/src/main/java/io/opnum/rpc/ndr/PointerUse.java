package io.opnum.rpc.ndr;

import java.util.ArrayList;
import java.util.List;

import io.opnum.rpc.Full;
import io.opnum.rpc.Ref;
import io.opnum.rpc.Unique;
import org.jspecify.annotations.Nullable;

/**
 * The pointer that annotations make of a type, if any.
 *
 * @param kind its class, {@code null} if nothing is said
 * @param nullable whether it may be null
 */
record PointerUse(PointerType.@Nullable Kind kind, boolean nullable) {

	/**
	 * What the annotations of a type say.
	 */
	static PointerUse of(TypeUse use, Site site, Defects defects) {
		List<PointerType.Kind> kinds = new ArrayList<>();
		if (use.has(Ref.class)) {
			kinds.add(PointerType.Kind.REF);
		}
		if (use.has(Unique.class)) {
			kinds.add(PointerType.Kind.UNIQUE);
		}
		if (use.has(Full.class)) {
			kinds.add(PointerType.Kind.FULL);
		}
		boolean nullable = use.has(Nullable.class);
		if (kinds.size() > 1) {
			defects.add(site.location(), "a pointer is either @Ref, @Unique or @Full", "Leave one of them.");
		}
		if (nullable && kinds.contains(PointerType.Kind.REF)) {
			defects.add(site.location(), "a @Ref pointer is never null", "Leave out @Nullable, or make it @Unique.");
		}
		if (kinds.isEmpty()) {
			return new PointerUse(nullable ? PointerType.Kind.UNIQUE : null, nullable);
		}
		return new PointerUse(kinds.get(0), nullable);
	}

	boolean isPresent() {
		return this.kind != null;
	}

	PointerType.Kind kindOr(PointerType.Kind defaultKind) {
		return (this.kind != null) ? this.kind : defaultKind;
	}

	/**
	 * The pointer to a type, or the type itself where there is none on the wire.
	 */
	NdrType to(NdrType pointee, Site site) {
		if (this.kind == null || (this.kind == PointerType.Kind.REF && !site.kind().isEmbedded())) {
			return pointee;
		}
		return new PointerType(this.kind, pointee,
				this.nullable ? PointerType.Nullness.NULL : PointerType.Nullness.NEVER);
	}

}
