package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The union is not encapsulated: its discriminant is the value of a parameter or field,
 * which is sent again in front of the arm (IDL: {@code [switch_is(level)]}).
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.PARAMETER, ElementType.METHOD, ElementType.FIELD, ElementType.RECORD_COMPONENT,
		ElementType.TYPE_USE })
public @interface SwitchIs {

	/**
	 * The parameter or field that holds the discriminant, of an integral type, boolean or
	 * an enum.
	 */
	String value();

}
