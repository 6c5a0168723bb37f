package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * A wire type composed at random, with values for it. Structures are {@code Object[]} in
 * Java, so that no record has to be written for each.
 *
 * @param nullable whether values may be null
 * @param type the type
 * @param values makes values
 * @param text what it is made of
 */
record RandomShape(NdrType type, Supplier<@Nullable Object> values, boolean nullable, String text) {

	RandomShape(NdrType type, Supplier<@Nullable Object> values, String text) {
		this(type, values, false, text);
	}

	static RandomShape generate(Random random) {
		Generator generator = new Generator(random);
		RandomShape shape = generator.outermost(0);
		generator.structures.forEach(NdrType::link);
		return shape;
	}

	/**
	 * The same as {@link #generate}, but without generated code.
	 */
	static RandomShape interpreted(Random random) {
		Generator generator = new Generator(random);
		RandomShape shape = generator.outermost(0);
		generator.structures.forEach((type) -> {
			type.link();
			if (type instanceof RecordType record) {
				record.interpret();
			}
		});
		return shape;
	}

	@Override
	public String toString() {
		return this.text;
	}

	/**
	 * Generates shapes.
	 */
	private static final class Generator {

		private static final int MAX_DEPTH = 4;

		private final Random random;

		private final List<NdrType> structures = new ArrayList<>();

		private int budget = 40;

		Generator(Random random) {
			this.random = random;
		}

		/**
		 * A shape that may be conformant: a parameter or a pointee.
		 */
		RandomShape outermost(int depth) {
			return switch (this.random.nextInt(5)) {
				case 0 -> conformantArray(depth + 1);
				case 1 -> structure(depth + 1, true);
				case 2 -> matrix(depth + 1);
				default -> embedded(depth + 1);
			};
		}

		/**
		 * A shape that may be a field or an element.
		 */
		private RandomShape embedded(int depth) {
			if (depth > MAX_DEPTH || --this.budget < 0) {
				return simple();
			}
			return switch (this.random.nextInt(9)) {
				case 8 -> union(depth);
				case 0 -> structure(depth, false);
				case 1 -> pointer(depth);
				case 2 -> optional(depth);
				case 3 -> fixedArray(depth);
				case 4 -> countedArray(depth);
				default -> simple();
			};
		}

		private RandomShape simple() {
			return switch (this.random.nextInt(17)) {
				case 0 -> new RandomShape(PrimitiveType.BOOLEAN, this.random::nextBoolean, "boolean");
				case 1 -> new RandomShape(PrimitiveType.BYTE, () -> (byte) this.random.nextInt(), "byte");
				case 2 -> new RandomShape(PrimitiveType.SHORT, () -> (short) this.random.nextInt(), "short");
				case 3 -> new RandomShape(PrimitiveType.INT, this.random::nextInt, "int");
				case 4 -> new RandomShape(PrimitiveType.LONG, this.random::nextLong, "long");
				case 5 -> new RandomShape(PrimitiveType.FLOAT, this.random::nextFloat, "float");
				case 6 -> new RandomShape(PrimitiveType.DOUBLE, this.random::nextDouble, "double");
				case 7 -> new RandomShape(PrimitiveType.CHAR, () -> (char) this.random.nextInt(), "wchar_t");
				case 8 -> new RandomShape(PrimitiveType.ANSI_CHAR, () -> (char) this.random.nextInt(256), "char");
				case 9 -> new RandomShape(PrimitiveType.RAW_ENUM_INT, () -> this.random.nextInt(0x10000), "enum");
				case 10 -> new RandomShape(UuidType.INSTANCE,
						() -> new UUID(this.random.nextLong(), this.random.nextLong()), "GUID");
				case 11 -> new RandomShape(StringType.NARROW.fixed(20), () -> string(256), "char[20]");
				case 12 -> new RandomShape(PrimitiveType.BOOL, this.random::nextBoolean, "BOOL");
				case 13 -> new RandomShape(PrimitiveType.INT3264, () -> (long) this.random.nextInt(), "__int3264");
				case 14 ->
					new RandomShape(StatusType.INSTANCE, () -> RpcStatus.of(this.random.nextInt()), "error_status_t");
				case 15 -> new RandomShape(
						new PointerType(PointerType.Kind.UNIQUE, StringType.WIDE, PointerType.Nullness.NEVER),
						() -> string(0x10000), "wchar_t*");
				default -> new RandomShape(
						new PointerType(PointerType.Kind.FULL, StringType.NARROW, PointerType.Nullness.NULL),
						() -> this.random.nextBoolean() ? string(256) : null, true, "[ptr] char*");
			};
		}

		private String string(int alphabet) {
			StringBuilder text = new StringBuilder();
			for (int i = this.random.nextInt(20); i > 0; i--) {
				text.append((char) (1 + this.random.nextInt(alphabet - 1)));
			}
			return text.toString();
		}

