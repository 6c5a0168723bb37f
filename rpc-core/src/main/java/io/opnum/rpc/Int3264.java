package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The {@code long} is as wide as a pointer of the transfer syntax: 32 bits in NDR, 64 in
 * NDR64 (IDL: {@code __int3264}, and what Windows makes of it, such as {@code INT_PTR}
 * and {@code LPARAM}). In NDR a number that does not fit can't be sent; one that is read
 * is extended by its sign, with {@link Unsigned} by zeros.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.PARAMETER, ElementType.METHOD, ElementType.FIELD, ElementType.RECORD_COMPONENT,
		ElementType.TYPE_USE })
public @interface Int3264 {

}
