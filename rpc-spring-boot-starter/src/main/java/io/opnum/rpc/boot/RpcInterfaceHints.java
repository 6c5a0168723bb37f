package io.opnum.rpc.boot;

import java.lang.reflect.Method;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.util.ClassUtils;

/**
 * What an RPC interface needs in a native image: its methods, its class file, from which
 * the order of the operations is read, a proxy of it, and the types that its operations
 * take and return.
 */
final class RpcInterfaceHints {

	private static final BindingReflectionHintsRegistrar TYPES = new BindingReflectionHintsRegistrar();

	private RpcInterfaceHints() {
	}

	static void register(RuntimeHints hints, Class<?> rpcInterface) {
		hints.proxies().registerJdkProxy(rpcInterface);
		hints.resources().registerPattern(ClassUtils.convertClassNameToResourcePath(rpcInterface.getName()) + ".class");
		hints.reflection().registerType(rpcInterface);
		for (Method method : rpcInterface.getMethods()) {
			hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
			TYPES.registerReflectionHints(hints.reflection(), method.getGenericReturnType());
			TYPES.registerReflectionHints(hints.reflection(), method.getGenericParameterTypes());
		}
	}

}
