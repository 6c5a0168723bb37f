package io.opnum.rpc.ndr;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Set;

import io.opnum.rpc.Ansi;
import io.opnum.rpc.Bool;
import io.opnum.rpc.FirstIs;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.Full;
import io.opnum.rpc.Int3264;
import io.opnum.rpc.LastIs;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.MaxIs;
import io.opnum.rpc.MsUnion;
import io.opnum.rpc.Range;
import io.opnum.rpc.RawEnum;
import io.opnum.rpc.Ref;
import io.opnum.rpc.SharedContext;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.StatusCode;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.SwitchType;
import io.opnum.rpc.Unique;
import io.opnum.rpc.V1Enum;
import org.jspecify.annotations.Nullable;

/**
 * The annotations that say how a type is on the wire, by what they are about.
 */
final class TypeAnnotations {

	/** About an array as a whole, also where they stand in front of its elements. */
	static final Set<Class<? extends Annotation>> ARRAY = Set.of(SizeIs.class, MaxIs.class, FixedSize.class,
			FirstIs.class, LengthIs.class, LastIs.class);

	/** About a pointer. */
	static final List<Class<? extends Annotation>> POINTER = List.of(Unique.class, Ref.class, Full.class,
			Nullable.class);

	/** All but {@code @Unsigned}, which changes nothing on the wire. */
	static final List<Class<? extends Annotation>> ALL = List.of(SizeIs.class, MaxIs.class, FixedSize.class,
			FirstIs.class, LengthIs.class, LastIs.class, Unique.class, Ref.class, Full.class, Nullable.class,
			Ansi.class, RawEnum.class, V1Enum.class, SwitchIs.class, SwitchType.class, Bool.class, Int3264.class,
			StatusCode.class, SharedContext.class, MsUnion.class, Range.class);

	private TypeAnnotations() {
	}

}
