package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The union is aligned as old Windows interfaces have it: in NDR the arm is aligned to
 * the most demanding of all arms, not to its own needs (IDL: {@code [ms_union]}). In
 * NDR64 there is no difference. An encapsulated union, one without {@link SwitchIs},
 * can't be one.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.PARAMETER, ElementType.METHOD, ElementType.FIELD, ElementType.RECORD_COMPONENT,
		ElementType.TYPE_USE })
public @interface MsUnion {

}
