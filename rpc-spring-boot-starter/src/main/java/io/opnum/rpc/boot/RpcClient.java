package io.opnum.rpc.boot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Injects a proxy of an {@link io.opnum.rpc.RpcInterface @RpcInterface} whose calls go
 * over the binding {@code rpc.client.bindings.<name>}.
 * <p>
 * It stands on a parameter of a constructor, of a {@code @Bean} method or of a test, on a
 * field, or on a setter; fields and setters need no {@code @Autowired} beside it. The
 * proxy is an ordinary bean, made once for a name and an interface, and may be wrapped in
 * {@code ObjectProvider} or {@code Optional} as any bean. Where a bean of the application
 * implements the same interface, that bean is injected without this annotation and the
 * proxy with it.
 * <p>
 * Usable as a meta-annotation.
 *
 * @since 0.1.0
 * @see ImportRpcClients
 */
@Autowired
@Documented
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.PARAMETER, ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
public @interface RpcClient {

	/**
	 * The name of the binding.
	 */
	String value();

}
