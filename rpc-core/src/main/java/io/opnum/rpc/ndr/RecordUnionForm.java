package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;

import org.jspecify.annotations.Nullable;

/**
 * A union that is a record: its arms are components, of which one is not {@code null}. A
 * component may hold the discriminant.
 */
final class RecordUnionForm implements UnionForm {

	private final String name;

	private final MethodHandle constructor;

	private final MethodHandle[] accessors;

	private final UnionType.@Nullable Arm[] arms;

	private final int tagIndex;

	private final @Nullable TagValue tagValue;

	private UnionType.@Nullable Arm emptyArm;

	/**
	 * Create a form.
	 * @param constructor of type {@code (Object[])Object}
	 * @param accessors of the components, of type {@code (Object)Object}
	 * @param tagIndex which component holds the discriminant, -1 if none does
	 * @param tagValue how it holds it
	 */
	RecordUnionForm(Class<?> union, MethodHandle constructor, MethodHandle[] accessors, int tagIndex,
			@Nullable TagValue tagValue) {
		this.name = union.getSimpleName();
		this.constructor = constructor;
		this.accessors = accessors.clone();
		this.arms = new UnionType.Arm[accessors.length];
		this.tagIndex = tagIndex;
		this.tagValue = tagValue;
	}

	/**
	 * Add an arm.
	 * @param index which component it is
	 */
	void add(int index, UnionType.Arm arm) {
		this.arms[index] = arm;
	}

	/**
	 * Add the arm that has no component.
	 */
	void addEmpty(UnionType.Arm arm) {
		this.emptyArm = arm;
	}

	@Override
	public UnionType.Arm armOf(Object union) {
		UnionType.Arm arm = null;
		for (int i = 0; i < this.arms.length; i++) {
			UnionType.Arm candidate = this.arms[i];
			if (candidate != null && component(union, i) != null) {
				if (arm != null) {
					throw new IllegalArgumentException("has both %s and %s, but a %s is one arm of a union"
						.formatted(arm.name(), candidate.name(), this.name));
				}
				arm = candidate;
			}
		}
		arm = (arm != null) ? arm : this.emptyArm;
		if (arm == null) {
			throw new IllegalArgumentException("has no arm, but the union %s has no empty one".formatted(this.name));
		}
		return arm;
	}

	@Override
	public @Nullable Object contentOf(Object union, UnionType.Arm arm) {
		return (arm.index() >= 0) ? component(union, arm.index()) : null;
	}

	@Override
	public boolean hasTag() {
		return this.tagValue != null;
	}

	@Override
	public long tagOf(Object union) {
		return (this.tagValue != null) ? this.tagValue.number(NdrType.required(component(union, this.tagIndex))) : 0;
	}

	@Override
	public Object union(UnionType.Arm arm, long tag, @Nullable Object content, NdrReader reader) {
		@Nullable Object[] components = new Object[this.accessors.length];
		if (arm.index() >= 0) {
			components[arm.index()] = content;
		}
		if (this.tagValue != null) {
			components[this.tagIndex] = this.tagValue.value(tag, reader);
		}
		return RecordType.construct(this.name, this.constructor, components);
	}

	private @Nullable Object component(Object union, int index) {
		try {
			return (Object) this.accessors[index].invokeExact(union);
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalArgumentException(ex);
		}
	}

}
