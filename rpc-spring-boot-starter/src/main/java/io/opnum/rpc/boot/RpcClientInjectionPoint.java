package io.opnum.rpc.boot;

import java.lang.annotation.Annotation;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;

/**
 * A place that a client proxy is injected into. Equal where binding and type are.
 *
 * @param binding the name of the binding
 * @param type the type that is wanted
 * @param where the place, as the subject of a sentence
 * @since 0.1.0
 */
public record RpcClientInjectionPoint(String binding, Class<?> type, String where) {

	private static final Set<String> WRAPPERS = Set.of(Optional.class.getName(), ObjectFactory.class.getName(),
			ObjectProvider.class.getName(), "jakarta.inject.Provider");

	/**
	 * Find the injection points of a class: its constructors, and the fields and methods
	 * that it declares and inherits.
	 * @param type the class
	 * @return the injection points that are annotated with {@link RpcClient @RpcClient}
	 */
	public static Set<RpcClientInjectionPoint> of(Class<?> type) {
		Set<RpcClientInjectionPoint> found = new LinkedHashSet<>();
		Finder finder = new Finder(type, found::add);
		finder.constructors();
		finder.members();
		return found;
	}

	/**
	 * Find the injection points of a factory method and of what it returns.
	 * @param factory the class that has the method
	 * @param name the name of the method
	 * @return the injection points
	 */
	static Set<RpcClientInjectionPoint> ofFactoryMethod(Class<?> factory, String name) {
		Set<RpcClientInjectionPoint> found = new LinkedHashSet<>();
		new Finder(factory, found::add).factoryMethod(name);
		return found;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof RpcClientInjectionPoint that && this.binding.equals(that.binding)
				&& this.type == that.type;
	}

	@Override
	public int hashCode() {
		return 31 * this.binding.hashCode() + this.type.hashCode();
	}

	/** Looks at one class. */
	private static final class Finder {

		private final Class<?> beanType;

		private final Consumer<RpcClientInjectionPoint> found;

		Finder(Class<?> beanType, Consumer<RpcClientInjectionPoint> found) {
			this.beanType = beanType;
			this.found = found;
		}

		void constructors() {
			if (isCandidate(this.beanType)) {
				for (Executable constructor : declared(this.beanType::getDeclaredConstructors, new Executable[0])) {
					parameters(constructor);
				}
			}
		}

		void members() {
			for (Class<?> type = this.beanType; type != null && isCandidate(type); type = type.getSuperclass()) {
				for (Field field : declared(type::getDeclaredFields, new Field[0])) {
					field(field);
				}
				for (Method method : methods(type)) {
					if (!Modifier.isStatic(method.getModifiers()) && !method.isBridge()) {
						parameters(method);
					}
				}
			}
		}

		void factoryMethod(String name) {
			for (Class<?> type = this.beanType; type != null && isCandidate(type); type = type.getSuperclass()) {
				for (Method method : methods(type)) {
					if (method.getName().equals(name)) {
						parameters(method);
						new Finder(method.getReturnType(), this.found).members();
					}
				}
			}
		}

		private void field(Field field) {
			String binding = binding(field.getAnnotations());
			if (binding != null) {
				found(binding, ResolvableType.forField(field, this.beanType),
						"Field %s in %s".formatted(field.getName(), field.getDeclaringClass().getName()));
			}
		}

		private void parameters(Executable executable) {
			String ofAll = (executable instanceof Method) ? binding(executable.getAnnotations()) : null;
			for (int i = 0; i < executable.getParameterCount(); i++) {
				MethodParameter parameter = MethodParameter.forExecutable(executable, i)
					.withContainingClass(this.beanType);
				String own = binding(parameter.getParameterAnnotations());
				String binding = (own != null) ? own : ofAll;
				if (binding != null) {
					found(binding, ResolvableType.forMethodParameter(parameter),
							"Parameter %d of %s in %s".formatted(i,
									(executable instanceof Method) ? "method " + executable.getName() : "constructor",
									executable.getDeclaringClass().getName()));
				}
			}
		}

		private void found(String binding, ResolvableType type, String where) {
			ResolvableType wanted = type;
			while (WRAPPERS.contains(wanted.resolve(Object.class).getName())) {
				wanted = wanted.getGeneric();
			}
			this.found.accept(new RpcClientInjectionPoint(binding, wanted.resolve(Object.class), where));
		}

		private static @Nullable String binding(Annotation[] annotations) {
			if (annotations.length == 0) {
				return null;
			}
			MergedAnnotation<RpcClient> annotation = MergedAnnotations.from(annotations).get(RpcClient.class);
			return annotation.isPresent() ? annotation.getString(MergedAnnotation.VALUE) : null;
		}

		private static Method[] methods(Class<?> type) {
			return declared(type::getDeclaredMethods, new Method[0]);
		}

		/** A class whose optional dependencies are missing shows no injection points. */
		private static <T> T[] declared(Supplier<T[]> members, T[] none) {
			try {
				return members.get();
			}
			catch (LinkageError ex) {
				return none;
			}
		}

		private static boolean isCandidate(Class<?> type) {
			return !type.getName().startsWith("java.") && !type.getName().startsWith("org.springframework.");
		}

	}

}
