package io.opnum.rpc.ndr;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Where a type is compiled for: what it defaults to there, how the place is called in a
 * defect, and which siblings its attributes may name.
 */
final class Site {

	private final Kind kind;

	private final String location;

	private final @Nullable Siblinghood siblings;

	private final boolean in;

	private List<Extent> extents = List.of();

	private @Nullable Expression switchIs;

	private boolean pointer;

	/**
	 * Create a site.
	 * @param location how it is called
	 * @param siblings what its attributes may name
	 * @param in whether it is part of a request
	 */
	Site(Kind kind, String location, @Nullable Siblinghood siblings, boolean in) {
		this.kind = kind;
		this.location = location;
		this.siblings = siblings;
		this.in = in;
	}

	Kind kind() {
		return this.kind;
	}

	String location() {
		return this.location;
	}

	/**
	 * The siblings, {@code null} where there are none.
	 */
	@Nullable Siblinghood siblings() {
		return this.siblings;
	}

	/**
	 * Whether it is part of a request.
	 */
	boolean isIn() {
		return this.in;
	}

	/**
	 * The elements of an array here. Of the attributes only {@code switch_is} may be
	 * theirs.
	 */
	Site element() {
		return new Site(Kind.ELEMENT, this.location, this.siblings, this.in);
	}

	/**
	 * What an optional here may hold.
	 */
	Site pointee() {
		return new Site((this.kind == Kind.ELEMENT) ? Kind.ELEMENT_POINTEE : Kind.POINTEE, this.location, this.siblings,
				this.in);
	}

	/**
	 * The same place for the form that a converter gives a type.
	 * @param converter the name of the converter
	 */
	Site converted(String converter) {
		return new Site(this.kind, this.location + ", as " + converter + " converts it", this.siblings, this.in);
	}

	/**
	 * Take over what was found of an element, a pointee or the form of a converter.
	 */
	void adopt(Site inner) {
		if (!inner.extents.isEmpty()) {
			this.extents = inner.extents;
		}
		if (inner.switchIs != null) {
			this.switchIs = inner.switchIs;
		}
	}

	/**
	 * Whether a pointer to the array is here, so that it comes after the structure.
	 */
	boolean isPointer() {
		return this.pointer;
	}

	void pointer(boolean present) {
		this.pointer = present;
	}

	void extents(List<Extent> extents) {
		this.extents = extents;
	}

	void switchIs(@Nullable Expression expression) {
		this.switchIs = expression;
	}

	/**
	 * What was found to tie the parameter or field to its siblings, or {@code null}.
	 */
	@Nullable Correlation correlation() {
		return (!this.extents.isEmpty() || this.switchIs != null) ? new Correlation(this.extents, this.switchIs) : null;
	}

	/**
	 * The kinds of places, which differ in whether a string is a pointer and whether a
	 * reference pointer is on the wire.
	 */
	enum Kind {

		/** A parameter without holder. */
		PARAMETER,

		/** The content of an Out or InOut. */
		HOLDER,

		/** The result. */
		RESULT,

		/** The result of an asynchronous operation, never a Java primitive. */
		FUTURE_RESULT,

		/** A field of a structure. */
		FIELD,

		/** An arm of a union, a component of a record. */
		ARM,

		/** An element of an array. */
		ELEMENT,

		/** What an optional may hold. */
		POINTEE,

		/** What an optional element of an array may hold. */
		ELEMENT_POINTEE;

		/**
		 * Whether a pointer here is embedded in something.
		 */
		boolean isEmbedded() {
			return this == FIELD || this == ARM || isPointee() || this == ELEMENT;
		}

		/**
		 * Whether a boxed primitive stands for the plain value.
		 */
		boolean isBoxed() {
			return this == HOLDER || this == ARM || this == FUTURE_RESULT || this == ELEMENT || isPointee();
		}

		boolean isPointee() {
			return this == POINTEE || this == ELEMENT_POINTEE;
		}

		/**
		 * Whether it is repeated, so that nothing can be said of its size.
		 */
		boolean isRepeated() {
			return this == ELEMENT || this == ELEMENT_POINTEE;
		}

	}

	/**
	 * The parameters of an operation, or the fields of a structure.
	 *
	 * @param noun what they are called
	 * @param names in their order; {@code null} where the class file does not have them
	 * @param types in their order, out of their holders; {@code null} for what is not on
	 * the wire
	 * @param outOnly the parameters that are not in a request
	 */
	record Siblinghood(String noun, @Nullable List<String> names, List<@Nullable TypeUse> types, Set<Integer> outOnly) {

		private static final String FIELD = "field";

		static Siblinghood ofFields(List<String> names, List<TypeUse> types) {
			return new Siblinghood(FIELD, names, new ArrayList<>(types), Set.of());
		}

		static Siblinghood ofParameters(@Nullable List<String> names, List<@Nullable TypeUse> types,
				Set<Integer> outOnly) {
			return new Siblinghood("parameter", names, types, outOnly);
		}

		/**
		 * Those that have a value, unlike a pipe or a binding handle.
		 */
		List<String> valued(List<String> names) {
			return IntStream.range(0, names.size())
				.filter((index) -> this.types.get(index) != null)
				.mapToObj(names::get)
				.toList();
		}

		boolean isFields() {
			return this.noun.equals(FIELD);
		}

	}

}
