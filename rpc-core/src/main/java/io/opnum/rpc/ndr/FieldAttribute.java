package io.opnum.rpc.ndr;

import java.util.List;

/**
 * An attribute of a parameter or field: what ties it to those beside it (C706 4.2.18,
 * 4.2.13).
 *
 * @param kind which one
 * @param expressions its expressions: one for each dimension of an array
 * @since 0.1.0
 */
public record FieldAttribute(Kind kind, List<AttributeExpression> expressions) {

	/**
	 * The attributes.
	 */
	public enum Kind {

		/** How many elements there are. */
		SIZE_IS,

		/** The index of the first element sent. */
		FIRST_IS,

		/** How many elements are sent. */
		LENGTH_IS,

		/** What selects the arm of a union. */
		SWITCH_IS

	}

}
