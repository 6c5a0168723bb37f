package io.opnum.rpc.ndr;

import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

/**
 * The expression of an attribute, for example that of {@code size_is(count / 2)}.
 *
 * @since 0.1.0
 */
public interface AttributeExpression {

	/**
	 * Return the expression as IDL has it.
	 * @param siblings how the parameter or field of a number is written, {@code null} for
	 * as in Java
	 * @return the text, empty for a dimension of which nothing is said
	 */
	String text(IntFunction<@Nullable String> siblings);

}
