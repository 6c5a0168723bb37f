package io.opnum.rpc.ndr;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What ties a parameter or field to its siblings: {@code size_is}, {@code length_is} and
 * {@code switch_is}.
 *
 * @param sizeIs the number of elements of the array
 * @param lengthIs the number of elements sent
 * @param switchIs the discriminant of the union
 */
record Correlation(@Nullable Expression sizeIs, @Nullable Expression lengthIs, @Nullable Expression switchIs) {

	/**
	 * What it is in the terms of IDL.
	 */
	static List<FieldAttribute> describe(@Nullable Correlation correlation) {
		if (correlation == null) {
			return List.of();
		}
		List<FieldAttribute> attributes = new ArrayList<>();
		describe(FieldAttribute.Kind.SIZE_IS, correlation.sizeIs, attributes);
		describe(FieldAttribute.Kind.LENGTH_IS, correlation.lengthIs, attributes);
		describe(FieldAttribute.Kind.SWITCH_IS, correlation.switchIs, attributes);
		return List.copyOf(attributes);
	}

	private static void describe(FieldAttribute.Kind kind, @Nullable Expression expression,
			List<FieldAttribute> attributes) {
		if (expression != null) {
			attributes.add(new FieldAttribute(kind, List.of(expression)));
		}
	}

	/**
	 * Hand the values to the type that is written next.
	 */
	void prepare(NdrWriter writer, Siblings siblings, Object scope) {
		if (this.sizeIs != null || this.lengthIs != null) {
			writer.bounds((this.sizeIs != null) ? this.sizeIs.evaluate(siblings, scope) : 0,
					(this.lengthIs != null) ? this.lengthIs.evaluate(siblings, scope) : 0);
		}
		if (this.switchIs != null) {
			writer.switchIs(this.switchIs.evaluate(siblings, scope));
		}
	}

	/**
	 * Check the counts of an array that was read.
	 * @param maximumCount its max_count
	 * @param actualCount its actual_count
	 */
	void checkCounts(NdrReader reader, long maximumCount, long actualCount, Siblings siblings, Object scope) {
		if (this.sizeIs != null) {
			checkCount(reader, "max_count", "size_is", this.sizeIs, maximumCount, siblings, scope);
		}
		if (this.lengthIs != null) {
			checkCount(reader, "actual_count", "length_is", this.lengthIs, actualCount, siblings, scope);
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

	private static void checkCount(NdrReader reader, String count, String attribute, Expression expression, long actual,
			Siblings siblings, Object scope) {
		long expected = expression.evaluate(siblings, scope);
		if (actual != expected) {
			throw reader.failure(
					"%s %s, as %s(%s) says".formatted(count, Long.toUnsignedString(expected), attribute, expression),
					Long.toUnsignedString(actual));
		}
	}

}
