package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a Java interface to be an RPC interface. It says nothing of client or server:
 * a bean that implements it can be served, a proxy for it can be injected.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE })
public @interface RpcInterface {

	/**
	 * The interface UUID. Left out, it is derived from the fully qualified Java name (RFC
	 * 9562 version 5).
	 */
	String uuid() default "";

	/**
	 * The interface version, {@code major.minor}.
	 */
	String version() default "1.0";

	/**
	 * Well-known endpoints as IDL's {@code endpoint} attribute has them, for example
	 * {@code ncacn_ip_tcp:[135]}. A partially bound client tries them before the endpoint
	 * map.
	 */
	String[] endpoints() default {};

}
