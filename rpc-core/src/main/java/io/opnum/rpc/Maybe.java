package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares that the caller of an operation awaits no answer, as IDL's {@code [maybe]}
 * does (C706 4.2.3): the call ends once its request was handed to the transport, and
 * neither tells whether the operation ran nor what it threw. The operation returns
 * {@code void}, or an asynchronous type of nothing, and has no {@link Out} or
 * {@link InOut} parameters. Its requests carry {@code PFC_MAYBE}.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD })
public @interface Maybe {

}
