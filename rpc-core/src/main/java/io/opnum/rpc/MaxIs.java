package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The array or string is conformant, and its largest index is the value of a parameter or
 * field (IDL: {@code [max_is(n)]}): as {@link SizeIs} of one more.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.PARAMETER, ElementType.METHOD, ElementType.FIELD, ElementType.RECORD_COMPONENT,
		ElementType.TYPE_USE })
public @interface MaxIs {

	/**
	 * For each dimension, the outermost first, an expression of parameters or fields
	 * beside this one: {@code n}, or with numbers, {@code + - * /} and parentheses, as in
	 * {@code size / 2}. IDL's {@code *n} is understood. Values count with the sign of
	 * their type: -1 is an empty array.
	 */
	String[] value();

}
