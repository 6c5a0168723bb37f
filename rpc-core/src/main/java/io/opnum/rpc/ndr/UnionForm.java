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
	 * Whether a value holds its discriminant; else any of its arm's will do.
	 */
	boolean hasTag();

	/**
	 * The discriminant that a value holds, not cut to its width; 0 if it holds none.
	 */
	long tagOf(Object union);

	/**
	 * The value of an arm that was read.
	 */
	@Nullable Object union(UnionType.Arm arm, long tag, @Nullable Object content, NdrReader reader);

}