		private RandomShape pointee(int depth) {
			RandomShape shape = outermost(depth);
			return shape.nullable() ? structure(List.of(shape)) : shape;
		}

		/**
		 * A union, whose arms are those of an {@code Object[]} with its discriminant.
		 */
		private RandomShape union(int depth) {
			List<RandomShape> contents = new ArrayList<>();
			for (int i = this.random.nextInt(3); i >= 0; i--) {
				RandomShape content = embedded(depth + 1);
				contents.add(content.nullable() ? structure(List.of(content)) : content);
			}
			TagType tagType = TagType.values()[this.random.nextInt(TagType.values().length)];
			MethodHandle[] accessors = new MethodHandle[contents.size() + 1];
			for (int i = 0; i < accessors.length; i++) {
				accessors[i] = MethodHandles.insertArguments(MethodHandles.arrayElementGetter(Object[].class), 1, i)
					.asType(MethodType.methodType(Object.class, Object.class));
			}
			RecordUnionForm form = new RecordUnionForm(Object[].class,
					MethodHandles.identity(Object[].class).asType(MethodType.methodType(Object.class, Object[].class)),
					accessors, contents.size(), new TagValue(int.class, null));
			boolean msUnion = this.random.nextBoolean();
			UnionType type = new UnionType(Object[].class, "Union", form,
					new Discriminant(tagType, TypeDescription.Primitive.LONG), true, msUnion);
			List<UnionType.Arm> arms = new ArrayList<>();
			for (int i = 0; i < contents.size(); i++) {
				UnionType.Arm arm = new UnionType.Arm("arm" + i, i, contents.get(i).type(), List.of((long) i), i == 0);
				form.add(i, arm);
				arms.add(arm);
			}
			UnionType.Arm empty = new UnionType.Arm("empty", -1, EmptyArmType.INSTANCE, List.of(100L), false);
			form.addEmpty(empty);
			arms.add(empty);
			type.define(arms);
			this.structures.add(type);
			return new RandomShape(type, () -> {
				@Nullable Object[] values = new Object[accessors.length];
				int selected = this.random.nextInt(accessors.length);
				values[contents.size()] = (selected == contents.size()) ? 100 : selected;
				if (selected < contents.size()) {
					values[selected] = contents.get(selected).values().get();
				}
				return values;
			}, (msUnion ? "ms_union " : "union ") + tagType + contents);
		}

		private RandomShape pointer(int depth) {
			RandomShape pointee = pointee(depth);
			PointerType.Kind kind = PointerType.Kind.values()[this.random.nextInt(3)];
			boolean nullable = kind != PointerType.Kind.REF && this.random.nextBoolean();
			return new RandomShape(
					new PointerType(kind, pointee.type(),
							nullable ? PointerType.Nullness.NULL : PointerType.Nullness.NEVER),
					() -> (nullable && this.random.nextInt(3) == 0) ? null : pointee.values().get(), nullable,
					kind + (nullable ? "?" : "") + " *(" + pointee + ")");
		}

		private RandomShape optional(int depth) {
			RandomShape pointee = pointee(depth);
			return new RandomShape(
					new PointerType(PointerType.Kind.UNIQUE, pointee.type(), PointerType.Nullness.OPTIONAL),
					() -> this.random.nextBoolean() ? Optional.empty() : Optional.ofNullable(pointee.values().get()),
					"optional(" + pointee + ")");
		}

		private RandomShape fixedArray(int depth) {
			RandomShape element = embedded(depth + 1);
			JavaForm form = form(element);
			int size = 1 + this.random.nextInt(4);
			return new RandomShape(ArrayType.fixed(form.elements(), size), () -> form.make(size),
					"(" + element + ")[" + size + "]");
		}

		private RandomShape conformantArray(int depth) {
			RandomShape element = embedded(depth + 1);
			JavaForm form = form(element);
			return new RandomShape(ArrayType.selfSized(form.elements()), () -> form.make(this.random.nextInt(5)),
					"(" + element + ")[*]");
		}

