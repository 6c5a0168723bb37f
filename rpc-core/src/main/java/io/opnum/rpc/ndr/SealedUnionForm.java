package io.opnum.rpc.ndr;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A union that is a sealed interface: its arms are the records that implement it.
 */
final class SealedUnionForm implements UnionForm {

	private final String name;

	private final Map<Class<?>, UnionType.Arm> arms = new HashMap<>();

	SealedUnionForm(Class<?> union) {
		this.name = union.getSimpleName();
	}

	/**
	 * Add an arm.
	 * @param javaType its record
	 */
	void add(Class<?> javaType, UnionType.Arm arm) {
		this.arms.put(javaType, arm);
	}

	@Override
	public UnionType.Arm armOf(Object union) {
		UnionType.Arm arm = this.arms.get(union.getClass());
		if (arm == null) {
			throw new IllegalArgumentException(
					"is a %s, which is no arm of the union %s".formatted(union.getClass().getName(), this.name));
		}
		return arm;
	}

	@Override
	public Object contentOf(Object union, UnionType.Arm arm) {
		return union;
	}

	@Override
	public boolean hasTag() {
		return false;
	}

	@Override
	public long tagOf(Object union) {
		return 0;
	}

	@Override
	public @Nullable Object union(UnionType.Arm arm, long tag, @Nullable Object content, NdrReader reader) {
		return content;
	}

}
