package io.opnum.rpc.ndr;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What ties a parameter or field to its siblings: {@code size_is}, {@code first_is} and
 * {@code length_is}, for each dimension, and {@code switch_is}.
 */
final class Correlation {

	private final Extent[] extents;

	private final @Nullable Expression switchIs;

	private final int lastSibling;

	/**
	 * Create a correlation.
	 * @param extents one for each dimension of an array, none if it is no array
	 * @param switchIs the discriminant of a union
	 */
	Correlation(List<Extent> extents, @Nullable Expression switchIs) {
		this.extents = extents.toArray(Extent[]::new);
		this.switchIs = switchIs;
		this.lastSibling = Math.max(Expression.lastSibling(switchIs),
				extents.stream().mapToInt(Extent::lastSibling).max().orElse(-1));
	}

	/**
	 * What a parameter or field of a type has of attributes, in the terms of IDL.
	 */
	static List<FieldAttribute> describe(@Nullable Correlation correlation, NdrType type) {
		if (correlation == null) {
			return List.of();
		}
		List<FieldAttribute> attributes = new ArrayList<>();
		correlation.describe(FieldAttribute.Kind.SIZE_IS, Extent::sizeIs, attributes);
		correlation.describe(FieldAttribute.Kind.FIRST_IS, Extent::firstIs, attributes);
		correlation.describe(FieldAttribute.Kind.LENGTH_IS, Extent::lengthIs, attributes);
		if (correlation.switchIs != null) {
			attributes.add(new FieldAttribute(FieldAttribute.Kind.SWITCH_IS, List.of(correlation.switchIs)));
		}
		return List.copyOf(attributes);
	}

	private void describe(FieldAttribute.Kind kind, Function<Extent, @Nullable Expression> expression,
			List<FieldAttribute> attributes) {
		List<AttributeExpression> expressions = new ArrayList<>();
		boolean present = false;
		for (Extent extent : this.extents) {
			Expression of = expression.apply(extent);
			present |= of != null;
			expressions.add((of != null) ? of : Expression.ABSENT);
		}
		if (present) {
			attributes.add(new FieldAttribute(kind, expressions));
		}
	}

	/**
	 * Whether all that is named comes before a parameter or field.
	 */
	boolean namesOnlyBefore(int index) {
		return this.lastSibling < index;
	}

	/**
	 * The largest index of a parameter or field that is named, -1 if there is none.
	 */
	int lastSibling() {
		return this.lastSibling;
	}

	/**
	 * Hand the values to the type that is written next.
	 */
	void prepare(NdrWriter writer, Siblings siblings, Object scope) {
		if (this.extents.length != 0) {
			Extent outermost = this.extents[0];
			writer.bounds(outermost.sizeIs(siblings, scope), outermost.firstIs(siblings, scope),
					outermost.lengthIs(siblings, scope));
			if (this.extents.length > 1) {
				writer.innerBounds(inner(siblings, scope));
			}
		}
		if (this.switchIs != null) {
			writer.switchIs(this.switchIs.evaluate(siblings, scope));
		}
	}

	private long[] inner(Siblings siblings, Object scope) {
		long[] bounds = new long[Extent.NUMBERS * (this.extents.length - 1)];
		for (int i = 1, at = 0; i < this.extents.length; i++) {
			bounds[at++] = this.extents[i].sizeIs(siblings, scope);
			bounds[at++] = this.extents[i].firstIs(siblings, scope);
			bounds[at++] = this.extents[i].lengthIs(siblings, scope);
		}
		return bounds;
	}

	/**
	 * Check what was read: the counts of an array, as the reader has them, and whether a
	 * union is the arm that its discriminant selects.
	 */
	void check(NdrReader reader, NdrType type, @Nullable Object value, Siblings siblings, Object scope) {
		checkCounts(reader, type, value, siblings, scope);
		checkTag(reader, type, value, siblings, scope);
	}

	/**
	 * Check the counts of an array that was read, unless there is a null pointer in its
	 * place.
	 */
	void checkCounts(NdrReader reader, NdrType type, @Nullable Object value, Siblings siblings, Object scope) {
		if (this.extents.length == 0 || type.isNull(value)) {
			return;
		}
		this.extents[0].check(reader, reader.maximumCount(), reader.firstIndex(), reader.actualCount(), siblings,
				scope);
		long[] inner = reader.innerCounts();
		// Pointers to rows may all be null
		for (int i = 1, at = 0; i < this.extents.length && at < inner.length; i++, at += Extent.NUMBERS) {
			this.extents[i].check(reader, inner[at], inner[at + 1], inner[at + 2], siblings, scope);
		}
	}

	/**
	 * Check that a union that was read is the arm that its discriminant selects.
	 */
	void checkTag(NdrReader reader, NdrType type, @Nullable Object value, Siblings siblings, Object scope) {
		if (this.switchIs != null) {
			long tag = this.switchIs.evaluate(siblings, scope);
			if (!type.isSelectedBy(value, tag)) {
				throw reader.failure("the union arm that switch_is(%s) = %d selects".formatted(this.switchIs, tag),
						"another");
			}
		}
	}

}
