package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The array or string is conformant, and what it has room for is the value of a parameter
 * or field (IDL: {@code [size_is(n)]}). An array without {@link LengthIs} has exactly as
 * many elements; a mismatch is refused in both directions.
 * <p>
 * In front of a parameter or record component it speaks of the whole array, also of one
 * in an {@link Out}. In a record such an array is inline and the last component, unless
 * it is a pointer. With several expressions the array has as many dimensions:
 * {@code @SizeIs({ "n", "m" }) int[][] matrix}.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.PARAMETER, ElementType.METHOD, ElementType.FIELD, ElementType.RECORD_COMPONENT,
		ElementType.TYPE_USE })
public @interface SizeIs {

	/**
	 * For each dimension, the outermost first, an expression of parameters or fields
	 * beside this one: {@code n}, or with numbers, {@code + - * /} and parentheses, as in
	 * {@code size / 2}. IDL's {@code *n} is understood. Values count as unsigned, a null
	 * pointer as 0.
	 */
	String[] value();

}
