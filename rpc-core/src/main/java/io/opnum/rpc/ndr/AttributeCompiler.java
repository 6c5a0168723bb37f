package io.opnum.rpc.ndr;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.opnum.rpc.ConvertedBy;
import io.opnum.rpc.LengthIs;
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
	 * Note the {@code size_is} of an array at its site.
	 * @return whether there is one
	 */
	boolean sizeIs(TypeUse use, Site site) {
		SizeIs annotation = use.get(SizeIs.class);
		if (annotation != null) {
			site.sizeIs(expression("@SizeIs", annotation.value(), site));
		}
		return annotation != null;
	}

	/**
	 * Note the {@code length_is} of an array at its site.
	 * @return whether there is one
	 */
	boolean lengthIs(TypeUse use, Site site) {
		LengthIs annotation = use.get(LengthIs.class);
		if (annotation != null) {
			site.lengthIs(expression("@LengthIs", annotation.value(), site));
		}
		return annotation != null;
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

	private @Nullable Expression expression(String annotation, String text, Site site) {
		try {
			return new ExpressionParser(text, (name) -> sibling(annotation, name, site)).parse();
		}
		catch (IllegalArgumentException ex) {
			this.defects.add(site.location(), "%s(\"%s\") %s".formatted(annotation, text, ex.getMessage()),
					"Name a parameter or field of an integral type; + - * / and numbers may go with it.");
			return null;
		}
	}

	private Expression sibling(String annotation, String name, Site site) {
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
		if (sibling.among().isFields() && (optional || TypeAnnotations.POINTER.stream().anyMatch(type::has))) {
			this.defects.add(site.location(), "%s names '%s', which is a pointer".formatted(annotation, name),
					"Name a field that is a plain value.");
		}
		return Expression.sibling(sibling.index(), name, null);
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
					"Make the inner array a field of a record, beside its size.");
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
					"%s names '%s', but there is no such %s".formatted(annotation, name, siblings.noun()),
					"Name one of %s.".formatted(String.join(", ", names)));
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

	}

}
