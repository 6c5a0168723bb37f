package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has the thread of an operation interrupted when its call is cancelled, orphaned or its
 * caller gone. On an operation or an interface it holds wherever that is served, on a
 * class or one of its methods where that implements it. Without it a server interrupts
 * nothing, unless {@link RpcServer.Builder#interruptOnCancel(boolean)} says so for all.
 *
 * @since 0.1.0
 * @see RpcCallContext#isCancelled()
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.TYPE })
public @interface Interruptible {

}
