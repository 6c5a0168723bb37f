package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The number lies between two others, both included (IDL: {@code [range(1, 5)]}). What
 * does not is not sent, and refused when it is read, with
 * {@code nca_s_fault_invalid_bound}. It stands on {@code byte}, {@code short},
 * {@code int}, {@code long} and what holds them; with {@link Unsigned} on numbers without
 * sign. The ends of an unsigned {@code long} are themselves unsigned: -1 is the greatest.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.PARAMETER, ElementType.METHOD, ElementType.FIELD, ElementType.RECORD_COMPONENT,
		ElementType.TYPE_USE })
public @interface Range {

	/**
	 * The least number.
	 */
	long min();

	/**
	 * The greatest number.
	 */
	long max();

}
