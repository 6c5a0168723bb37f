package io.opnum.rpc.boot;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.Set;

import io.opnum.rpc.ConvertedBy;
import io.opnum.rpc.RpcFaultStatus;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.util.ClassUtils;

/**
 * What an RPC interface needs in a native image: its methods, its class file and those of
 * its super-interfaces, from which the order of the operations is read, a proxy of it,
 * the types that its operations take and return, with the arms of unions, the converters
 * of both, and the exceptions that are made of faults.
 */
final class RpcInterfaceHints {

	private static final BindingReflectionHintsRegistrar TYPES = new BindingReflectionHintsRegistrar();

	private final RuntimeHints hints;

	private final Set<Class<?>> seen = new HashSet<>();

	private RpcInterfaceHints(RuntimeHints hints) {
		this.hints = hints;
	}

	static void register(RuntimeHints hints, Class<?> rpcInterface) {
		hints.proxies().registerJdkProxy(rpcInterface);
		new RpcInterfaceHints(hints).operations(rpcInterface);
	}

	/** Those of super-interfaces, too, which stand in the order of their own files. */
	private void operations(Class<?> rpcInterface) {
		if (!this.seen.add(rpcInterface)) {
			return;
		}
		this.hints.resources()
			.registerPattern(ClassUtils.convertClassNameToResourcePath(rpcInterface.getName()) + ".class");
		this.hints.reflection().registerType(rpcInterface);
		for (Method method : rpcInterface.getDeclaredMethods()) {
			this.hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
			register(method);
		}
		for (Class<?> superInterface : rpcInterface.getInterfaces()) {
			operations(superInterface);
		}
		for (AnnotatedType superInterface : rpcInterface.getAnnotatedInterfaces()) {
			TYPES.registerReflectionHints(this.hints.reflection(), superInterface.getType());
			type(superInterface);
		}
	}

	private void register(Method method) {
		TYPES.registerReflectionHints(this.hints.reflection(), method.getGenericReturnType());
		TYPES.registerReflectionHints(this.hints.reflection(), method.getGenericParameterTypes());
		converter(method);
		type(method.getAnnotatedReturnType());
		for (Parameter parameter : method.getParameters()) {
			converter(parameter);
			type(parameter.getAnnotatedType());
		}
		for (Class<?> exception : method.getExceptionTypes()) {
			if (exception.isAnnotationPresent(RpcFaultStatus.class)) {
				constructors(exception);
			}
		}
	}

	private void type(AnnotatedType type) {
		converter(type);
		if (type instanceof AnnotatedArrayType array) {
			type(array.getAnnotatedGenericComponentType());
		}
		else if (type instanceof AnnotatedParameterizedType parameterized) {
			for (AnnotatedType argument : parameterized.getAnnotatedActualTypeArguments()) {
				type(argument);
			}
			type((Class<?>) ((ParameterizedType) parameterized.getType()).getRawType());
		}
		else if (type.getType() instanceof Class<?> plain) {
			type(plain);
		}
	}

	private void type(Class<?> type) {
		if (!this.seen.add(type)) {
			return;
		}
		converter(type);
		if (type.isSealed()) {
			for (Class<?> arm : type.getPermittedSubclasses()) {
				TYPES.registerReflectionHints(this.hints.reflection(), arm);
				type(arm);
			}
		}
		if (type.isRecord()) {
			for (RecordComponent component : type.getRecordComponents()) {
				converter(component);
				type(component.getAnnotatedType());
			}
		}
	}

	private void converter(AnnotatedElement element) {
		ConvertedBy annotation = element.getAnnotation(ConvertedBy.class);
		if (annotation == null || !this.seen.add(annotation.value())) {
			return;
		}
		constructors(annotation.value());
		for (AnnotatedType implemented : annotation.value().getAnnotatedInterfaces()) {
			TYPES.registerReflectionHints(this.hints.reflection(), implemented.getType());
			type(implemented);
		}
	}

	private void constructors(Class<?> type) {
		this.hints.reflection().registerType(type, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
	}

}
