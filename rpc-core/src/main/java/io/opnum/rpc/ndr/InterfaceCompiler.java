package io.opnum.rpc.ndr;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.Operation;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.StringBinding;

/**
 * Compiles an annotated Java interface. The operations of super-interfaces come first, in
 * the order of the {@code extends} clause, as IDL's interface inheritance has it; then
 * its own in declaration order.
 */
final class InterfaceCompiler {

	private static final int MAX_OPNUM = 0xffff;

	private final Class<?> rpcInterface;

	private final Defects defects = new Defects();

	private final TypeCompiler types = new TypeCompiler(this.defects);

	InterfaceCompiler(Class<?> rpcInterface) {
		this.rpcInterface = rpcInterface;
	}

	InterfaceStub compile() {
		RpcInterface annotation = this.rpcInterface.getAnnotation(RpcInterface.class);
		if (!this.rpcInterface.isInterface() || this.rpcInterface.isAnnotation()) {
			this.defects.add("", "it is no interface", "Move its operations to an interface with @RpcInterface.");
		}
		else if (annotation == null) {
			this.defects.add("", "@RpcInterface is missing", "Annotate the interface.");
		}
		this.defects.throwIfAny(this.rpcInterface);
		InterfaceId interfaceId = interfaceId(Objects.requireNonNull(annotation));
		checkEndpoints(annotation);
		Map<String, Declared> declared = new LinkedHashMap<>();
		collect(this.rpcInterface, Map.of(), declared);
		List<Declared> methods = List.copyOf(declared.values());
		List<Integer> opnums = opnums(methods);
		Map<Method, OperationStub> byMethod = new HashMap<>();
		List<OperationStub> operations = new ArrayList<>();
		for (int i = 0; i < methods.size(); i++) {
			Declared method = methods.get(i);
			OperationStub operation = new OperationCompiler(this.rpcInterface, this.types, this.defects)
				.compile(opnums.get(i), method.method(), method.bindings());
			if (operation != null) {
				operations.add(operation);
				method.methods().forEach((each) -> byMethod.put(each, operation));
			}
		}
		this.types.finish();
		Map<Class<?>, OperationStub> closing = new ClosingOperations(this.defects).collect(operations);
		this.defects.throwIfAny(this.rpcInterface);
		operations.sort(Comparator.comparingInt(OperationStub::opnum));
		return new InterfaceStub(this.rpcInterface, interfaceId, List.of(annotation.endpoints()), operations, byMethod,
				closing, this.types.hasFullPointers());
	}

	private InterfaceId interfaceId(RpcInterface annotation) {
		try {
			if (annotation.uuid().isEmpty()) {
				return InterfaceId.derived(this.rpcInterface.getName(), annotation.version());
			}
			return InterfaceId.of(annotation.uuid(), annotation.version());
		}
		catch (IllegalArgumentException ex) {
			this.defects.add("", "@RpcInterface has no valid uuid or version: " + ex.getMessage(),
					"Write them as in @RpcInterface(uuid = \"12345678-1234-abcd-ef00-0123456789ab\", version = \"1.0\").");
			return new InterfaceId(new UUID(0, 0), 0, 0);
		}
	}

	private void checkEndpoints(RpcInterface annotation) {
		for (String endpoint : annotation.endpoints()) {
			try {
				StringBinding.parse(endpoint);
			}
			catch (InvalidBindingException ex) {
				this.defects.add("", "@RpcInterface has a malformed endpoint: " + ex.getMessage(),
						"Write it as in endpoints = \"ncacn_ip_tcp:[9135]\".");
			}
		}
	}

	/**
	 * Collect the operations, those of super-interfaces first. A method that is declared
	 * again keeps its place.
	 */
	private void collect(Class<?> type, Map<TypeVariable<?>, TypeUse> bindings, Map<String, Declared> declared) {
		for (AnnotatedType superInterface : type.getAnnotatedInterfaces()) {
			TypeUse use = TypeUse.of(superInterface, bindings);
			if (use.isRawGeneric()) {
				this.defects.add("", "it extends %s without type arguments".formatted(use), "Give them.");
			}
			else if (use.raw() != null) {
				collect(use.raw(), use.bindings(), declared);
			}
		}
		List<Method> methods = DeclarationOrder.of(type);
		if (methods == null) {
			this.defects.add("", "the class file of %s can't be read, so the order of its methods is unknown"
				.formatted(type.getName()), "Let its class loader offer the class file as a resource.");
			return;
		}
		for (Method method : type.getDeclaredMethods()) {
			if (method.isAnnotationPresent(Operation.class) && !Modifier.isAbstract(method.getModifiers())
					&& !method.isSynthetic()) {
				this.defects.add(JavaSignature.reference(method),
						"it has a body, so it is no operation, but @Operation makes it one",
						"Leave out @Operation or the body.");
			}
		}
		for (Method method : methods) {
			String signature = signature(method, bindings);
			Declared known = declared.get(signature);
			List<Method> all = new ArrayList<>();
			if (known != null) {
				all.addAll(known.methods());
			}
			all.add(method);
			declared.put(signature, new Declared(method, bindings, all));
		}
	}

	private static String signature(Method method, Map<TypeVariable<?>, TypeUse> bindings) {
		StringBuilder signature = new StringBuilder(method.getName());
		for (AnnotatedType parameter : method.getAnnotatedParameterTypes()) {
			Class<?> raw = TypeUse.of(parameter, bindings).raw();
			signature.append(',').append((raw != null) ? raw.getName() : "?");
		}
		return signature.toString();
	}

	/**
	 * The numbers of the operations: all given or all counted.
	 */
	private List<Integer> opnums(List<Declared> methods) {
		List<Integer> opnums = new ArrayList<>();
		Map<Integer, Method> taken = new HashMap<>();
		List<String> counted = new ArrayList<>();
		for (Declared declared : methods) {
			Method method = declared.method();
			Operation operation = method.getAnnotation(Operation.class);
			int opnum = opnums.size();
			if (operation != null && operation.value() != -1) {
				opnum = operation.value();
				if (opnum < 0 || opnum > MAX_OPNUM) {
					this.defects.add(JavaSignature.reference(method), "the opnum %d is out of range".formatted(opnum),
							"Use 0 to 65535.");
				}
				Method other = taken.putIfAbsent(opnum, method);
				if (other != null) {
					this.defects.add(JavaSignature.reference(method),
							"the opnum %d is that of %s, too".formatted(opnum, JavaSignature.reference(other)),
							"Give each operation a number of its own.");
				}
			}
			else {
				counted.add(JavaSignature.reference(method));
			}
			opnums.add(opnum);
		}
		if (!counted.isEmpty() && !taken.isEmpty()) {
			this.defects.add("", "some operations have a given opnum, others have not: " + String.join(", ", counted),
					"Give @Operation a number on all of them or on none.");
		}
		if (methods.size() > MAX_OPNUM + 1) {
			this.defects.add("", "it has more than 65536 operations", "Split it.");
		}
		return opnums;
	}

	/**
	 * An operation as it is declared.
	 *
	 * @param method the method, that of the most derived interface
	 * @param bindings what the type variables of its interface stand for
	 * @param methods all declarations of it
	 */
	private record Declared(Method method, Map<TypeVariable<?>, TypeUse> bindings, List<Method> methods) {

	}

}
