package io.opnum.rpc.boot;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.util.ClassUtils;

/**
 * Registers a proxy for each {@link RpcClient @RpcClient} among the injection points of
 * the application's beans: constructors, fields, methods and the parameters of
 * {@code @Bean} methods. Runs once all other bean definitions are there, so that a proxy
 * is as ordinary a bean as any and takes part in injection by type.
 *
 * @since 0.1.0
 */
public final class RpcClientBeanRegistrar implements BeanDefinitionRegistryPostProcessor, BeanClassLoaderAware {

	private final List<RpcClientInjectionPoint> further;

	private ClassLoader classLoader = RpcClientBeanRegistrar.class.getClassLoader();

	/**
	 * Create a registrar.
	 */
	public RpcClientBeanRegistrar() {
		this(List.of());
	}

	/**
	 * Create a registrar.
	 * @param further injection points of what is no bean, for example of a test
	 */
	public RpcClientBeanRegistrar(Collection<RpcClientInjectionPoint> further) {
		this.further = List.copyOf(further);
	}

	@Override
	public void setBeanClassLoader(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		for (String beanName : registry.getBeanDefinitionNames()) {
			register(registry, injectionPoints(registry, registry.getBeanDefinition(beanName)));
		}
		register(registry, this.further);
		RpcClientBeanDefinitions.excludeNamesakes(registry);
	}

	private static void register(BeanDefinitionRegistry registry, Collection<RpcClientInjectionPoint> injectionPoints) {
		injectionPoints.forEach(
				(point) -> RpcClientBeanDefinitions.register(registry, point.binding(), point.type(), point.where()));
	}

	private Set<RpcClientInjectionPoint> injectionPoints(BeanDefinitionRegistry registry, BeanDefinition definition) {
		String factoryMethod = definition.getFactoryMethodName();
		if (factoryMethod == null) {
			Class<?> type = load(definition);
			return (type != null) ? RpcClientInjectionPoint.of(type) : Set.of();
		}
		String factoryBean = definition.getFactoryBeanName();
		Class<?> factory = load((factoryBean != null && registry.containsBeanDefinition(factoryBean))
				? registry.getBeanDefinition(factoryBean) : definition);
		return (factory != null) ? RpcClientInjectionPoint.ofFactoryMethod(factory, factoryMethod) : Set.of();
	}

	private @Nullable Class<?> load(BeanDefinition definition) {
		if (definition instanceof AbstractBeanDefinition withClass && withClass.hasBeanClass()) {
			return ClassUtils.getUserClass(withClass.getBeanClass());
		}
		String name = definition.getBeanClassName();
		if (name == null || name.startsWith("org.springframework.")) {
			return null;
		}
		try {
			return ClassUtils.forName(name, this.classLoader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			// Whoever makes the bean will tell
			return null;
		}
	}

}
