package io.opnum.rpc.ndr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.opnum.rpc.ConvertedBy;
import io.opnum.rpc.FirstIs;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.LastIs;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.MaxIs;
import io.opnum.rpc.RawEnum;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.SwitchType;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.V1Enum;
import org.jspecify.annotations.Nullable;

/**
 * Compiles what ties a parameter or field to those beside it.
 */
final class AttributeCompiler {

	private static final Set<Class<?>> INTEGRAL = Set.of(byte.class, short.class, int.class, long.class, char.class);

	private final EnumCompiler enums;

	private final Defects defects;

	AttributeCompiler(EnumCompiler enums, Defects defects) {
		this.enums = enums;
		this.defects = defects;
	}

	/**
	 * Compile what is said of the dimensions of an array or string, and note at its site
	 * what ties it to its siblings.
	 */
	Dimensions dimensions(TypeUse use, Site site) {
		site.pointer(site.kind().isPointee() || use.hasAny(TypeAnnotations.POINTER)
				|| (use.is(String.class) && site.kind() == Site.Kind.FIELD));
		Dimensions dimensions = new Bounds(use, site).compile();
		if (dimensions.isConformant() || dimensions.isVarying()) {
			site.extents(dimensions.extents());
		}
		return dimensions;
	}

	/**
	 * Note the {@code switch_is} of a union at its site.
	 * @return the type of the parameter or field it names, {@code null} if that is no
	 * type for a discriminant
	 */
	@Nullable Discriminant switchIs(SwitchIs annotation, Site site) {
		Sibling sibling = find("@SwitchIs", annotation.value(), site);
		if (sibling == null) {
			return Discriminant.LONG;
		}
		checkNotConverted("@SwitchIs", annotation.value(), sibling, site);
		if (sibling.isPointerField()) {
			this.defects.add(site.location(),
					"@SwitchIs names '%s', a pointer to what comes after the structure".formatted(annotation.value()),
					"Name a field that is a plain value.");
		}
		TypeUse type = sibling.type();
		Class<?> raw = type.unboxed();
		boolean wide = type.has(V1Enum.class);
		EnumType enumType = raw.isEnum() ? this.enums.compile(raw, wide) : null;
		site.switchIs(Expression.sibling(sibling.index(), annotation.value(), enumType));
		return discriminant(raw, type.has(RawEnum.class), wide, type.has(Unsigned.class));
	}

	/**
	 * The discriminant of a type that is given.
	 * @return {@code null} if that is no type for a discriminant
	 */
	@Nullable Discriminant switchType(SwitchType annotation) {
		return discriminant(annotation.value(), false, false, false);
	}

	/**
	 * The discriminant of a component of a record that holds it.
	 * @return {@code null} if that is no type for a discriminant
	 */
	@Nullable Discriminant held(TypeUse use) {
		return (use.raw() != null && !use.has(ConvertedBy.class))
				? discriminant(use.raw(), use.has(RawEnum.class), use.has(V1Enum.class), use.has(Unsigned.class))
				: null;
	}

	private @Nullable Discriminant discriminant(Class<?> raw, boolean rawEnum, boolean wide, boolean unsigned) {
		TagType tagType = TagType.of(raw, rawEnum, wide);
		if (tagType == null) {
			return null;
		}
		if (raw.isEnum()) {
			return new Discriminant(tagType, this.enums.compile(raw, wide).describe());
		}
		if (tagType == TagType.ENUM) {
			return new Discriminant(tagType, new TypeDescription.RawEnumeration());
		}
		PrimitiveType type = unsigned ? PrimitiveType.unsigned(raw) : PrimitiveType.of(raw);
		return (type != null) ? new Discriminant(tagType, type.describe()) : null;
	}

	private @Nullable Expression expression(String annotation, String text, Site site, boolean signed) {
		try {
			return new ExpressionParser(text, (name) -> sibling(annotation, name, site, signed)).parse();
		}
		catch (IllegalArgumentException ex) {
			this.defects.add(site.location(), "%s(\"%s\") %s".formatted(annotation, text, ex.getMessage()),
					"Name a parameter or field of an integral type; + - * / and numbers may go with it.");
			return null;
		}
	}

