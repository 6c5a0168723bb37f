package io.opnum.rpc.server;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * Finds what stands on the methods that implement the operations of an interface.
 */
final class ImplementingMethods {

	private ImplementingMethods() {
	}

	/**
	 * Find an annotation on the method that implements an operation, or on one that this
	 * overrides.
	 * @param <A> the annotation
	 * @param annotation the annotation
	 * @param operation the method of the interface
	 * @param implementation the class that implements it
	 * @return the annotation, or {@code null} if there is none
	 */
	static <A extends Annotation> @Nullable A find(Class<A> annotation, Method operation, Class<?> implementation) {
		for (Class<?> type = implementation; type != null; type = type.getSuperclass()) {
			Method method = find(type, operation);
			A found = (method != null) ? method.getAnnotation(annotation) : null;
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private static @Nullable Method find(Class<?> type, Method operation) {
		try {
			return type.getDeclaredMethod(operation.getName(), operation.getParameterTypes());
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

}
