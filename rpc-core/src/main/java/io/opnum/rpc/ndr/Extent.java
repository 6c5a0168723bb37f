package io.opnum.rpc.ndr;

import org.jspecify.annotations.Nullable;

/**
 * What ties one dimension of an array to parameters or fields.
 *
 * @param sizeIs the number of elements there is room for, {@code null} if it is fixed or
 * not said
 * @param firstIs the index of the first element sent, {@code null} if it is 0
 * @param lengthIs the number of elements sent, {@code null} if all are
 */
record Extent(@Nullable Expression sizeIs, @Nullable Expression firstIs, @Nullable Expression lengthIs) {

	/** How many numbers an extent has. */
	static final int NUMBERS = 3;

	long sizeIs(Siblings siblings, Object scope) {
		return value(this.sizeIs, siblings, scope);
	}

	long firstIs(Siblings siblings, Object scope) {
		return value(this.firstIs, siblings, scope);
	}

	long lengthIs(Siblings siblings, Object scope) {
		return value(this.lengthIs, siblings, scope);
	}

	/**
	 * Check the counts that were read of the dimension.
	 */
	void check(NdrReader reader, long maximumCount, long offset, long actualCount, Siblings siblings, Object scope) {
		check(reader, "max_count", "size_is", this.sizeIs, maximumCount, siblings, scope);
		check(reader, "offset", "first_is", this.firstIs, offset, siblings, scope);
		check(reader, "actual_count", "length_is", this.lengthIs, actualCount, siblings, scope);
	}

	/**
	 * The largest index of a sibling that is named, -1 if there is none.
	 */
	int lastSibling() {
		return Math.max(Expression.lastSibling(this.sizeIs),
				Math.max(Expression.lastSibling(this.firstIs), Expression.lastSibling(this.lengthIs)));
	}

	private static long value(@Nullable Expression expression, Siblings siblings, Object scope) {
		return (expression != null) ? expression.evaluate(siblings, scope) : 0;
	}

	private static void check(NdrReader reader, String count, String attribute, @Nullable Expression expression,
			long actual, Siblings siblings, Object scope) {
		if (expression == null) {
			return;
		}
		long expected = expression.evaluate(siblings, scope);
		if (actual != expected) {
			throw reader.failure(
					"%s %s, as %s(%s) says".formatted(count, Long.toUnsignedString(expected), attribute, expression),
					Long.toUnsignedString(actual));
		}
	}

}
