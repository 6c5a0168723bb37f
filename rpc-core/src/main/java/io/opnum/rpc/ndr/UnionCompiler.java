package io.opnum.rpc.ndr;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.opnum.rpc.MsUnion;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.SwitchType;
import io.opnum.rpc.UnionCase;
import org.jspecify.annotations.Nullable;

/**
 * Compiles sealed interfaces of records, and records whose components are arms, to
 * unions, each once for a type of discriminant.
 */
final class UnionCompiler {

	private final TypeCompiler types;

	private final RecordCompiler records;

	private final AttributeCompiler attributes;

	private final EnumCompiler enums;

	private final Defects defects;

	private final Map<String, UnionType> unions = new HashMap<>();

	UnionCompiler(TypeCompiler types, RecordCompiler records, AttributeCompiler attributes, EnumCompiler enums,
			Defects defects) {
		this.types = types;
		this.records = records;
		this.attributes = attributes;
		this.enums = enums;
		this.defects = defects;
	}

	/**
	 * Whether a class is a union: a sealed interface, or a record with arms.
	 */
	static boolean isUnion(Class<?> raw) {
		return (raw.isInterface() && raw.isSealed()) || (raw.isRecord() && Arrays.stream(raw.getRecordComponents())
			.anyMatch((component) -> component.isAnnotationPresent(UnionCase.class)));
	}

	/**
	 * Compile a union.
	 * @param use the type
	 * @param raw its class
	 * @param site where it is; its {@code switch_is} is noted there
	 */
	NdrType compile(TypeUse use, Class<?> raw, Site site) {
		if (raw.isRecord() && raw.getTypeParameters().length > 0) {
			return this.types.defect(site,
					"%s is generic, which a record can't be whose components are arms".formatted(use),
					"Name the types in its arms, or make it a sealed interface.");
		}
		SwitchIs switchIs = use.get(SwitchIs.class);
		SwitchType switchType = use.get(SwitchType.class);
		switchType = (switchType != null) ? switchType : raw.getAnnotation(SwitchType.class);
		UnionRecord record = raw.isRecord() ? new UnionRecord(raw) : null;
		Discriminant discriminant = (record != null) ? record.discriminant(this.attributes) : Discriminant.LONG;
		if (switchIs != null) {
			discriminant = this.attributes.switchIs(switchIs, site);
		}
		if (switchType != null) {
			discriminant = this.attributes.switchType(switchType);
		}
		if (discriminant == null) {
			return this.types.defect(site, "the discriminant of %s has no integral type".formatted(use),
					"Use byte, short, int, long, char, boolean or an enum.");
		}
		boolean msUnion = use.has(MsUnion.class) || raw.isAnnotationPresent(MsUnion.class);
		if (msUnion && switchIs == null) {
			this.types.defect(site, "@MsUnion means nothing where %s carries its own discriminant".formatted(use),
					"Name the parameter or field that has it with @SwitchIs, or leave out @MsUnion.");
		}
		String key = use.typeKey() + discriminant + switchIs + msUnion;
		UnionType known = this.unions.get(key);
		if (known != null) {
			return known;
		}
		if (record != null) {
			RecordUnionForm form = record.form(this.records, this.enums, this.defects);
			if (form == null) {
				return TypeCompiler.UNKNOWN;
			}
			UnionType type = register(key,
					new UnionType(raw, use.text(), form, discriminant, switchIs == null, msUnion));
			type.define(new Arms(raw, discriminant.tagType()).ofComponents(record, form));
			return type;
		}
		SealedUnionForm form = new SealedUnionForm(raw);
		UnionType type = register(key, new UnionType(raw, use.text(), form, discriminant, switchIs == null, msUnion));
		type.define(new Arms(raw, discriminant.tagType()).ofSubclasses(form, use, site));
		return type;
	}

	private UnionType register(String key, UnionType type) {
		this.unions.put(key, type);
		this.types.linkLater(type);
		return type;
	}

	/**
	 * The arms of one union.
	 */
	private final class Arms {

		private final Class<?> union;

		private final TagType tagType;

		private final List<UnionType.Arm> arms = new ArrayList<>();

		private final Map<Long, String> selected = new HashMap<>();

		private @Nullable String defaultArm;

		Arms(Class<?> union, TagType tagType) {
			this.union = union;
			this.tagType = tagType;
		}

		List<UnionType.Arm> ofSubclasses(SealedUnionForm form, TypeUse use, Site site) {
			for (TypeUse leaf : leaves(use, new ArrayList<>())) {
				Class<?> type = (leaf.raw() != null) ? leaf.raw() : Object.class;
				String location = location(type.getSimpleName());
				if (!type.isRecord()) {
					defect(location, "an arm of a union is a record", "Make it one.");
				}
				else if (isUnion(type)) {
					defect(location, "an arm of a union can't itself be one", "Make it the component of a record.");
				}
				else if (!leaf.isRawGeneric()) {
					NdrType compiled = UnionCompiler.this.records.compile(leaf, type, site);
					UnionType.Arm arm = add(type.getSimpleName(), -1, type.getAnnotation(UnionCase.class), compiled);
					if (arm != null) {
						form.add(type, arm);
					}
				}
			}
			return this.arms;
		}

