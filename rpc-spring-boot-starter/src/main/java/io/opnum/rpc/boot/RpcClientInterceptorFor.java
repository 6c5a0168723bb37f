package io.opnum.rpc.boot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Confines a {@link io.opnum.rpc.RpcClientInterceptor} bean to the calls over some
 * bindings. It then runs inside of the interceptors of all bindings, in the order of
 * {@code @Order} among its like. Stands on the class of the interceptor or on its
 * {@code @Bean} method.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface RpcClientInterceptorFor {

	/**
	 * The names of the bindings.
	 */
	String[] value();

}
