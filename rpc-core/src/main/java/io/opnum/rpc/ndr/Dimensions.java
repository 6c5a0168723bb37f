package io.opnum.rpc.ndr;

import java.util.List;

/**
 * What the attributes of an array or string say of its dimensions.
 *
 * @param extents one for each dimension they speak of; none if they say nothing
 * @param fixed the numbers of {@code @FixedSize}; empty without it
 * @param isConformant whether room is said by a parameter or field
 * @param isVarying whether a part of it is sent
 */
record Dimensions(List<Extent> extents, int[] fixed, boolean isConformant, boolean isVarying) {

	/**
	 * Whether nothing but the elements is on the wire.
	 */
	boolean isPlain() {
		return !this.isConformant && !this.isVarying;
	}

	boolean isFixed() {
		return this.fixed.length != 0;
	}

	/**
	 * The number of elements of a dimension, -1 if it is not fixed.
	 */
	int bound(int dimension) {
		return (dimension < this.fixed.length) ? Math.max(1, this.fixed[dimension]) : -1;
	}

	/**
	 * How many dimensions are spoken of.
	 */
	int rank() {
		return this.extents.size();
	}

	/**
	 * What is said of one dimension.
	 */
	Dimensions of(int dimension) {
		return new Dimensions(List.of(this.extents.get(dimension)),
				isFixed() ? new int[] { this.fixed[dimension] } : this.fixed, this.isConformant, this.isVarying);
	}

	/**
	 * Whether a dimension need not be sent from its first element on.
	 */
	boolean hasFirst(int dimension) {
		return this.extents.get(dimension).firstIs() != null;
	}

}
