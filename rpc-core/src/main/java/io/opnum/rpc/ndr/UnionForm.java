package io.opnum.rpc.ndr;

import org.jspecify.annotations.Nullable;

/**
 * How a union is held in Java.
 */
interface UnionForm {

	/**
	 * The arm that a value is.
	 * @throws IllegalArgumentException if it is none, or more than one
	 */
	UnionType.Arm armOf(Object union);

	/**
	 * What an arm puts on the wire of a value.
	 */
	@Nullable Object contentOf(Object union, UnionType.Arm arm);

	/**
	 * The discriminant with which an encapsulated union sends a value, {@code null} if
	 * any of the arm's will do.
	 */
	@Nullable Long tagOf(Object union);

	/**
	 * The value of an arm that was read.
	 */
	@Nullable Object union(UnionType.Arm arm, long tag, @Nullable Object content, NdrReader reader);

}
