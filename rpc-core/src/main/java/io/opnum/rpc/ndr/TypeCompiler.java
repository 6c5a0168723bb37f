package io.opnum.rpc.ndr;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.opnum.rpc.Ansi;
import io.opnum.rpc.Bool;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.Int3264;
import io.opnum.rpc.MsUnion;
import io.opnum.rpc.Range;
import io.opnum.rpc.RawEnum;
import io.opnum.rpc.Ref;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.StatusCode;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.SwitchType;
import io.opnum.rpc.Unique;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.V1Enum;
import io.opnum.rpc.ndr.TypeDescription.Primitive;
import org.jspecify.annotations.Nullable;

/**
 * Composes the wire types of Java types. Reflection happens here, once; what can't be
 * compiled is a defect, and compiling goes on to find the others.
 */
final class TypeCompiler {

	/** What stands for a type that is a defect. */
	static final NdrType UNKNOWN = RawContextHandleType.INSTANCE;

	private static final int MAX_DEPTH = 64;

	private final Defects defects;

	private final EnumCompiler enums;

	private final ArrayCompiler arrays;

	private final RecordCompiler records;

	private final UnionCompiler unions;

	private final ContextHandleCompiler contextHandles;

	private final ConverterCompiler converters;

	private final List<NdrType> types = new ArrayList<>();

	private final List<Runnable> checks = new ArrayList<>();

	private int depth;

	private boolean fullPointers;

	TypeCompiler(Defects defects) {
		this.defects = defects;
		this.enums = new EnumCompiler(defects);
		AttributeCompiler attributes = new AttributeCompiler(this.enums, defects);
		this.arrays = new ArrayCompiler(this, attributes);
		this.records = new RecordCompiler(this, defects);
		this.unions = new UnionCompiler(this, this.records, attributes, this.enums, defects);
		this.contextHandles = new ContextHandleCompiler(this);
		this.converters = new ConverterCompiler(this, defects);
	}

	/**
	 * Whether there are full pointers among the types.
	 */
	boolean hasFullPointers() {
		return this.fullPointers;
	}

	/**
	 * Link a type once all are compiled.
	 */
	void linkLater(NdrType type) {
		this.types.add(type);
	}

	/**
	 * Check something of the linked types.
	 */
	void checkLater(Runnable check) {
		this.checks.add(check);
	}

	/**
	 * Link all types and run the checks that had to wait for it. Called once, after all
	 * were compiled.
	 */
	void finish() {
		for (NdrType type : this.types) {
			try {
				type.link();
			}
			catch (NdrType.RecursiveValueException ex) {
				this.defects.add(String.valueOf(ex.getMessage()), "the structure contains itself by value",
						"Make it a pointer: mark the component @Nullable, or use Optional or a List.");
				return;
			}
		}
		this.checks.forEach(Runnable::run);
	}

	/**
	 * Compile a type.
	 * @param use the type
	 * @param site where it is; what ties it to its siblings is noted there
	 * @return the wire type, complete after {@link #finish}
	 */
	NdrType compile(TypeUse use, Site site) {
		if (++this.depth > MAX_DEPTH) {
			this.depth--;
			return defect(site, "the type %s expands without end".formatted(use),
					"Use a record whose type arguments don't grow in the record itself.");
		}
		try {
			if (use.raw() == null) {
				return defect(site, "%s is a wildcard or a type variable that nothing is known of".formatted(use),
						"Name the type.");
			}
			if (use.isRawGeneric()) {
				return defect(site, "%s is used without type arguments".formatted(use), "Give them.");
			}
			if (use.is(ContextHandle.class)) {
				return this.contextHandles.compile(use, site);
			}
			NdrType converted = use.is(Optional.class) ? null : this.converters.compile(use, site);
			if (converted != null) {
				return converted;
			}
			PointerUse pointer = pointer(use, site);
			if (use.is(Optional.class)) {
				return optional(use, pointer, site);
			}
			return value(use, use.raw(), pointer, site);
		}
		finally {
			this.depth--;
		}
	}

	/**
	 * The pointer that annotations make of a type, if any.
	 */
	PointerUse pointer(TypeUse use, Site site) {
		PointerUse pointer = PointerUse.of(use, site, this.defects);
		this.fullPointers |= pointer.kind() == PointerType.Kind.FULL;
		return pointer;
	}

	private NdrType optional(TypeUse use, PointerUse pointer, Site site) {
		if (pointer.nullable() || pointer.kind() == PointerType.Kind.REF) {
			defect(site, "an Optional is a pointer that may be null already",
					"Leave out %s.".formatted(pointer.nullable() ? "@Nullable" : "@Ref"));
		}
		TypeUse content = use.without(TypeAnnotations.POINTER).content();
		if (content.has(Nullable.class)) {
			defect(site, "an Optional can't hold null",
					"Leave out @Nullable, or use Optional<Optional<%s>>.".formatted(content));
		}
		Site pointee = site.pointee();
		NdrType type = compile(content, pointee);
		site.adopt(pointee);
		return new PointerType(pointer.kindOr(PointerType.Kind.UNIQUE), type, PointerType.Nullness.OPTIONAL);
	}

