package io.opnum.rpc.ndr;

import java.util.List;

/**
 * A field of a structure.
 *
 * @param name the name of the record component
 * @param type its type
 * @param attributes what ties it to the other fields; an expression's siblings are
 * numbered as the fields are
 * @since 0.1.0
 */
public record FieldDescription(String name, TypeDescription type, List<FieldAttribute> attributes) {

}
