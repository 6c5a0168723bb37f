package io.opnum.rpc.ndr;

import java.util.List;

/**
 * A parameter of an operation that is on the wire, or its result.
 *
 * @param index its number among the parameters of the Java method; of the result their
 * count
 * @param name the name of the Java parameter, or its number where the class file has no
 * names; of the result {@code result}
 * @param in whether it is part of a request
 * @param out whether it is part of a response
 * @param type its type, out of its holder
 * @param attributes what ties it to the other parameters; an expression's siblings are
 * numbered as {@code index} is
 * @since 0.1.0
 */
public record ParameterDescription(int index, String name, boolean in, boolean out, TypeDescription type,
		List<FieldAttribute> attributes) {

}
