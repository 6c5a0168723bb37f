package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The operation ends a context handle: {@link ContextHandle#close()} of a client calls
 * it. It has one {@code InOut<ContextHandle<S>>} and besides that at most {@code [out]}
 * parameters and a binding handle; a result is ignored. An interface has at most one for
 * each type of handle.
 * <p>
 * Nothing on the wire changes.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ClosesContext {

}