	private Expression sibling(String annotation, String name, Site site, boolean signed) {
		Sibling sibling = find(annotation, name, site);
		if (sibling == null) {
			return Expression.constant(0);
		}
		TypeUse type = sibling.type();
		checkNotConverted(annotation, name, sibling, site);
		boolean optional = type.is(Optional.class);
		if (!INTEGRAL.contains(optional ? type.arguments().get(0).unboxed() : type.unboxed())) {
			this.defects.add(site.location(), "%s names '%s', which is a %s".formatted(annotation, name, type),
					"Name a %s of type byte, short, int or long.".formatted(sibling.among().noun()));
		}
		if (sibling.isPointerField() && !site.isPointer()) {
			this.defects.add(site.location(),
					"%s names '%s', a pointer to what comes after the structure".formatted(annotation, name),
					"Make this a pointer, too, with @Unique, or name a field that is a plain value.");
		}
		return (signed && !type.has(Unsigned.class)) ? Expression.signedSibling(sibling.index(), name)
				: Expression.sibling(sibling.index(), name, null);
	}

	private void checkNotConverted(String annotation, String name, Sibling sibling, Site site) {
		if (sibling.type().has(ConvertedBy.class)) {
			this.defects.add(site.location(), "%s names '%s', which is converted".formatted(annotation, name),
					"Name a %s that is on the wire as it is in Java.".formatted(sibling.among().noun()));
		}
	}

	/**
	 * Find what an attribute names.
	 * @return the sibling, or {@code null} after a defect was noted
	 */
	private @Nullable Sibling find(String annotation, String name, Site site) {
		Site.Siblinghood siblings = site.siblings();
		if (siblings == null || (site.kind().isRepeated() && !annotation.equals("@SwitchIs"))) {
			this.defects.add(site.location(),
					"%s is inside of an array or a pointer, where there is nothing beside it".formatted(annotation),
					"Say it of the outermost array, as in @SizeIs({ \"n\", \"m\" }), or make the inner one a field of a"
							+ " record, beside its size.");
			return null;
		}
		List<String> names = siblings.names();
		if (names == null) {
			this.defects.add(site.location(),
					"%s names a parameter, but the class file has no parameter names".formatted(annotation),
					"Compile the interface with -parameters.");
			return null;
		}
		int index = names.indexOf(name);
		TypeUse type = (index >= 0) ? siblings.types().get(index) : null;
		if (type == null) {
			this.defects.add(site.location(),
					(index >= 0)
							? "%s names '%s', which has no value of its own on the wire".formatted(annotation, name)
							: "%s names '%s', but there is no such %s".formatted(annotation, name, siblings.noun()),
					"Name one of %s.".formatted(String.join(", ", siblings.valued(names))));
			return null;
		}
		if (site.isIn() && siblings.outOnly().contains(index)) {
			this.defects.add(site.location(),
					"%s names '%s', which is not there yet in the request".formatted(annotation, name),
					"Make it an InOut or a plain parameter.");
		}
		return new Sibling(index, type, siblings);
	}

	/**
	 * A parameter or field that an attribute names.
	 *
	 * @param index its index
	 * @param type its type, out of its holder
	 * @param among what it is one of
	 */
	private record Sibling(int index, TypeUse type, Site.Siblinghood among) {

		/**
		 * Whether it is a field whose value is read after the structure.
		 */
		boolean isPointerField() {
			return this.among.isFields() && (this.type.is(Optional.class) || this.type.hasAny(TypeAnnotations.POINTER));
		}

	}

	/**
	 * The attributes of one array.
	 */
	private final class Bounds {

		private final TypeUse use;

		private final Site site;

		private final String[] sizeIs;

		private final String[] maxIs;

		private final int[] fixedSize;

		private final String[] firstIs;

		private final String[] lengthIs;

		private final String[] lastIs;

