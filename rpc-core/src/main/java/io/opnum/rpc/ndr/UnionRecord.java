package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.opnum.rpc.UnionCase;
import io.opnum.rpc.V1Enum;
import org.jspecify.annotations.Nullable;

/**
 * A record that is a union, while it is compiled.
 */
final class UnionRecord {

	private final Class<?> raw;

	private final RecordComponent[] components;

	private final List<TypeUse> uses;

	private final int tagIndex;

	UnionRecord(Class<?> raw) {
		this.raw = raw;
		this.components = raw.getRecordComponents();
		this.uses = Arrays.stream(this.components)
			.map((component) -> TypeUse.ofDeclared(component.getAnnotatedType(), Map.of()).declaredWith(component))
			.toList();
		int index = -1;
		for (int i = 0; i < this.components.length; i++) {
			if (index < 0 && !isArm(i)) {
				index = i;
			}
		}
		this.tagIndex = index;
	}

	private boolean isArm(int index) {
		return this.components[index].isAnnotationPresent(UnionCase.class);
	}

	/**
	 * The type of a component.
	 */
	TypeUse use(int index) {
		return this.uses.get(index);
	}

	/**
	 * The discriminant that it holds, or a {@code long}.
	 * @return {@code null} if the type of the component is none for a discriminant
	 */
	@Nullable Discriminant discriminant(AttributeCompiler attributes) {
		return (this.tagIndex >= 0) ? attributes.held(this.uses.get(this.tagIndex)) : Discriminant.LONG;
	}

	/**
	 * How it is made and looked into.
	 * @return {@code null} after a defect was noted
	 */
	@Nullable RecordUnionForm form(RecordCompiler records, EnumCompiler enums, Defects defects) {
		for (int i = this.tagIndex + 1; i < this.components.length; i++) {
			if (this.tagIndex >= 0 && !isArm(i)) {
				defects.add(this.raw.getSimpleName() + "." + this.components[i].getName(),
						"it is no arm of the union, and %s is its discriminant already"
							.formatted(this.components[this.tagIndex].getName()),
						"Annotate it with @UnionCase, or put the union into a record of its own beside it.");
			}
		}
		MethodHandle constructor = records.constructor(this.raw, this.components, this.raw.getSimpleName());
		MethodHandle[] accessors = new MethodHandle[this.components.length];
		for (int i = 0; i < accessors.length; i++) {
			MethodHandle accessor = records.accessor(this.raw, this.components[i], this.raw.getSimpleName());
			if (accessor == null || constructor == null) {
				return null;
			}
			accessors[i] = accessor.asType(MethodType.methodType(Object.class, Object.class));
		}
		if (constructor == null) {
			return null;
		}
		return new RecordUnionForm(this.raw, RecordType.spreader(constructor), accessors, this.tagIndex,
				tagValue(enums));
	}

	private @Nullable TagValue tagValue(EnumCompiler enums) {
		if (this.tagIndex < 0) {
			return null;
		}
		TypeUse use = this.uses.get(this.tagIndex);
		Class<?> type = use.unboxed();
		return new TagValue(type, type.isEnum() ? enums.compile(type, use.has(V1Enum.class)) : null);
	}

}