		/**
		 * What a sealed interface permits; a sealed interface below it stands for what
		 * that permits.
		 */
		private List<TypeUse> leaves(TypeUse use, List<TypeUse> leaves) {
			Class<?> union = (use.raw() != null) ? use.raw() : Object.class;
			for (Class<?> type : union.getPermittedSubclasses()) {
				TypeUse arm = permitted(type, union, use);
				if (type.isInterface() && type.isSealed() && !arm.isRawGeneric()) {
					leaves(arm, leaves);
				}
				else if (leaves.stream().noneMatch((leaf) -> leaf.is(type))) {
					leaves.add(arm);
				}
			}
			return leaves;
		}

		/**
		 * A permitted type with the type arguments that make it a subtype of the union.
		 * @return the type, raw after a defect was noted
		 */
		private TypeUse permitted(Class<?> type, Class<?> union, TypeUse use) {
			TypeUse raw = TypeUse.of(type);
			Map<String, TypeUse> variables = new HashMap<>();
			for (AnnotatedType implemented : type.getAnnotatedInterfaces()) {
				TypeUse declared = TypeUse.of(implemented, Map.of());
				if (declared.is(union) && !match(declared.arguments(), use.arguments(), variables)) {
					defect(location(type.getSimpleName()), "it is an arm of %s, not of %s".formatted(declared, use),
							"Let it implement %s for a type parameter of its own.".formatted(union.getSimpleName()));
					return raw;
				}
			}
			List<TypeUse> arguments = new ArrayList<>();
			for (TypeVariable<?> variable : type.getTypeParameters()) {
				TypeUse argument = variables.get(variable.getName());
				if (argument == null) {
					defect(location(type.getSimpleName()),
							"nothing says what %s stands for in %s".formatted(variable.getName(), use),
							"Make it a type parameter of %s, too, or name the type.".formatted(union.getSimpleName()));
					return raw;
				}
				arguments.add(argument);
			}
			return raw.withArguments(arguments);
		}

		/**
		 * Find what type variables stand for.
		 * @return whether the type arguments can be the same
		 */
		private static boolean match(List<TypeUse> declared, List<TypeUse> actual, Map<String, TypeUse> variables) {
			for (int i = 0; i < declared.size(); i++) {
				TypeUse argument = declared.get(i);
				if (argument.raw() == null && argument.component() == null) {
					TypeUse known = variables.putIfAbsent(argument.text(), actual.get(i));
					if (known != null && !known.typeKey().equals(actual.get(i).typeKey())) {
						return false;
					}
				}
				else if (!argument.typeKey().equals(actual.get(i).typeKey())) {
					return false;
				}
			}
			return true;
		}

		List<UnionType.Arm> ofComponents(UnionRecord record, RecordUnionForm form) {
			RecordComponent[] components = this.union.getRecordComponents();
			for (int i = 0; i < components.length; i++) {
				UnionCase unionCase = components[i].getAnnotation(UnionCase.class);
				if (unionCase != null) {
					UnionType.Arm arm = add(components[i].getName(), i, unionCase,
							content(record.use(i), location(components[i].getName())));
					if (arm != null) {
						form.add(i, arm);
					}
				}
			}
			UnionCase empty = this.union.getAnnotation(UnionCase.class);
			if (empty != null) {
				UnionType.Arm arm = add(this.union.getSimpleName(), -1, empty, EmptyArmType.INSTANCE);
				if (arm != null) {
					form.addEmpty(arm);
				}
			}
			return this.arms;
		}

		private NdrType content(TypeUse use, String location) {
			Site site = new Site(Site.Kind.ARM, location, null, false);
			if (!use.has(Nullable.class)) {
				return UnionCompiler.this.types.defect(site, "an arm is null where another one is selected",
						"Mark it @Nullable%s.".formatted(use.unboxed().isPrimitive() ? ", of a boxed type" : ""));
			}
			return UnionCompiler.this.types.compile(use.without(List.of(Nullable.class)), site);
		}

		private UnionType.@Nullable Arm add(String name, int index, @Nullable UnionCase unionCase, NdrType compiled) {
			String location = location(name);
			if (unionCase == null || (unionCase.value().length == 0 && !unionCase.isDefault())) {
				defect(location, "nothing says which discriminant selects this arm",
						"Annotate it with @UnionCase and a number, or isDefault.");
				return null;
			}
			if (unionCase.isDefault()) {
				if (this.defaultArm != null) {
					defect(location, "%s is the default arm, too".formatted(this.defaultArm), "Leave one of them.");
				}
				this.defaultArm = name;
			}
			UnionCompiler.this.types.checkLater(() -> {
				if (compiled.isConformant()) {
					defect(location, "an arm of a union can't be conformant", "Make the array a pointer with @Unique.");
				}
			});
			List<Long> tags = new ArrayList<>();
			for (long number : unionCase.value()) {
				tags.add(tag(number, name, location));
			}
			UnionType.Arm arm = new UnionType.Arm(name, index, compiled, tags, unionCase.isDefault());
			this.arms.add(arm);
			return arm;
		}

		private long tag(long number, String name, String location) {
			if (!this.tagType.holds(number)) {
				defect(location, "the discriminant %d does not fit in its type".formatted(number),
						"Use a smaller number, or a wider type.");
			}
			long tag = this.tagType.unsigned(number);
			String other = this.selected.putIfAbsent(tag, name);
			if (other != null) {
				defect(location, "the discriminant %d selects %s, too".formatted(number, other),
						"Give each arm numbers of its own.");
			}
			return tag;
		}

		private String location(String arm) {
			return this.union.getSimpleName() + "." + arm;
		}

		private void defect(String location, String problem, String mend) {
			UnionCompiler.this.defects.add(location, problem, mend);
		}

	}

}
