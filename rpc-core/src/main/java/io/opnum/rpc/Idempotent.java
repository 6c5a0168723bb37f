package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares that an operation may run more than once without harm, as IDL's
 * {@code [idempotent]} does (C706 4.2.3). A client with a {@link RetryPolicy} makes such
 * a call again even where the one before may have run. Nothing of it is on the wire.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD })
public @interface Idempotent {

}
