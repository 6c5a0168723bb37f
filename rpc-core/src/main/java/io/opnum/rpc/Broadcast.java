package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares that an operation is called on every server of the local network, as IDL's
 * {@code [broadcast]} does (C706 4.2.3). Only datagrams can be broadcast: over the
 * connection-oriented protocol sequences, which are all there are here, a client refuses
 * such a call with {@code RPC_S_CANNOT_SUPPORT}. A server runs it as any other.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD })
public @interface Broadcast {

}
