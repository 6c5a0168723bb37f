package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The array is varying, and the index of the first element sent is the value of a
 * parameter or field (IDL: {@code [first_is(n)]}). What is in the Java array are the
 * elements sent, not those before them; without {@link LengthIs} or {@link LastIs} all up
 * to the end.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.PARAMETER, ElementType.METHOD, ElementType.FIELD, ElementType.RECORD_COMPONENT,
		ElementType.TYPE_USE })
public @interface FirstIs {

	/**
	 * For each dimension, the outermost first, an expression of parameters or fields
	 * beside this one: {@code n}, or with numbers, {@code + - * /} and parentheses, as in
	 * {@code size / 2}. IDL's {@code *n} is understood. Values count as unsigned, a null
	 * pointer as 0. An empty expression stands for 0.
	 */
	String[] value();

}
