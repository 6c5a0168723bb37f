package io.opnum.rpc.ndr;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.opnum.rpc.Ansi;
import io.opnum.rpc.EnumNumber;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.Full;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.RawEnum;
import io.opnum.rpc.Ref;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.SwitchType;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.Unique;
import io.opnum.rpc.V1Enum;
import org.jspecify.annotations.Nullable;

/**
 * Composes the wire types of Java types. Reflection happens here, once; what can't be
 * compiled is a defect, and compiling goes on to find the others.
 */
final class TypeCompiler {

	/** What stands for a type that is a defect. */
	static final NdrType UNKNOWN = ContextHandleType.INSTANCE;

	private static final int MAX_DEPTH = 64;

	private static final Map<Class<?>, Class<?>> BOXES = Map.of(Boolean.class, boolean.class, Byte.class, byte.class,
			Short.class, short.class, Integer.class, int.class, Long.class, long.class, Float.class, float.class,
			Double.class, double.class, Character.class, char.class);

	private final Defects defects;

	private final Map<String, RecordType> records = new HashMap<>();

	private final Map<String, UnionType> unions = new HashMap<>();

	private final Map<String, EnumType> enums = new HashMap<>();

	private final List<NdrType> types = new ArrayList<>();

	private final List<Runnable> checks = new ArrayList<>();

	private int depth;

