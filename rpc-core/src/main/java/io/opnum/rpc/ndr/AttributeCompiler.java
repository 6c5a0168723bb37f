package io.opnum.rpc.ndr;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.opnum.rpc.LengthIs;
import io.opnum.rpc.RawEnum;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.SwitchIs;
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
	@Nullable TagType switchIs(SwitchIs annotation, Site site) {
		int index = siblingIndex("@SwitchIs", annotation.value(), site);
		Site.Siblinghood siblings = site.siblings();
		TypeUse sibling = (siblings != null) ? siblings.types().get(index) : null;
		if (sibling == null) {
			return TagType.LONG;
		}
		Class<?> raw = sibling.unboxed();
		boolean wide = sibling.has(V1Enum.class);
		site.switchIs(
				Expression.sibling(index, annotation.value(), raw.isEnum() ? this.enums.compile(raw, wide) : null));
		return TagType.of(raw, sibling.has(RawEnum.class), wide);
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
		int index = siblingIndex(annotation, name, site);
		Site.Siblinghood siblings = site.siblings();
		TypeUse type = (siblings != null) ? siblings.types().get(index) : null;
		if (siblings == null || type == null) {
			return Expression.constant(0);
		}
		boolean optional = type.is(Optional.class);
		if (!INTEGRAL.contains(optional ? type.arguments().get(0).unboxed() : type.unboxed())) {
			this.defects.add(site.location(), "%s names '%s', which is a %s".formatted(annotation, name, type),
					"Name a %s of type byte, short, int or long.".formatted(siblings.noun()));
		}
		if (siblings.isFields() && (optional || TypeAnnotations.POINTER.stream().anyMatch(type::has))) {
			this.defects.add(site.location(), "%s names '%s', which is a pointer".formatted(annotation, name),
					"Name a field that is a plain value.");
		}
		return Expression.sibling(index, name, null);
	}

	/**
	 * Find a sibling.
	 * @return its index, or -1 after a defect was noted
	 */
	private int siblingIndex(String annotation, String name, Site site) {
		Site.Siblinghood siblings = site.siblings();
		if (siblings == null || (site.kind().isRepeated() && !annotation.equals("@SwitchIs"))) {
			this.defects.add(site.location(),
					"%s is inside of an array or a pointer, where there is nothing beside it".formatted(annotation),
					"Make the inner array a field of a record, beside its size.");
			return -1;
		}
		List<String> names = siblings.names();
		if (names == null) {
			this.defects.add(site.location(),
					"%s names a parameter, but the class file has no parameter names".formatted(annotation),
					"Compile the interface with -parameters.");
			return -1;
		}
		int index = names.indexOf(name);
		if (index < 0 || !siblings.types().containsKey(index)) {
			this.defects.add(site.location(),
					"%s names '%s', but there is no such %s".formatted(annotation, name, siblings.noun()),
					"Name one of %s.".formatted(String.join(", ", names)));
			return -1;
		}
		if (site.isIn() && siblings.outOnly().contains(index)) {
			this.defects.add(site.location(),
					"%s names '%s', which is not there yet in the request".formatted(annotation, name),
					"Make it an InOut or a plain parameter.");
		}
		return index;
	}

}
