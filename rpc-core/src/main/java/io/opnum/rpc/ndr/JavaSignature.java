package io.opnum.rpc.ndr;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Java methods in a short form, for people.
 */
final class JavaSignature {

	private JavaSignature() {
	}

	/**
	 * For example {@code int reserve(String sku, int quantity)}.
	 * @param names the names of the parameters, {@code null} if they are not known
	 */
	static String of(Method method, TypeUse returned, List<TypeUse> parameters, @Nullable List<String> names) {
		List<String> all = new ArrayList<>();
		for (int i = 0; i < parameters.size(); i++) {
			all.add(parameters.get(i) + ((names != null) ? " " + names.get(i) : ""));
		}
		return returned + " " + method.getName() + "(" + String.join(", ", all) + ")";
	}

	/**
	 * For example {@code reserve(String, int)}.
	 */
	static String reference(Method method) {
		return method.getName() + Arrays.stream(method.getAnnotatedParameterTypes())
			.map((parameter) -> TypeUse.of(parameter, Map.of()).text())
			.collect(Collectors.joining(", ", "(", ")"));
	}

}
