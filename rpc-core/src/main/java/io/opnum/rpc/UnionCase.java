package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an arm of a union:
 * <ul>
 * <li>a record whose sealed interface is the union; without components it is an empty
 * arm;</li>
 * <li>a component of a record that is the union. All such components are
 * {@code @Nullable}, and the one that is not null is the arm. One further component may
 * be there for the discriminant;</li>
 * <li>such a record as a whole: the discriminants that select an empty arm, with no
 * component set.</li>
 * </ul>
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.RECORD_COMPONENT })
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
