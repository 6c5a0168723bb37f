package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The type of the discriminant of an encapsulated union, {@code long} where it is left
 * out (IDL: {@code union switch (short tag)}). On a union with {@link SwitchIs} the
 * discriminant has the type of the parameter or field.
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
