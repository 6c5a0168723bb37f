package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The type of the discriminant of a union. Left out it is {@code long} for an
 * encapsulated union, and with {@link SwitchIs} the type of the parameter or field (IDL:
 * {@code union switch (short tag)}, {@code [switch_type(short)]}).
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.PARAMETER, ElementType.METHOD, ElementType.FIELD, ElementType.RECORD_COMPONENT,
		ElementType.TYPE_USE })
public @interface SwitchType {

	/**
	 * {@code byte.class}, {@code short.class}, {@code int.class}, {@code long.class},
	 * {@code char.class}, {@code boolean.class} or an enum.
	 */
	Class<?> value();

}
