package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives an enum constant its number on the wire; without it that is the ordinal. The
 * numbers of an enumeration are distinct and, unless it is {@link V1Enum}, 0 to 65535.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.FIELD })
public @interface EnumNumber {

	/**
	 * The number on the wire.
	 */
	int value();

}
