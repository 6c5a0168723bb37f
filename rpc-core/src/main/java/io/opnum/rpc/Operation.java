package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives an operation of an {@link RpcInterface} its number. Either all operations of an
 * interface have given numbers or none: a mixture is refused at registration.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD })
public @interface Operation {

	/**
	 * The operation number. {@code -1}, the default, counts it from declaration order.
	 */
	int value() default -1;

}
