package io.opnum.rpc.ndr;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.SwitchType;
import io.opnum.rpc.UnionCase;
import org.jspecify.annotations.Nullable;

/**
 * Compiles sealed interfaces of records to unions, each once for a type of discriminant.
 */
final class UnionCompiler {

	private final TypeCompiler types;

	private final RecordCompiler records;

	private final AttributeCompiler attributes;

	private final Defects defects;

	private final Map<String, UnionType> unions = new HashMap<>();

	UnionCompiler(TypeCompiler types, RecordCompiler records, AttributeCompiler attributes, Defects defects) {
		this.types = types;
		this.records = records;
		this.attributes = attributes;
		this.defects = defects;
	}

	/**
	 * Compile a sealed interface.
	 * @param use the type
	 * @param raw its class
	 * @param site where it is; its {@code switch_is} is noted there
	 */
	NdrType compile(TypeUse use, Class<?> raw, Site site) {
		if (raw.getTypeParameters().length > 0) {
			return this.types.defect(site, "%s is generic, which a union can't be".formatted(use),
					"Name the types in its arms.");
		}
		SwitchIs switchIs = use.get(SwitchIs.class);
		SwitchType switchType = use.get(SwitchType.class);
		switchType = (switchType != null) ? switchType : raw.getAnnotation(SwitchType.class);
		Discriminant discriminant = (switchIs != null) ? this.attributes.switchIs(switchIs, site) : Discriminant.LONG;
		if (switchType != null) {
			discriminant = this.attributes.switchType(switchType);
		}
		if (discriminant == null) {
			return this.types.defect(site, "the discriminant of %s has no integral type".formatted(use),
					"Use byte, short, int, long, char, boolean or an enum.");
		}
		String key = raw.getName() + discriminant + switchIs;
		UnionType known = this.unions.get(key);
		if (known != null) {
			return known;
		}
		UnionType type = new UnionType(raw, discriminant, switchIs == null);
		this.unions.put(key, type);
		this.types.linkLater(type);
		type.define(new Arms(raw, discriminant.tagType()).compile());
		return type;
	}

	/**
	 * The arms of one union.
	 */
	private final class Arms {

		private final Class<?> union;

		private final TagType tagType;

		private final Map<Long, Class<?>> selected = new HashMap<>();

		private @Nullable Class<?> defaultArm;

		Arms(Class<?> union, TagType tagType) {
			this.union = union;
			this.tagType = tagType;
		}

		List<UnionType.Arm> compile() {
			List<UnionType.Arm> arms = new ArrayList<>();
			for (Class<?> type : leaves(this.union)) {
				UnionType.Arm arm = compile(type, this.union.getSimpleName() + "." + type.getSimpleName());
				if (arm != null) {
					arms.add(arm);
				}
			}
			return arms;
		}

		/**
		 * What a sealed interface permits; a sealed interface below it stands for what
		 * that permits.
		 */
		private static Set<Class<?>> leaves(Class<?> union) {
			Set<Class<?>> leaves = new LinkedHashSet<>();
			for (Class<?> type : union.getPermittedSubclasses()) {
				if (type.isInterface() && type.isSealed()) {
					leaves.addAll(leaves(type));
				}
				else {
					leaves.add(type);
				}
			}
			return leaves;
		}

		private UnionType.@Nullable Arm compile(Class<?> type, String location) {
			UnionCase unionCase = type.getAnnotation(UnionCase.class);
			if (!type.isRecord() || type.getTypeParameters().length > 0) {
				defect(location, "an arm of a union is a record that is not generic", "Make it one.");
				return null;
			}
			if (unionCase == null || (unionCase.value().length == 0 && !unionCase.isDefault())) {
				defect(location, "nothing says which discriminant selects this arm",
						"Annotate it with @UnionCase and a number, or isDefault.");
				return null;
			}
			if (unionCase.isDefault()) {
				if (this.defaultArm != null) {
					defect(location, "%s is the default arm, too".formatted(this.defaultArm.getSimpleName()),
							"Leave one of them.");
				}
				this.defaultArm = type;
			}
			RecordType compiled = UnionCompiler.this.records
				.compile(new TypeUse(type, List.of(), null, Map.of(), type.getSimpleName()), type);
			UnionCompiler.this.types.checkLater(() -> {
				if (compiled.isConformant()) {
					defect(location, "an arm of a union can't be conformant", "Make the array a pointer with @Unique.");
				}
			});
			List<Long> tags = new ArrayList<>();
			for (long number : unionCase.value()) {
				tags.add(tag(number, type, location));
			}
			return new UnionType.Arm(type, compiled, tags, unionCase.isDefault());
		}

		private long tag(long number, Class<?> type, String location) {
			if (!this.tagType.holds(number)) {
				defect(location, "the discriminant %d does not fit in its type".formatted(number),
						"Use a smaller number, or a wider type.");
			}
			long tag = this.tagType.unsigned(number);
			Class<?> other = this.selected.putIfAbsent(tag, type);
			if (other != null) {
				defect(location, "the discriminant %d selects %s, too".formatted(number, other.getSimpleName()),
						"Give each arm numbers of its own.");
			}
			return tag;
		}

		private void defect(String location, String problem, String mend) {
			UnionCompiler.this.defects.add(location, problem, mend);
		}

	}

}
