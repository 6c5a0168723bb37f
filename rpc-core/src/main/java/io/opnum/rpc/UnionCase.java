package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record as an arm of the union that its sealed interface is.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE })
public @interface UnionCase {

	/**
	 * The discriminants that select this arm.
	 */
	long[] value() default {};

	/**
	 * Whether this arm is the {@code default} one.
	 */
	boolean isDefault() default false;

}