	private NdrType value(TypeUse use, Class<?> raw, PointerUse pointer, Site site) {
		if (raw.isPrimitive()) {
			if (pointer.isPresent()) {
				defect(site, "%s is a Java primitive, which can't be a pointer".formatted(raw),
						"Leave out the pointer annotation, or use Optional<%s>.".formatted(box(raw).getSimpleName()));
			}
			return primitive(use, raw, site);
		}
		Class<?> unboxed = use.unboxed();
		if (unboxed.isPrimitive()) {
			if (!pointer.isPresent() && !site.kind().isBoxed()) {
				return defect(site, "%s is neither a value nor a pointer".formatted(raw.getSimpleName()),
						"Write %s, or mark it @Nullable to make it a pointer.".formatted(unboxed));
			}
			return pointer.to(primitive(use, unboxed, site), site);
		}
		if (raw == String.class) {
			return this.arrays.string(use, pointer, site);
		}
		if (raw == UUID.class) {
			allow(use, site, List.of());
			return pointer.to(UuidType.INSTANCE, site);
		}
		if (raw == RpcStatus.class) {
			allow(use, site, List.of());
			return pointer.to(StatusType.INSTANCE, site);
		}
		if (raw == NdrContextHandle.class) {
			allow(use, site, List.of());
			return pointer.to(RawContextHandleType.INSTANCE, site);
		}
		if (raw.isEnum()) {
			allow(use, site, List.of(V1Enum.class));
			return pointer.to(this.enums.compile(raw, use.has(V1Enum.class)), site);
		}
		if (UnionCompiler.isUnion(raw)) {
			allow(use, site, List.of(SwitchIs.class, SwitchType.class, MsUnion.class));
			return pointer.to(this.unions.compile(use, raw, site), site);
		}
		if (raw.isRecord()) {
			allow(use, site, List.of());
			if (raw.getRecordComponents().length == 0) {
				return defect(site, "%s has no components, and a structure has at least one field".formatted(use),
						"Give it one.");
			}
			return pointer.to(this.records.compile(use, raw, site), site);
		}
		if (use.isArray()) {
			return this.arrays.array(use, pointer, site);
		}
		return defect(site, "%s has no NDR form".formatted(use), NearestType.of(raw));
	}

	private NdrType primitive(TypeUse use, Class<?> raw, Site site) {
		Range range = use.get(Range.class);
		NdrType type = number(use.without(List.of(Range.class)), raw, site);
		if (range == null) {
			return type;
		}
		if (!(type instanceof PrimitiveType primitive) || raw == boolean.class || raw == char.class
				|| raw == float.class || raw == double.class) {
			return defect(site, "@Range means nothing on %s".formatted(use), "Leave it out.");
		}
		boolean unsigned = use.has(Unsigned.class);
		int octets = (raw == long.class) ? 8 : (raw == int.class) ? 4 : (raw == short.class) ? 2 : 1;
		if (RangedType.compare(range.min(), range.max(), octets, unsigned) > 0) {
			return defect(site, "@Range from %d to %d is empty".formatted(range.min(), range.max()),
					"Change its ends.");
		}
		if (!RangedType.fits(range.min(), range.max(), octets, unsigned)) {
			return defect(site, "@Range from %d to %d does not fit in %s%s".formatted(range.min(), range.max(),
					unsigned ? "unsigned " : "", raw), "Change its ends.");
		}
		return new RangedType(primitive, range.min(), range.max(), unsigned);
	}

	private NdrType number(TypeUse use, Class<?> raw, Site site) {
		boolean unsigned = use.has(Unsigned.class);
		if (raw == boolean.class) {
			allow(use, site, List.of(Bool.class));
			return use.has(Bool.class) ? PrimitiveType.BOOL : PrimitiveType.BOOLEAN;
		}
		if (raw == char.class) {
			allow(use, site, List.of(Ansi.class));
			return use.has(Ansi.class) ? PrimitiveType.ANSI_CHAR : PrimitiveType.CHAR;
		}
		if (raw == int.class) {
			allow(use, site, List.of(RawEnum.class, V1Enum.class, StatusCode.class));
			StatusCode statusCode = use.get(StatusCode.class);
			if (statusCode != null) {
				return PrimitiveType.INT.describedAs(Primitive.valueOf(statusCode.value().name()));
			}
			if (use.has(RawEnum.class) && !use.has(V1Enum.class)) {
				return PrimitiveType.RAW_ENUM_INT;
			}
		}
		else if (raw == short.class) {
			allow(use, site, List.of(RawEnum.class));
			if (use.has(RawEnum.class)) {
				return PrimitiveType.RAW_ENUM_SHORT;
			}
		}
		else if (raw == long.class) {
			allow(use, site, List.of(Int3264.class));
			if (use.has(Int3264.class)) {
				return unsigned ? PrimitiveType.UNSIGNED_INT3264 : PrimitiveType.INT3264;
			}
		}
		else {
			allow(use, site, List.of());
		}
		PrimitiveType type = unsigned ? PrimitiveType.unsigned(raw) : PrimitiveType.of(raw);
		return (type != null) ? type : defect(site, "void is no type of a value", "Name a type.");
	}

	static MethodHandles.Lookup lookup(Class<?> type) throws IllegalAccessException {
		return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
	}

	/**
	 * Refuse annotations that mean nothing on a type.
	 */
	void allow(TypeUse use, Site site, Collection<Class<? extends Annotation>> allowed) {
		for (Class<? extends Annotation> annotation : TypeAnnotations.ALL) {
			if (use.has(annotation) && !allowed.contains(annotation) && !TypeAnnotations.POINTER.contains(annotation)) {
				defect(site, "@%s means nothing on %s".formatted(annotation.getSimpleName(), use),
						"Leave it out, or put it in front of the type it is about.");
			}
		}
	}

	/**
	 * Note a defect.
	 * @return a type to go on with
	 */
	NdrType defect(Site site, String problem, String mend) {
		this.defects.add(site.location(), problem, mend);
		return UNKNOWN;
	}

	static Class<?> box(Class<?> primitive) {
		return MethodType.methodType(primitive).wrap().returnType();
	}

}
