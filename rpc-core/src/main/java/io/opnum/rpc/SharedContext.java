package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A call shares the {@link ContextHandle} that it is passed with other calls that share
 * it (MIDL: {@code [context_handle_noserialize]}). Without it, a call has the handle for
 * itself: it waits, without holding a thread, until those that came before it have ended.
 * A state that calls share has to be thread-safe.
 * <p>
 * Nothing on the wire changes, and on a client it means nothing.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.PARAMETER, ElementType.TYPE_USE })
public @interface SharedContext {

}
