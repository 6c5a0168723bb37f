package io.opnum.rpc.boot;

import java.lang.annotation.Annotation;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
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

	private static final Set<String> WRAPPERS = Set.of(Optional.class.getName(), ObjectFactory.class.getName(),
			"org.springframework.beans.factory.ObjectProvider", "jakarta.inject.Provider");

	private final Class<?>[] furtherTypes;

	private ClassLoader classLoader = RpcClientBeanRegistrar.class.getClassLoader();

	/**
	 * Create a registrar.
	 * @param furtherTypes classes that are injected into without being beans, for example
	 * tests
	 */
	public RpcClientBeanRegistrar(Class<?>... furtherTypes) {
		this.furtherTypes = furtherTypes.clone();
	}

	@Override
	public void setBeanClassLoader(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		Scan scan = new Scan(registry, this.classLoader);
		for (String beanName : registry.getBeanDefinitionNames()) {
			scan.bean(registry.getBeanDefinition(beanName));
		}
		for (Class<?> type : this.furtherTypes) {
			scan.constructors(type);
			scan.members(type);
		}
		RpcClientBeanDefinitions.excludeNamesakes(registry);
	}

	/** One pass over the bean definitions. */
	private static final class Scan {

		private final BeanDefinitionRegistry registry;

		private final ClassLoader classLoader;

		private final Set<Object> seen = new HashSet<>();

		Scan(BeanDefinitionRegistry registry, ClassLoader classLoader) {
			this.registry = registry;
			this.classLoader = classLoader;
		}

		void bean(BeanDefinition definition) {
			String factoryMethod = definition.getFactoryMethodName();
			if (factoryMethod == null) {
				Class<?> type = load(definition);
				if (type != null) {
					constructors(type);
					members(type);
				}
				return;
			}
			String factoryBean = definition.getFactoryBeanName();
			Class<?> factory = load((factoryBean != null && this.registry.containsBeanDefinition(factoryBean))
					? this.registry.getBeanDefinition(factoryBean) : definition);
			if (factory != null) {
				factoryMethod(factory, factoryMethod);
			}
		}

		private void factoryMethod(Class<?> factory, String name) {
			for (Class<?> type = factory; isCandidate(type); type = type.getSuperclass()) {
				for (Method method : methodsOf(type)) {
					if (method.getName().equals(name) && this.seen.add(method)) {
						parameters(method, factory);
						members(method.getReturnType());
					}
				}
			}
		}

		void constructors(Class<?> beanType) {
			if (isCandidate(beanType)) {
				for (Executable constructor : constructorsOf(beanType)) {
					if (this.seen.add(constructor)) {
						parameters(constructor, beanType);
					}
				}
			}
		}

		void members(Class<?> beanType) {
			if (!this.seen.add(beanType)) {
				return;
			}
			for (Class<?> type = beanType; isCandidate(type); type = type.getSuperclass()) {
				for (Field field : fieldsOf(type)) {
					field(field, beanType);
				}
				for (Method method : methodsOf(type)) {
					if (!Modifier.isStatic(method.getModifiers()) && !method.isBridge()) {
						parameters(method, beanType);
					}
				}
			}
		}

		private void field(Field field, Class<?> beanType) {
			String binding = binding(field.getAnnotations());
			if (binding != null) {
				register(binding, ResolvableType.forField(field, beanType),
						"Field %s in %s".formatted(field.getName(), field.getDeclaringClass().getName()));
			}
		}

		private void parameters(Executable executable, Class<?> beanType) {
			String ofAll = (executable instanceof Method) ? binding(executable.getAnnotations()) : null;
			for (int i = 0; i < executable.getParameterCount(); i++) {
				MethodParameter parameter = MethodParameter.forExecutable(executable, i).withContainingClass(beanType);
				String own = binding(parameter.getParameterAnnotations());
				String binding = (own != null) ? own : ofAll;
				if (binding != null) {
					register(binding, ResolvableType.forMethodParameter(parameter),
							"Parameter %d of %s in %s".formatted(i,
									(executable instanceof Method) ? "method " + executable.getName() : "constructor",
									executable.getDeclaringClass().getName()));
				}
			}
		}

		private void register(String binding, ResolvableType type, String where) {
			ResolvableType wanted = type;
			while (WRAPPERS.contains(wanted.resolve(Object.class).getName())) {
				wanted = wanted.getGeneric();
			}
			RpcClientBeanDefinitions.register(this.registry, binding, wanted.resolve(Object.class), where);
		}

		private static @Nullable String binding(Annotation[] annotations) {
			if (annotations.length == 0) {
				return null;
			}
			MergedAnnotation<RpcClient> annotation = MergedAnnotations.from(annotations).get(RpcClient.class);
			return annotation.isPresent() ? annotation.getString(MergedAnnotation.VALUE) : null;
		}

		// A class whose optional dependencies are missing has no injection points to see

		private static Executable[] constructorsOf(Class<?> type) {
			try {
				return type.getDeclaredConstructors();
			}
			catch (LinkageError ex) {
				return new Executable[0];
			}
		}

		private static Field[] fieldsOf(Class<?> type) {
			try {
				return type.getDeclaredFields();
			}
			catch (LinkageError ex) {
				return new Field[0];
			}
		}

		private static Method[] methodsOf(Class<?> type) {
			try {
				return type.getDeclaredMethods();
			}
			catch (LinkageError ex) {
				return new Method[0];
			}
		}

		private static boolean isCandidate(@Nullable Class<?> type) {
			return type != null && !type.getName().startsWith("java.")
					&& !type.getName().startsWith("org.springframework.");
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
				return null;
			}
		}

	}

}
