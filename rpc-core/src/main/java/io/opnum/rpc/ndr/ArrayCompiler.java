package io.opnum.rpc.ndr;

import java.util.List;

import io.opnum.rpc.Ansi;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.Full;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.MaxIs;
import io.opnum.rpc.Ref;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.Unique;
import org.jspecify.annotations.Nullable;

/**
 * Compiles Java arrays, lists and strings to arrays.
 */
final class ArrayCompiler {

	private final TypeCompiler types;

	private final AttributeCompiler attributes;

	ArrayCompiler(TypeCompiler types, AttributeCompiler attributes) {
		this.types = types;
		this.attributes = attributes;
	}

	/**
	 * Compile a string.
	 */
	NdrType string(TypeUse use, PointerUse pointer, Site site) {
		this.types.allow(use, site, List.of(Ansi.class, SizeIs.class, MaxIs.class, LengthIs.class, FixedSize.class));
		StringType type = characters(use);
		FixedSize fixedSize = use.get(FixedSize.class);
		if (fixedSize != null && (use.has(SizeIs.class) || use.has(MaxIs.class) || use.has(LengthIs.class))) {
			return this.types.defect(site, "a string of fixed size has no @SizeIs or @LengthIs", "Leave them out.");
		}
		Dimensions dimensions = this.attributes.dimensions(use, site);
		if (dimensions.rank() > 1) {
			return tooManyDimensions(use, dimensions, site);
		}
		if (dimensions.isFixed()) {
			return pointer.to(type.fixed(dimensions.bound(0)), site);
		}
		if (dimensions.rank() != 0) {
			type = type.bounded(dimensions.isConformant(), dimensions.isVarying());
		}
		boolean pointerByDefault = switch (site.kind()) {
			case PARAMETER, POINTEE, ELEMENT_POINTEE -> false;
			case HOLDER, RESULT, FUTURE_RESULT -> !dimensions.isConformant();
			case FIELD, ARM, ELEMENT -> true;
		};
		return (pointerByDefault && !pointer.isPresent())
				? new PointerType(PointerType.Kind.UNIQUE, type, PointerType.Nullness.NEVER) : pointer.to(type, site);
	}

	private static StringType characters(TypeUse use) {
		return use.has(Ansi.class) ? StringType.NARROW : StringType.WIDE;
	}

	/**
	 * Compile a Java array or list.
	 */
	NdrType array(TypeUse use, PointerUse pointer, Site site) {
		this.types.allow(use, site, TypeAnnotations.ARRAY);
		Dimensions dimensions = this.attributes.dimensions(use, site);
		if (dimensions.rank() == 2 && dimensions.isConformant() && isUniquePointer(use.element())) {
			return pointer.to(pointedRows(use, dimensions, site), site);
		}
		if (dimensions.rank() > 1) {
			Rows rows = rows(use, 0, dimensions, site);
			if (rows == null) {
				return TypeCompiler.UNKNOWN;
			}
			return pointer.to(dimensions.isPlain() ? ArrayType.fixed(rows.elements(), dimensions.bound(0))
					: new MultiArrayType(rows.elements(), rows.leaf(), dimensions), site);
		}
		Elements elements = elements(use, element(use, site));
		if (dimensions.rank() == 0) {
			return new CountedArrayType(elements, pointer.kindOr(PointerType.Kind.UNIQUE), pointer.nullable());
		}
		return pointer.to(dimensions.isPlain() ? ArrayType.fixed(elements, dimensions.bound(0))
				: ArrayType.of(elements, dimensions), site);
	}

	private static boolean isUniquePointer(TypeUse row) {
		return row.isArray() && (row.has(Unique.class) || row.has(Nullable.class)) && !row.has(Full.class)
				&& !row.has(Ref.class) && !row.hasAny(TypeAnnotations.ARRAY);
	}

	/**
	 * Compile an array of pointers to arrays: {@code [size_is(n, m)] T **}.
	 */
	private NdrType pointedRows(TypeUse use, Dimensions dimensions, Site site) {
		TypeUse row = use.element();
		this.types.allow(row, site, List.of());
		ArrayType array = ArrayType.of(elements(row, element(row, site)), dimensions.of(1));
		NdrType element = this.types.pointer(row, site.element()).to(new PointedRowType(array), site.element());
		return ArrayType.ofPointedRows(elements(use, element), dimensions.of(0));
	}

	/**
	 * Compile the rows of an array of several dimensions.
	 * @return {@code null} after a defect was noted
	 */
	private @Nullable Rows rows(TypeUse use, int dimension, Dimensions dimensions, Site site) {
		int inner = dimension + 1;
		TypeUse row = use.element();
		if (inner == dimensions.rank()) {
			NdrType leaf = element(use, site);
			return new Rows(elements(use, leaf), leaf);
		}
		if (row.is(String.class) && inner == dimensions.rank() - 1 && !row.hasAny(TypeAnnotations.POINTER)) {
			this.types.allow(row, site, List.of(Ansi.class));
			StringType text = dimensions.isConformant() ? characters(row)
					: characters(row).fixed(dimensions.bound(inner));
			NdrType leaf = dimensions.isPlain() ? text : new MultiArrayType.Text(inner, text);
			return new Rows(elements(use, leaf), leaf);
		}
		if (!row.isArray() || row.hasAny(TypeAnnotations.POINTER) || row.hasAny(TypeAnnotations.ARRAY)) {
			tooManyDimensions(use, dimensions, site);
			return null;
		}
		Rows rows = rows(row, inner, dimensions, site);
		if (rows == null) {
			return null;
		}
		NdrType type = dimensions.isPlain() ? ArrayType.fixed(rows.elements(), dimensions.bound(inner))
				: new MultiArrayType.Row(inner, rows.elements());
		return new Rows(elements(use, type), rows.leaf());
	}

	private NdrType tooManyDimensions(TypeUse use, Dimensions dimensions, Site site) {
		return this.types.defect(site,
				"%s has fewer than the %d dimensions that its attributes speak of".formatted(use, dimensions.rank()),
				"Give one expression for each dimension; one that is a pointer, or has attributes of its own, is none.");
	}

	private NdrType element(TypeUse use, Site site) {
		Site elementSite = site.element();
		NdrType element = this.types.compile(use.element(), elementSite);
		site.adopt(elementSite);
		Class<?> component = (use.component() != null) ? use.element().raw() : null;
		if (component != null && component.isPrimitive() && element instanceof ConvertedType) {
			return this.types.defect(site, "the elements of %s can't be converted".formatted(use),
					"Use %s[] or a List, or convert the whole: %s @ConvertedBy(...) []."
						.formatted(TypeCompiler.box(component).getSimpleName(), component));
		}
		this.types.checkLater(() -> {
			if (ConvertedType.formOf(element) instanceof RecordType && element.isConformant()) {
				this.types.defect(site,
						"%s ends in a conformant array, so it can't be an element".formatted(use.element()),
						"Make the elements pointers with @Unique.");
			}
		});
		return element;
	}

	private static Elements elements(TypeUse use, NdrType element) {
		Class<?> component = (use.component() != null) ? use.component().raw() : null;
		return (component != null) ? Elements.ofArray(element, component) : Elements.ofList(element);
	}

	/**
	 * A dimension and those inside of it.
	 *
	 * @param elements what it consists of
	 * @param leaf what the innermost dimension consists of
	 */
	private record Rows(Elements elements, NdrType leaf) {

	}

}
