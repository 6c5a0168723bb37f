package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The {@code boolean} is Windows' {@code BOOL} on the wire: a {@code long}, 0 or not 0,
 * instead of IDL's {@code boolean}, an octet.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.PARAMETER, ElementType.METHOD, ElementType.FIELD, ElementType.RECORD_COMPONENT,
		ElementType.TYPE_USE })
public @interface Bool {

}
