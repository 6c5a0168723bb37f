package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record as an arm of the union that its sealed interface is. A record without
 * components is an empty arm.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE })
public @interface UnionCase {

	/**
	 * The discriminants that select this arm. An encapsulated union sends the first.
	 */
	long[] value() default {};

	/**
	 * Whether all discriminants that select no other arm select this one.
	 */
	boolean isDefault() default false;

}
