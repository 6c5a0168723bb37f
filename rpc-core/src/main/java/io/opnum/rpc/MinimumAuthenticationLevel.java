package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.opnum.rpc.security.AuthenticationLevel;

/**
 * The level of authentication that callers need. It may stand on an operation or an
 * interface, or where it is implemented, on the method or the class; a method says more
 * than a type, and the implementation more than the interface:
 * <ol>
 * <li>{@link RegistrationOptions#minimumAuthenticationLevel()}, which is over all
 * annotations</li>
 * <li>the method of the implementation</li>
 * <li>the operation of the interface</li>
 * <li>the class of the implementation</li>
 * <li>the interface</li>
 * <li>{@link RpcServer.Builder#minimumAuthenticationLevel(AuthenticationLevel)}</li>
 * </ol>
 * The first of these that is there holds, be it stronger or weaker than the others:
 * {@code NONE} lets everybody call. A server that can't authenticate anybody refuses to
 * register what requires a level. Calls at a lower one are answered with
 * {@code ERROR_ACCESS_DENIED} before anything of them is unmarshalled.
 *
 * @since 0.1.0
 * @see RpcSecurityCallback
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.TYPE })
public @interface MinimumAuthenticationLevel {

	/**
	 * The level. {@code CALL} counts as {@code PACKET}, as everywhere on connections.
	 * @return the level
	 */
	AuthenticationLevel value();

}
