package io.opnum.rpc.ndr;

/**
 * The type that the discriminant of a union has.
 *
 * @param tagType how it is on the wire
 * @param description what it is in IDL
 */
record Discriminant(TagType tagType, TypeDescription description) {

	static final Discriminant LONG = new Discriminant(TagType.LONG, TypeDescription.Primitive.LONG);

}