	TypeCompiler(Defects defects) {
		this.defects = defects;
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
			Pointer pointer = pointer(use, site);
			if (use.is(Optional.class)) {
				return optional(use, pointer, site);
			}
			return value(use, use.raw(), pointer, site);
		}
		finally {
			this.depth--;
		}
	}

	private NdrType optional(TypeUse use, Pointer pointer, Site site) {
		if (pointer.nullable() || pointer.kind() == PointerType.Kind.REF) {
			defect(site, "an Optional is a pointer that may be null already",
					"Leave out %s.".formatted(pointer.nullable() ? "@Nullable" : "@Ref"));
		}
		TypeUse content = use.arguments().get(0);
		if (content.has(Nullable.class)) {
			defect(site, "an Optional can't hold null",
					"Leave out @Nullable, or use Optional<Optional<%s>>.".formatted(content));
		}
		Site pointee = site.pointee();
		NdrType type = compile(content, pointee);
		site.adopt(pointee);
		return new PointerType(pointer.kind(PointerType.Kind.UNIQUE), type, PointerType.Nullness.OPTIONAL);
	}

	private NdrType value(TypeUse use, Class<?> raw, Pointer pointer, Site site) {
		if (raw.isPrimitive()) {
			if (pointer.isPresent()) {
				defect(site, "%s is a Java primitive, which can't be a pointer".formatted(raw),
						"Leave out the pointer annotation, or use Optional<%s>.".formatted(box(raw).getSimpleName()));
			}
			return primitive(use, raw, site);
		}
		Class<?> unboxed = BOXES.get(raw);
		if (unboxed != null) {
			if (!pointer.isPresent() && !site.kind().isBoxed()) {
				return defect(site, "%s is neither a value nor a pointer".formatted(raw.getSimpleName()),
						"Write %s, or mark it @Nullable to make it a pointer.".formatted(unboxed));
			}
			return pointer.to(primitive(use, unboxed, site), site);
		}
		if (raw == String.class) {
			return string(use, pointer, site);
		}
		if (raw == UUID.class) {
			allow(use, site, List.of());
			return pointer.to(UuidType.INSTANCE, site);
		}
		if (raw == NdrContextHandle.class) {
			allow(use, site, List.of());
			return pointer.to(ContextHandleType.INSTANCE, site);
		}
		if (raw.isEnum()) {
			allow(use, site, List.of(V1Enum.class));
			return pointer.to(enumeration(raw, use.has(V1Enum.class), site), site);
		}
		if (raw.isRecord()) {
			allow(use, site, List.of());
			if (raw.getRecordComponents().length == 0) {
				return defect(site, "%s has no components, and a structure has at least one field".formatted(use),
						"Give it one.");
			}
			return pointer.to(record(use, raw), site);
		}
		if (use.component() != null || raw == List.class) {
			return array(use, (use.component() != null) ? use.component() : use.arguments().get(0), pointer, site);
		}
		if (raw.isInterface() && raw.isSealed()) {
			allow(use, site, List.of(SwitchIs.class, SwitchType.class));
			return pointer.to(union(use, raw, site), site);
		}
		return defect(site, "%s has no NDR form".formatted(use), NearestType.of(raw));
	}

	private NdrType primitive(TypeUse use, Class<?> raw, Site site) {
		if (raw == char.class) {
			allow(use, site, List.of(Ansi.class));
			return use.has(Ansi.class) ? PrimitiveType.ANSI_CHAR : PrimitiveType.CHAR;
		}
		if (raw == int.class) {
			allow(use, site, List.of(RawEnum.class, V1Enum.class));
			return (use.has(RawEnum.class) && !use.has(V1Enum.class)) ? PrimitiveType.RAW_ENUM_INT : PrimitiveType.INT;
		}
		if (raw == short.class) {
			allow(use, site, List.of(RawEnum.class));
			return use.has(RawEnum.class) ? PrimitiveType.RAW_ENUM_SHORT : PrimitiveType.SHORT;
		}
		allow(use, site, List.of());
		PrimitiveType type = PrimitiveType.of(raw);
		return (type != null) ? type : defect(site, "void is no type of a value", "Name a type.");
	}

	private NdrType string(TypeUse use, Pointer pointer, Site site) {
		allow(use, site, List.of(Ansi.class, SizeIs.class, LengthIs.class, FixedSize.class));
		StringType type = use.has(Ansi.class) ? StringType.NARROW : StringType.WIDE;
		FixedSize fixedSize = use.get(FixedSize.class);
		if (fixedSize != null) {
			checkFixedSize(fixedSize, site);
			if (use.has(SizeIs.class) || use.has(LengthIs.class)) {
				defect(site, "a string of fixed size has no @SizeIs or @LengthIs", "Leave them out.");
			}
			return pointer.to(type.fixed(Math.max(1, fixedSize.value())), site);
		}
		boolean sized = sizeIs(use, site);
		boolean counted = lengthIs(use, site);
		if (sized || counted) {
			type = type.bounded(sized, counted);
		}
		boolean pointerByDefault = switch (site.kind()) {
			case PARAMETER, POINTEE, ELEMENT_POINTEE -> false;
			case HOLDER, RESULT, FUTURE_RESULT -> !sized;
			case FIELD, ELEMENT -> true;
		};
		return (pointerByDefault && !pointer.isPresent())
				? new PointerType(PointerType.Kind.UNIQUE, type, PointerType.Nullness.NEVER) : pointer.to(type, site);
	}

	private NdrType array(TypeUse use, TypeUse elementUse, Pointer pointer, Site site) {
		allow(use, site, List.of(SizeIs.class, LengthIs.class, FixedSize.class));
		Site elementSite = site.element();
		NdrType element = compile(elementUse, elementSite);
		site.adopt(elementSite);
		this.checks.add(() -> {
			if (element.isConformant()) {
				defect(site, "%s ends in a conformant array, so it can't be an element".formatted(elementUse),
						"Make the elements pointers with @Unique.");
			}
		});
		Class<?> component = (use.component() != null) ? elementUse.raw() : null;
		Elements elements = (component != null) ? Elements.ofArray(element, component) : Elements.ofList(element);
		FixedSize fixedSize = use.get(FixedSize.class);
		boolean sized = sizeIs(use, site);
		boolean counted = lengthIs(use, site);
		if (fixedSize != null) {
			checkFixedSize(fixedSize, site);
			if (sized) {
				defect(site, "an array is either @FixedSize or @SizeIs", "Leave one of them.");
			}
			int bound = Math.max(1, fixedSize.value());
			return pointer.to(counted ? ArrayType.varying(elements, bound) : ArrayType.fixed(elements, bound), site);
		}
		if (sized) {
			return pointer.to(ArrayType.conformant(elements, counted), site);
		}
		if (counted) {
			return defect(site, "@LengthIs says how many elements are sent, but not how many there is room for",
					"Add @SizeIs or @FixedSize.");
		}
		return new CountedArrayType(elements, pointer.kind(PointerType.Kind.UNIQUE), pointer.nullable());
	}

	private NdrType union(TypeUse use, Class<?> raw, Site site) {
		if (raw.getTypeParameters().length > 0) {
			return defect(site, "%s is generic, which a union can't be".formatted(use), "Name the types in its arms.");
		}
		SwitchIs switchIs = use.get(SwitchIs.class);
		SwitchType switchType = use.get(SwitchType.class);
		switchType = (switchType != null) ? switchType : raw.getAnnotation(SwitchType.class);
		TagType tagType = (switchIs != null) ? switchIs(switchIs, site) : TagType.LONG;
		if (switchType != null) {
			tagType = tagType(switchType.value(), false, false);
		}
		if (tagType == null) {
			return defect(site, "the discriminant of %s has no integral type".formatted(use),
					"Use byte, short, int, long, char, boolean or an enum.");
		}
		String key = raw.getName() + tagType + switchIs;
		UnionType known = this.unions.get(key);
		if (known != null) {
			return known;
		}
		UnionType type = new UnionType(raw.getSimpleName(), tagType, switchIs == null);
		this.unions.put(key, type);
		this.types.add(type);
		type.define(arms(raw, tagType));
		return type;
	}

	private List<UnionType.Arm> arms(Class<?> union, TagType tagType) {
		List<UnionType.Arm> arms = new ArrayList<>();
		Map<Long, Class<?>> taken = new HashMap<>();
		Class<?> defaultArm = null;
		for (Class<?> arm : union.getPermittedSubclasses()) {
			Site site = new Site(Site.Kind.FIELD, union.getSimpleName() + "." + arm.getSimpleName(), null);
			UnionCase unionCase = arm.getAnnotation(UnionCase.class);
			if (!arm.isRecord() || arm.getTypeParameters().length > 0) {
				defect(site, "an arm of a union is a record that is not generic", "Make it one.");
				continue;
			}
			if (unionCase == null || (unionCase.value().length == 0 && !unionCase.isDefault())) {
				defect(site, "nothing says which discriminant selects this arm",
						"Annotate it with @UnionCase and a number, or isDefault.");
				continue;
			}
			List<Long> tags = new ArrayList<>();
			for (long number : unionCase.value()) {
				if (!tagType.holds(number)) {
					defect(site, "the discriminant %d does not fit in its type".formatted(number),
							"Use a smaller number, or a wider type.");
				}
				long tag = tagType.unsigned(number);
				Class<?> other = taken.putIfAbsent(tag, arm);
				if (other != null) {
					defect(site, "the discriminant %d selects %s, too".formatted(number, other.getSimpleName()),
							"Give each arm numbers of its own.");
				}
				tags.add(tag);
			}
			if (unionCase.isDefault() && defaultArm != null) {
				defect(site, "%s is the default arm, too".formatted(defaultArm.getSimpleName()), "Leave one of them.");
			}
			defaultArm = unionCase.isDefault() ? arm : defaultArm;
			RecordType type = record(new TypeUse(arm, List.of(), null, Map.of(), arm.getSimpleName()), arm);
			this.checks.add(() -> {
				if (type.isConformant()) {
					defect(site, "an arm of a union can't be conformant", "Make the array a pointer with @Unique.");
				}
			});
			arms.add(new UnionType.Arm(arm, type, tags, unionCase.isDefault(), tags.isEmpty() ? -1 : tags.get(0)));
		}
		// A default arm is sent with a number that no other has
		long free = 0;
		while (taken.containsKey(free)) {
			free++;
		}
		long unused = free;
		arms.replaceAll((arm) -> arm.tags().isEmpty()
				? new UnionType.Arm(arm.javaType(), arm.type(), arm.tags(), arm.isDefault(), unused) : arm);
		return arms;
	}

	/**
	 * The type of the parameter or field that holds the discriminant.
	 */
	private @Nullable TagType switchIs(SwitchIs annotation, Site site) {
		int index = siblingIndex("@SwitchIs", annotation.value(), site);
		Site.Siblinghood siblings = site.siblings();
		TypeUse sibling = (siblings != null) ? siblings.types().get(index) : null;
		if (sibling == null) {
			return TagType.LONG;
		}
		Class<?> raw = sibling.raw();
		EnumType enumType = (raw != null && raw.isEnum()) ? enumeration(raw, sibling.has(V1Enum.class), site) : null;
		site.switchIs(Expression.sibling(index, annotation.value(), enumType));
		return (raw != null) ? tagType(raw, sibling.has(RawEnum.class), sibling.has(V1Enum.class)) : null;
	}

	private static @Nullable TagType tagType(Class<?> raw, boolean rawEnum, boolean wide) {
		Class<?> type = BOXES.getOrDefault(raw, raw);
		if (type.isEnum()) {
			return (wide || type.isAnnotationPresent(V1Enum.class)) ? TagType.LONG : TagType.ENUM;
		}
		if (rawEnum && !wide) {
			return TagType.ENUM;
		}
		if (type == boolean.class || type == byte.class) {
			return TagType.OCTET;
		}
		if (type == short.class || type == char.class) {
			return TagType.SHORT;
		}
		if (type == int.class) {
			return TagType.LONG;
		}
		return (type == long.class) ? TagType.HYPER : null;
	}

	private EnumType enumeration(Class<?> raw, boolean wideHere, Site site) {
		boolean wide = wideHere || raw.isAnnotationPresent(V1Enum.class);
		return this.enums.computeIfAbsent(raw.getName() + wide, (key) -> {
			Enum<?>[] constants = (Enum<?>[]) raw.getEnumConstants();
			int[] numbers = new int[constants.length];
			Set<Integer> seen = new HashSet<>();
			for (Enum<?> constant : constants) {
				int number = number(raw, constant);
				numbers[constant.ordinal()] = number;
				if (!seen.add(number)) {
					defect(new Site(site.kind(), raw.getSimpleName() + "." + constant.name(), null),
							"the number %d is that of another constant, too".formatted(number),
							"Give each constant a number of its own with @EnumNumber.");
				}
				if (!wide && number >>> 16 != 0) {
					defect(new Site(site.kind(), raw.getSimpleName() + "." + constant.name(), null),
							"the number %d does not fit in an enum of 16 bits".formatted(number),
							"Use 0 to 65535, or mark the enum @V1Enum.");
				}
			}
			return new EnumType(raw, constants, numbers, wide);
		});
	}

	private static int number(Class<?> raw, Enum<?> constant) {
		try {
			EnumNumber number = raw.getField(constant.name()).getAnnotation(EnumNumber.class);
			return (number != null) ? number.value() : constant.ordinal();
		}
		catch (NoSuchFieldException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private RecordType record(TypeUse use, Class<?> raw) {
		String key = use.typeKey();
		RecordType known = this.records.get(key);
		if (known != null) {
			return known;
		}
		RecordType type = new RecordType(use.text());
		this.records.put(key, type);
		this.types.add(type);
		Map<TypeVariable<?>, TypeUse> bindings = use.bindings();
		RecordComponent[] components = raw.getRecordComponents();
		List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
		Map<Integer, TypeUse> uses = new LinkedHashMap<>();
		for (int i = 0; i < components.length; i++) {
			uses.put(i, TypeUse.of(components[i].getAnnotatedType(), bindings).declaredWith(components[i]));
		}
		Site.Siblinghood siblings = new Site.Siblinghood("field", names, uses);
		List<RecordType.Component> compiled = new ArrayList<>();
		for (int i = 0; i < components.length; i++) {
			Site site = new Site(Site.Kind.FIELD, use.text() + "." + names.get(i), siblings);
			NdrType component = compile(uses.getOrDefault(i, use), site);
			if (i < components.length - 1) {
				this.checks.add(() -> checkNotConformant(component, site));
			}
			MethodHandle accessor = accessor(raw, components[i], site);
			if (accessor != null) {
				compiled.add(new RecordType.Component(names.get(i), component, site.correlation(), accessor));
			}
		}
		MethodHandle constructor = constructor(raw, components, use.text());
		if (constructor != null) {
			type.define(compiled, constructor);
		}
		return type;
	}

	private void checkNotConformant(NdrType component, Site site) {
		if (component.isConformant()) {
			defect(site, "a conformant array, or a structure that ends in one, must be the last field",
					"Move it to the end, or make it a pointer with @Unique.");
		}
	}

	private @Nullable MethodHandle accessor(Class<?> raw, RecordComponent component, Site site) {
		try {
			return lookup(raw).unreflect(component.getAccessor());
		}
		catch (IllegalAccessException ex) {
			inaccessible(raw, site.location());
			return null;
		}
	}

	/**
	 * The canonical constructor, as {@code (Object[])Object}.
	 */
	private @Nullable MethodHandle constructor(Class<?> raw, RecordComponent[] components, String location) {
		try {
			Class<?>[] parameters = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
			MethodHandle constructor = lookup(raw).findConstructor(raw, MethodType.methodType(void.class, parameters));
			return constructor.asType(constructor.type().generic()).asSpreader(Object[].class, parameters.length);
		}
		catch (NoSuchMethodException | IllegalAccessException ex) {
			inaccessible(raw, location);
			return null;
		}
	}

	private void inaccessible(Class<?> raw, String location) {
		this.defects.add(location, "the module of %s does not open it".formatted(raw.getName()),
				"Open the package %s in its module-info.".formatted(raw.getPackageName()));
	}

	static MethodHandles.Lookup lookup(Class<?> type) throws IllegalAccessException {
		return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
	}

	private boolean sizeIs(TypeUse use, Site site) {
		SizeIs annotation = use.get(SizeIs.class);
		if (annotation != null) {
			site.sizeIs(expression("@SizeIs", annotation.value(), site));
		}
		return annotation != null;
	}

	private boolean lengthIs(TypeUse use, Site site) {
		LengthIs annotation = use.get(LengthIs.class);
		if (annotation != null) {
			site.lengthIs(expression("@LengthIs", annotation.value(), site));
		}
		return annotation != null;
	}

	private @Nullable Expression expression(String annotation, String text, Site site) {
		try {
			return new ExpressionParser(text, (name) -> sibling(annotation, name, site)).parse();
		}
		catch (IllegalArgumentException ex) {
			defect(site, "%s(\"%s\") %s".formatted(annotation, text, ex.getMessage()),
					"Name a parameter or field of an integral type; + - * / and numbers may go with it.");
			return null;
		}
	}

	private Expression sibling(String annotation, String name, Site site) {
		int index = siblingIndex(annotation, name, site);
		Site.Siblinghood siblings = site.siblings();
		TypeUse type = (siblings != null) ? siblings.types().get(index) : null;
		if (siblings == null || type == null) {
			return Expression.constant(0);
		}
		boolean optional = type.is(Optional.class) || type.has(Nullable.class) || type.has(Unique.class);
		Class<?> raw = type.is(Optional.class) ? type.arguments().get(0).raw() : type.raw();
		Class<?> unboxed = (raw != null) ? BOXES.getOrDefault(raw, raw) : Object.class;
		if (!Set.of(byte.class, short.class, int.class, long.class, char.class).contains(unboxed)) {
			defect(site, "%s names '%s', which is a %s".formatted(annotation, name, type),
					"Name a %s of type byte, short, int or long.".formatted(siblings.noun()));
		}
		if (optional && site.kind() == Site.Kind.FIELD) {
			defect(site, "%s names '%s', which is a pointer".formatted(annotation, name),
					"Name a field that is a plain value.");
		}
		return Expression.sibling(index, name, null);
	}

	/**
	 * Find a sibling.
	 * @return its index, or -1 after a defect was noted
	 */
	private int siblingIndex(String annotation, String name, Site site) {
		Site.Siblinghood siblings = site.siblings();
		if (siblings == null) {
			defect(site,
					"%s is inside of an array or a pointer, where there is nothing beside it".formatted(annotation),
					"Make the inner array a field of a record, beside its size.");
			return -1;
		}
		List<String> names = siblings.names();
		if (names == null) {
			defect(site, "%s names a parameter, but the class file has no parameter names".formatted(annotation),
					"Compile the interface with -parameters.");
			return -1;
		}
		int index = names.indexOf(name);
		if (index < 0 || !siblings.types().containsKey(index)) {
			defect(site, "%s names '%s', but there is no such %s".formatted(annotation, name, siblings.noun()),
					"Name one of %s.".formatted(String.join(", ", names)));
			return -1;
		}
		return index;
	}

	private void checkFixedSize(FixedSize fixedSize, Site site) {
		if (fixedSize.value() <= 0) {
			defect(site, "@FixedSize(%d) leaves no room".formatted(fixedSize.value()), "Give a positive number.");
		}
	}

	private Pointer pointer(TypeUse use, Site site) {
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
			defect(site, "a pointer is either @Ref, @Unique or @Full", "Leave one of them.");
		}
		if (nullable && kinds.contains(PointerType.Kind.REF)) {
			defect(site, "a @Ref pointer is never null", "Leave out @Nullable, or make it @Unique.");
		}
		if (kinds.isEmpty()) {
			return new Pointer(nullable ? PointerType.Kind.UNIQUE : null, nullable);
		}
		return new Pointer(kinds.get(0), nullable);
	}

	/**
	 * Refuse annotations that mean nothing on a type.
	 */
	private void allow(TypeUse use, Site site, List<Class<? extends Annotation>> allowed) {
		for (Class<? extends Annotation> annotation : TypeAnnotations.ALL) {
			if (use.has(annotation) && !allowed.contains(annotation) && !TypeAnnotations.POINTER.contains(annotation)) {
				defect(site, "@%s means nothing on %s".formatted(annotation.getSimpleName(), use),
						"Leave it out, or put it in front of the type it is about.");
			}
		}
	}

	private NdrType defect(Site site, String problem, String mend) {
		this.defects.add(site.location(), problem, mend);
		return UNKNOWN;
	}

	private static Class<?> box(Class<?> primitive) {
		return MethodType.methodType(primitive).wrap().returnType();
	}

	/**
	 * The pointer that annotations make of a type, if any.
	 */
	private record Pointer(PointerType.@Nullable Kind kind, boolean nullable) {

		boolean isPresent() {
			return this.kind != null;
		}

		PointerType.Kind kind(PointerType.Kind defaultKind) {
			return (this.kind != null) ? this.kind : defaultKind;
		}

		NdrType to(NdrType pointee, Site site) {
			if (this.kind == null || (this.kind == PointerType.Kind.REF && !site.kind().isEmbedded())) {
				return pointee;
			}
			return new PointerType(this.kind, pointee,
					this.nullable ? PointerType.Nullness.NULL : PointerType.Nullness.NEVER);
		}

	}

}
