package io.opnum.rpc.ndr;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * A union, of a sealed interface of records: a discriminant, then the arm that it selects
 * (C706 14.3.8, MS-RPCE 2.2.5.3). An encapsulated union has a discriminant of its own;
 * the other kind repeats the value of a parameter or field.
 */
final class UnionType extends NdrType {

	private final Class<?> javaType;

	private final String name;

	private final Discriminant discriminant;

	private final TagType tagType;

	private final boolean encapsulated;

	private List<Arm> arms = List.of();

	private final Map<Class<?>, Arm> armsByClass = new HashMap<>();

	private final Map<Long, Arm> armsByTag = new HashMap<>();

	private @Nullable Arm defaultArm;

	private long unusedTag;

	private int alignment = 1;

	private int alignment64 = 1;

	private boolean pointers;

	private boolean linking;

	private boolean linked;

	/**
	 * Create the type, to be {@link #define defined} when its arms are known: they may
	 * point to it.
	 */
	UnionType(Class<?> javaType, Discriminant discriminant, boolean encapsulated) {
		this.javaType = javaType;
		this.name = javaType.getSimpleName();
		this.discriminant = discriminant;
		this.tagType = discriminant.tagType();
		this.encapsulated = encapsulated;
	}

	Class<?> javaType() {
		return this.javaType;
	}

	TypeDescription discriminant() {
		return this.discriminant.description();
	}

	boolean isEncapsulated() {
		return this.encapsulated;
	}

	List<TypeDescription.Union.Arm> armDescriptions() {
		return this.arms.stream().map(Arm::describe).toList();
	}

	void define(List<Arm> arms) {
		this.arms = List.copyOf(arms);
		for (Arm arm : arms) {
			this.armsByClass.put(arm.javaType(), arm);
			arm.tags().forEach((tag) -> this.armsByTag.put(tag, arm));
			if (arm.isDefault()) {
				this.defaultArm = arm;
			}
		}
		while (this.armsByTag.containsKey(this.unusedTag)) {
			this.unusedTag++;
		}
	}

	@Override
	void link() {
		if (this.linked) {
			return;
		}
		if (this.linking) {
			throw new RecursiveValueException(this.name);
		}
		this.linking = true;
		this.alignment = this.tagType.size(false);
		this.alignment64 = this.tagType.size(true);
		for (Arm arm : this.armsByClass.values()) {
			RecordType type = arm.type();
			type.link();
			this.alignment = Math.max(this.alignment, type.alignment(false));
			this.alignment64 = Math.max(this.alignment64, type.alignment(true));
			this.pointers |= type.hasPointers();
		}
		this.linked = true;
	}

	@Override
	TypeDescription describe() {
		return new TypeDescription.Union(this);
	}

	@Override
	int alignment(boolean ndr64) {
		return ndr64 ? this.alignment64 : this.alignment;
	}

	@Override
	int minimumSize() {
		return this.tagType.size(false);
	}

	@Override
	boolean hasPointers() {
		return this.pointers;
	}

	@Override
	void writeBody(NdrWriter writer, @Nullable Object value) {
		Object union = required(value);
		Arm arm = armOf(union);
		long tag = this.encapsulated ? ownTag(arm) : this.tagType.unsigned(writer.switchIs());
		if (select(tag) != arm) {
			throw new IllegalArgumentException("is a %s, but its switch_is is %s"
				.formatted(arm.javaType().getSimpleName(), Long.toUnsignedString(tag)));
		}
		alignUnion(writer);
		this.tagType.write(writer, tag);
		alignUnion(writer);
		try {
			arm.type().writeBody(writer, union);
		}
		catch (IllegalArgumentException ex) {
			writer.failedIn(arm.javaType().getSimpleName());
			throw ex;
		}
		// Unions inside of the arm had theirs; the next element needs this one
		writer.switchIs(tag);
	}

	@Override
	void writeDeferred(NdrWriter writer, @Nullable Object value) {
		Object union = required(value);
		armOf(union).type().writeDeferred(writer, union);
	}

	@Override
	@Nullable Object readBody(NdrReader reader) {
		alignUnion(reader);
		long tag = this.tagType.read(reader);
		Arm arm = select(tag);
		if (arm == null) {
			throw reader.failure("a discriminant of the union " + this.name, Long.toUnsignedString(tag),
					RpcStatus.INVALID_TAG);
		}
		alignUnion(reader);
		Object body = arm.type().readBody(reader);
		return this.pointers ? new Partial(arm, body) : body;
	}

	@Override
	@Nullable Object readDeferred(NdrReader reader, @Nullable Object partial) {
		Partial union = (Partial) required(partial);
		RecordType type = union.arm().type();
		return type.hasPointers() ? type.readDeferred(reader, union.body()) : union.body();
	}

	/**
	 * The discriminant an arm is sent with in an encapsulated union: its first, or of a
	 * mere default arm one that selects no other.
	 */
	private long ownTag(Arm arm) {
		return arm.tags().isEmpty() ? this.unusedTag : arm.tags().get(0);
	}

	/**
	 * In NDR64 the discriminant and the arm are aligned as the most demanding of all
	 * arms, in NDR each by itself.
	 */
	private void alignUnion(NdrWriter writer) {
		if (writer.isNdr64()) {
			writer.align(this.alignment64);
		}
	}

	private void alignUnion(NdrReader reader) {
		if (reader.isNdr64()) {
			reader.align(this.alignment64);
		}
	}

	private Arm armOf(Object value) {
		Arm arm = this.armsByClass.get(value.getClass());
		if (arm == null) {
			throw new IllegalArgumentException(
					"is a %s, which is no arm of the union %s".formatted(value.getClass().getName(), this.name));
		}
		return arm;
	}

	private @Nullable Arm select(long tag) {
		return this.armsByTag.getOrDefault(tag, this.defaultArm);
	}

	@Override
	boolean isSelectedBy(@Nullable Object value, long tag) {
		return select(this.tagType.unsigned(tag)) == armOf(required(value));
	}

	/**
	 * An arm.
	 *
	 * @param javaType the record
	 * @param type its wire type; without components the arm is empty
	 * @param tags the discriminants that select it, unsigned
	 * @param isDefault whether all others do
	 */
	record Arm(Class<?> javaType, RecordType type, List<Long> tags, boolean isDefault) {

		TypeDescription.Union.Arm describe() {
			return new TypeDescription.Union.Arm(new TypeDescription.Structure(this.type), this.tags, this.isDefault);
		}

	}

	/**
	 * What was read of an arm.
	 *
	 * @param arm the arm
	 * @param body its body, partial if the arm has pointers
	 */
	private record Partial(Arm arm, @Nullable Object body) {

	}

}
