package io.opnum.rpc.ndr;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Java methods and types in a short form, for people.
 */
final class JavaSignature {

	private JavaSignature() {
	}

	/**
	 * For example {@code int reserve(String sku, int quantity)}.
	 */
	static String of(Method method) {
		return of(method.getGenericReturnType()) + " " + method.getName()
				+ Arrays.stream(method.getParameters())
					.map((parameter) -> of(parameter.getParameterizedType()) + name(parameter))
					.collect(Collectors.joining(", ", "(", ")"));
	}

	/**
	 * For example {@code reserve(String, int)}.
	 */
	static String reference(Method method) {
		return method.getName() + Arrays.stream(method.getGenericParameterTypes())
			.map(JavaSignature::of)
			.collect(Collectors.joining(", ", "(", ")"));
	}

	private static String name(Parameter parameter) {
		return parameter.isNamePresent() ? " " + parameter.getName() : "";
	}

	static String of(Type type) {
		if (type instanceof Class<?> javaClass) {
			return javaClass.getSimpleName();
		}
		if (type instanceof ParameterizedType parameterized) {
			return of(parameterized.getRawType()) + Arrays.stream(parameterized.getActualTypeArguments())
				.map(JavaSignature::of)
				.collect(Collectors.joining(", ", "<", ">"));
		}
		if (type instanceof GenericArrayType array) {
			return of(array.getGenericComponentType()) + "[]";
		}
		return type.getTypeName();
	}

}