		/**
		 * A structure of an array of several dimensions and all that its attributes name.
		 */
		private RandomShape matrix(int depth) {
			int rank = 2 + this.random.nextInt(2);
			boolean conformant = this.random.nextBoolean();
			boolean varying = !conformant || this.random.nextBoolean();
			List<Extent> extents = new ArrayList<>();
			int[] fixed = this.random.ints(rank, 1, 4).toArray();
			for (int i = 0; i < rank; i++) {
				extents.add(new Extent(conformant ? Expression.sibling(3 * i, "size" + i, null) : null,
						varying ? Expression.sibling(3 * i + 1, "first" + i, null) : null,
						varying ? Expression.sibling(3 * i + 2, "length" + i, null) : null));
			}
			RandomShape element = embedded(depth + 1);
			JavaForm[] forms = new JavaForm[rank];
			forms[rank - 1] = form(element);
			for (int i = rank - 1; i > 0; i--) {
				NdrType row = new MultiArrayType.Row(i, forms[i].elements());
				forms[i - 1] = new JavaForm(Elements.ofList(row), element, null);
			}
			MultiArrayType type = new MultiArrayType(forms[0].elements(), element.type(),
					new Dimensions(extents, conformant ? new int[0] : fixed, conformant, varying));
			List<RandomShape> fields = new ArrayList<>();
			for (int i = 0; i < 3 * rank; i++) {
				fields.add(new RandomShape(PrimitiveType.INT, () -> 0, "int"));
			}
			fields.add(new RandomShape(type, List::of,
					"matrix" + rank + (conformant ? "*" : "") + (varying ? "~" : "") + " of " + element));
			return structure(fields, new Correlation(extents, null), () -> {
				@Nullable Object[] values = new Object[fields.size()];
				int[] counts = new int[rank];
				for (int i = 0; i < rank; i++) {
					int size = conformant ? this.random.nextInt(4) : fixed[i];
					int first = varying ? this.random.nextInt(size + 1) : 0;
					counts[i] = varying ? this.random.nextInt(size - first + 1) : size;
					values[3 * i] = size;
					values[3 * i + 1] = first;
					values[3 * i + 2] = counts[i];
				}
				values[3 * rank] = rows(forms, counts, 0);
				return values;
			});
		}

		private Object rows(JavaForm[] forms, int[] counts, int dimension) {
			if (dimension == forms.length - 1) {
				return forms[dimension].make(counts[dimension]);
			}
			List<Object> rows = new ArrayList<>();
			for (int i = 0; i < counts[dimension]; i++) {
				rows.add(rows(forms, counts, dimension + 1));
			}
			return rows;
		}

		private RandomShape countedArray(int depth) {
			RandomShape element = embedded(depth + 1);
			JavaForm form = form(element);
			boolean nullable = this.random.nextBoolean();
			return new RandomShape(new CountedArrayType(form.elements(), PointerType.Kind.UNIQUE, nullable),
					() -> (nullable && this.random.nextInt(3) == 0) ? null : form.make(this.random.nextInt(5)),
					nullable, "{count" + (nullable ? "?" : "") + " (" + element + ")[]}");
		}

		private JavaForm form(RandomShape element) {
			Class<?> component = element.type().carrier();
			if (this.random.nextBoolean()) {
				return new JavaForm(Elements.ofList(element.type()), element, null);
			}
			return new JavaForm(Elements.ofArray(element.type(), component), element, component);
		}

		private RandomShape structure(int depth, boolean conformant) {
			List<RandomShape> fields = new ArrayList<>();
			for (int i = this.random.nextInt(4); i >= 0; i--) {
				fields.add(embedded(depth + 1));
			}
			if (conformant) {
				fields.add(this.random.nextBoolean() ? conformantArray(depth + 1)
						: structure(depth + 1, depth < MAX_DEPTH));
			}
			return structure(fields);
		}

		private RandomShape structure(List<RandomShape> fields) {
			return structure(fields, null, () -> fields.stream().map((field) -> field.values().get()).toArray());
		}

		/**
		 * A structure.
		 * @param last what ties its last field to the others
		 */
		private RandomShape structure(List<RandomShape> fields, @Nullable Correlation last,
				Supplier<@Nullable Object> values) {
			RecordType type = new RecordType(Object.class, "structure");
			this.structures.add(type);
			List<RecordType.Component> components = new ArrayList<>();
			for (int i = 0; i < fields.size(); i++) {
				MethodHandle accessor = MethodHandles.insertArguments(MethodHandles.arrayElementGetter(Object[].class),
						1, i);
				Class<?> carrier = fields.get(i).type().carrier();
				if (carrier.isPrimitive() && this.random.nextInt(4) != 0) {
					// Else it is a component of a type variable
					accessor = accessor.asType(MethodType.methodType(carrier, Object[].class));
				}
				components.add(new RecordType.Component(i, "field" + i, fields.get(i).type(),
						(i == fields.size() - 1) ? last : null, accessor));
			}
			type.define(components, MethodHandles.identity(Object[].class).asCollector(Object[].class, fields.size()));
			return new RandomShape(type, values,
					"{" + String.join("; ", fields.stream().map(RandomShape::toString).toList()) + "}");
		}

	}

	/**
	 * How an array is held in Java.
	 *
	 * @param component the component type of an array, {@code null} for a list
	 */
	private record JavaForm(Elements elements, RandomShape element, @Nullable Class<?> component) {

		Object make(int size) {
			if (this.component == null) {
				List<@Nullable Object> list = new ArrayList<>();
				for (int i = 0; i < size; i++) {
					list.add(this.element.values().get());
				}
				return list;
			}
			Object array = Array.newInstance(this.component, size);
			for (int i = 0; i < size; i++) {
				Array.set(array, i, this.element.values().get());
			}
			return array;
		}

	}

}
