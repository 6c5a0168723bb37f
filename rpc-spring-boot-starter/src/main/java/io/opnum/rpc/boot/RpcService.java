package io.opnum.rpc.boot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * Declares a bean that is served over RPC, and says how: the parameters of
 * {@code RpcServerRegisterIf2} and {@code RpcEpRegister}.
 * <p>
 * Any bean of an {@link io.opnum.rpc.RpcInterface @RpcInterface} type is served, also
 * without this annotation; it is needed only where one of its attributes is. It stands on
 * a class, which it makes a component, or on a {@code @Bean} method. Placeholders like
 * {@code ${inventory.object}} are resolved in all texts.
 *
 * @since 0.1.0
 * @see io.opnum.rpc.RegistrationOptions
 */
@Documented
@Component
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface RpcService {

	/**
	 * The name of the bean, where the annotation stands on a class.
	 */
	@AliasFor(annotation = Component.class)
	String value() default "";

	/**
	 * Whether the bean is served. {@code false} keeps a bean of an RPC interface for use
	 * within the application.
	 */
	boolean enabled() default true;

	/**
	 * The RPC interfaces that are served. Default: all that the bean implements.
	 */
	Class<?>[] interfaces() default {};

	/**
	 * The UUIDs of the objects that the bean serves. Several beans of one interface are
	 * told apart by them. Default: all objects that no other bean of the interface
	 * serves, and calls that name no object.
	 */
	String[] objectUuids() default {};

	/**
	 * The UUID of the manager type, for objects that are given a type with
	 * {@link io.opnum.rpc.RpcServer#setObjectType}. Default: the nil type.
	 */
	String managerType() default "";

	/**
	 * Confines the bean's interfaces to these of the configured
	 * {@code rpc.server.bindings}, in the same spelling. Default: all of them.
	 */
	String[] endpoints() default {};

	/**
	 * Whether the endpoints go into the endpoint map.
	 */
	boolean endpointMap() default true;

	/**
	 * The text for people in the endpoint map, at most 63 characters. Default: that of
	 * {@code rpc.server.annotation}.
	 */
	String annotation() default "";

}
