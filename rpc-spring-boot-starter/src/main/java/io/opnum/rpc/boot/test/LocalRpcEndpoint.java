package io.opnum.rpc.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Value;

/**
 * Injects where the application's RPC server listens, into a test: its first endpoint, as
 * the text of a string binding or as a {@link io.opnum.rpc.binding.BindingHandle}. Short
 * for {@code @Value("${local.rpc.endpoint}")}.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE })
@Value("${local.rpc.endpoint}")
public @interface LocalRpcEndpoint {

}
