package io.opnum.rpc.ndr;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * A union: a discriminant, then the arm that it selects (C706 14.3.8, MS-RPCE 2.2.5.3).
 * An encapsulated union has a discriminant of its own; the other kind repeats the value
 * of a parameter or field.
 */
final class UnionType extends NdrType {

	private final Class<?> javaType;

	private final String name;

	private final Discriminant discriminant;

	private final TagType tagType;

	private final boolean encapsulated;

	private final boolean msUnion;

	private final UnionForm form;

	private List<Arm> arms = List.of();

	private long[] tags = {};

	private Arm[] armsByTag = {};

	private @Nullable Arm defaultArm;

	private long unusedTag;

	private int alignment = 1;

	private int alignment64 = 1;

	private int armAlignment = 1;

	private boolean pointers;

	private boolean linking;

	private boolean linked;

	/**
	 * Create the type, to be {@link #define defined} when its arms are known: they may
	 * point to it.
	 */
	UnionType(Class<?> javaType, String name, UnionForm form, Discriminant discriminant, boolean encapsulated,
			boolean msUnion) {
		this.javaType = javaType;
		this.name = name;
		this.discriminant = discriminant;
		this.tagType = discriminant.tagType();
		this.encapsulated = encapsulated;
		this.msUnion = msUnion;
		this.form = form;
	}

	boolean isMsUnion() {
		return this.msUnion;
	}

	Class<?> javaType() {
		return this.javaType;
	}

	/**
	 * How the union is written in Java, with its type arguments.
	 */
	String name() {
		return this.name;
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
		SortedMap<Long, Arm> sorted = new TreeMap<>();
		for (Arm arm : arms) {
			arm.tags().forEach((tag) -> sorted.put(tag, arm));
			if (arm.isDefault()) {
				this.defaultArm = arm;
			}
		}
		this.tags = sorted.keySet().stream().mapToLong(Long::longValue).toArray();
		this.armsByTag = sorted.values().toArray(Arm[]::new);
		while (sorted.containsKey(this.unusedTag)) {
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
		for (Arm arm : this.arms) {
			NdrType type = arm.type();
			type.link();
			this.armAlignment = Math.max(this.armAlignment, type.alignment(false));
			this.alignment64 = Math.max(this.alignment64, type.alignment(true));
			this.pointers |= type.hasPointers();
		}
		this.alignment = Math.max(this.alignment, this.armAlignment);
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
		Arm arm = this.form.armOf(union);
		boolean held = this.form.hasTag();
		long own = this.tagType.unsigned(this.form.tagOf(union));
		long tag = !this.encapsulated ? this.tagType.unsigned(writer.switchIs()) : held ? own : anyTag(arm);
		if (select(tag) != arm) {
			throw new IllegalArgumentException("is the arm %s, but its %s is %s".formatted(arm.name(),
					this.encapsulated ? "discriminant" : "switch_is", Long.toUnsignedString(tag)));
		}
		if (held && own != tag) {
			throw new IllegalArgumentException("has the discriminant %s, but its switch_is is %s"
				.formatted(Long.toUnsignedString(own), Long.toUnsignedString(tag)));
		}
		alignUnion(writer);
		this.tagType.write(writer, tag);
		writer.align(armAlignment(writer.isNdr64()));
		try {
			arm.type().writeBody(writer, this.form.contentOf(union, arm));
		}
		catch (IllegalArgumentException ex) {
			writer.failedIn(arm.name());
			throw ex;
		}
		// Unions inside of the arm had theirs; the next element needs this one
		writer.switchIs(tag);
	}

	@Override
	void writeDeferred(NdrWriter writer, @Nullable Object value) {
		Object union = required(value);
		Arm arm = this.form.armOf(union);
		if (arm.type().hasPointers()) {
			arm.type().writeDeferred(writer, this.form.contentOf(union, arm));
		}
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
		reader.align(armAlignment(reader.isNdr64()));
		Object body = arm.type().readBody(reader);
		return this.pointers ? new Partial(arm, tag, body) : this.form.union(arm, tag, body, reader);
	}

	@Override
	@Nullable Object readDeferred(NdrReader reader, @Nullable Object partial) {
		Partial union = (Partial) required(partial);
		NdrType type = union.arm().type();
		Object content = type.hasPointers() ? type.readDeferred(reader, union.body()) : union.body();
		return this.form.union(union.arm(), union.tag(), content, reader);
	}

	/**
	 * The discriminant an arm is sent with where the value holds none: the first of the
	 * arm, or of a mere default arm one that selects no other.
	 */
	private long anyTag(Arm arm) {
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

	private int armAlignment(boolean ndr64) {
		return ndr64 ? this.alignment64 : this.msUnion ? this.armAlignment : 1;
	}

	private @Nullable Arm select(long tag) {
		int index = Arrays.binarySearch(this.tags, tag);
		return (index >= 0) ? this.armsByTag[index] : this.defaultArm;
	}

	@Override
	boolean isSelectedBy(@Nullable Object value, long tag) {
		Object union = required(value);
		long unsigned = this.tagType.unsigned(tag);
		return select(unsigned) == this.form.armOf(union)
				&& (!this.form.hasTag() || this.tagType.unsigned(this.form.tagOf(union)) == unsigned);
	}

	/**
	 * An arm.
	 *
	 * @param name its name
	 * @param index which component it is of a record that is the union, else -1
	 * @param type its wire type
	 * @param tags the discriminants that select it, unsigned
	 * @param isDefault whether all others do
	 */
	record Arm(String name, int index, NdrType type, List<Long> tags, boolean isDefault) {

		TypeDescription.Union.Arm describe() {
			boolean empty = this.type instanceof EmptyArmType
					|| (this.type instanceof RecordType record && record.isEmpty());
			String member = Character.toLowerCase(this.name.charAt(0)) + this.name.substring(1);
			return new TypeDescription.Union.Arm(member, empty ? null : this.type.describe(), this.tags,
					this.isDefault);
		}

	}

	/**
	 * What was read of an arm.
	 *
	 * @param arm the arm
	 * @param tag the discriminant
	 * @param body its body, partial if the arm has pointers
	 */
	private record Partial(Arm arm, long tag, @Nullable Object body) {

	}

}