		Bounds(TypeUse use, Site site) {
			this.use = use;
			this.site = site;
			this.sizeIs = texts(use.get(SizeIs.class), SizeIs::value);
			this.maxIs = texts(use.get(MaxIs.class), MaxIs::value);
			this.firstIs = texts(use.get(FirstIs.class), FirstIs::value);
			this.lengthIs = texts(use.get(LengthIs.class), LengthIs::value);
			this.lastIs = texts(use.get(LastIs.class), LastIs::value);
			FixedSize fixed = use.get(FixedSize.class);
			this.fixedSize = (fixed != null) ? fixed.value() : new int[0];
		}

		private static <A> String[] texts(@Nullable A annotation, Function<A, String[]> value) {
			return (annotation != null) ? value.apply(annotation) : new String[0];
		}

		Dimensions compile() {
			exclude(this.sizeIs.length, "@SizeIs", this.maxIs.length, "@MaxIs");
			exclude(this.fixedSize.length, "@FixedSize", this.sizeIs.length + this.maxIs.length, "@SizeIs");
			exclude(this.lengthIs.length, "@LengthIs", this.lastIs.length, "@LastIs");
			for (int size : this.fixedSize) {
				if (size <= 0) {
					defect("@FixedSize(%d) leaves no room".formatted(size), "Give a positive number.");
				}
			}
			int rank = Math.max(this.fixedSize.length, Math.max(this.sizeIs.length, this.maxIs.length));
			int varying = Math.max(this.firstIs.length, Math.max(this.lengthIs.length, this.lastIs.length));
			if (this.use.is(String.class)) {
				rank = Math.max(rank, varying);
			}
			if (varying > rank) {
				defect((rank == 0) ? "@LengthIs says how many elements are sent, but not how many there is room for"
						: "there are more dimensions that are sent in part than those whose size is known",
						"Add @SizeIs or @FixedSize" + ((rank == 0) ? "." : " for each dimension."));
			}
			boolean conformant = this.sizeIs.length + this.maxIs.length > 0;
			List<Extent> extents = new ArrayList<>();
			for (int i = 0; i < rank; i++) {
				extents.add(extent(i, conformant, varying > 0));
			}
			return new Dimensions(extents, this.fixedSize, conformant, varying > 0 && rank > 0);
		}

		private Extent extent(int dimension, boolean conformant, boolean varying) {
			Expression size = expression("@SizeIs", this.sizeIs, dimension, false);
			if (size == null) {
				size = plusOne(expression("@MaxIs", this.maxIs, dimension, true));
			}
			if (conformant && size == null) {
				size = Expression.constant(0);
			}
			Expression first = expression("@FirstIs", this.firstIs, dimension, false);
			Expression length = expression("@LengthIs", this.lengthIs, dimension, false);
			if (length == null) {
				Expression end = plusOne(expression("@LastIs", this.lastIs, dimension, true));
				if (end == null && varying) {
					end = (size != null) ? size : Expression.constant(this.fixedSize[dimension]);
				}
				length = (end != null && first != null) ? Expression.binary(end, '-', first) : end;
			}
			return new Extent(size, first, length);
		}

		private @Nullable Expression expression(String annotation, String[] texts, int dimension, boolean signed) {
			if (dimension >= texts.length || (texts[dimension].isEmpty() && !this.isSize(texts))) {
				return null;
			}
			return AttributeCompiler.this.expression(annotation, texts[dimension], this.site, signed);
		}

		private boolean isSize(String[] texts) {
			return texts == this.sizeIs || texts == this.maxIs;
		}

		private static @Nullable Expression plusOne(@Nullable Expression expression) {
			return (expression != null) ? Expression.binary(expression, '+', Expression.constant(1)) : null;
		}

		private void exclude(int one, String annotation, int other, String otherAnnotation) {
			if (one > 0 && other > 0) {
				defect("an array is either %s or %s".formatted(annotation, otherAnnotation), "Leave one of them.");
			}
		}

		private void defect(String problem, String mend) {
			AttributeCompiler.this.defects.add(this.site.location(), problem, mend);
		}

	}

}
