package io.opnum.rpc.boot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AliasFor;

/**
 * Registers proxies of {@link io.opnum.rpc.RpcInterface @RpcInterface}s as beans, so that
 * they can be injected by their type alone. Stands on a configuration class, several
 * times if need be.
 * <p>
 * The interfaces are listed, or found in packages; without either, in the package of the
 * configuration class. The proxies are
 * {@linkplain org.springframework.context.annotation.Fallback fallback beans}: where a
 * bean of the application implements the interface, it is preferred, and the proxy is
 * reached with {@link RpcClient @RpcClient}.
 *
 * @since 0.1.0
 */
@Documented
@Import(ImportRpcClientsRegistrar.class)
@Repeatable(ImportRpcClients.Container.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ImportRpcClients {

	/**
	 * Alias for {@link #types()}.
	 */
	@AliasFor("types")
	Class<?>[] value() default {};

	/**
	 * The RPC interfaces.
	 */
	@AliasFor("value")
	Class<?>[] types() default {};

	/**
	 * Packages that are searched for RPC interfaces, with those below them.
	 */
	String[] basePackages() default {};

	/**
	 * Classes whose packages are searched for RPC interfaces, with those below them.
	 */
	Class<?>[] basePackageClasses() default {};

	/**
	 * The name of the binding {@code rpc.client.bindings.<name>} that calls go over.
	 */
	String binding();

	/**
	 * Holds several {@link ImportRpcClients} annotations.
	 */
	@Documented
	@Import(ImportRpcClientsRegistrar.class)
	@Retention(RetentionPolicy.RUNTIME)
	@Target(ElementType.TYPE)
	@interface Container {

		/**
		 * The annotations.
		 */
		ImportRpcClients[] value();

	}

}
