package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.opnum.rpc.InOut;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.ndr.ParameterStub.Direction;
import io.opnum.rpc.ndr.Site.Kind;
import org.jspecify.annotations.Nullable;

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
			OperationStub operation = operation(opnums.get(i), method);
			if (operation != null) {
				operations.add(operation);
				method.methods().forEach((each) -> byMethod.put(each, operation));
			}
		}
		this.types.finish();
		this.defects.throwIfAny(this.rpcInterface);
		operations.sort(Comparator.comparingInt(OperationStub::opnum));
		return new InterfaceStub(this.rpcInterface, interfaceId, List.of(annotation.endpoints()), operations, byMethod);
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

	private @Nullable OperationStub operation(int opnum, Declared declared) {
		Method method = declared.method();
		String reference = JavaSignature.reference(method);
		Parameter[] parameters = method.getParameters();
		if (method.getTypeParameters().length > 0) {
			this.defects.add(reference, "an operation can't be generic", "Name the types.");
			return null;
		}
		List<TypeUse> uses = new ArrayList<>();
		Map<Integer, TypeUse> contents = new LinkedHashMap<>();
		Set<Integer> outOnly = new HashSet<>();
		int bindingHandle = -1;
		for (int i = 0; i < parameters.length; i++) {
			TypeUse use = TypeUse.of(parameters[i].getAnnotatedType(), declared.bindings()).declaredWith(parameters[i]);
			uses.add(use);
			if (use.is(Out.class)) {
				outOnly.add(i);
			}
			if (use.is(BindingHandle.class)) {
				if (bindingHandle >= 0) {
					this.defects.add(reference, "it has more than one BindingHandle", "Leave one of them.");
				}
				bindingHandle = i;
			}
			else if (!isHolder(use)) {
				contents.put(i, use);
			}
			else if (!use.isRawGeneric()) {
				contents.put(i, use.content());
			}
		}
		boolean named = Arrays.stream(parameters).allMatch(Parameter::isNamePresent);
		List<String> names = Arrays.stream(parameters).map(Parameter::getName).toList();
		Site.Siblinghood siblings = Site.Siblinghood.ofParameters(named ? names : null, contents, outOnly);
		List<ParameterStub> stubs = new ArrayList<>();
		for (int i = 0; i < parameters.length; i++) {
			if (!uses.get(i).is(BindingHandle.class)) {
				String name = named ? names.get(i) : String.valueOf(i + 1);
				stubs
					.add(parameter(i, name, uses.get(i), contents.get(i), reference + ", parameter " + name, siblings));
			}
		}
		TypeUse returned = TypeUse.of(method.getAnnotatedReturnType(), declared.bindings()).declaredWith(method);
		boolean asynchronous = returned.is(CompletableFuture.class) || returned.is(CompletionStage.class);
		ParameterStub result = result(returned, asynchronous, parameters.length, reference, siblings);
		MethodHandle invoker = invoker(method);
		return (invoker != null) ? new OperationStub(this.rpcInterface.getSimpleName(), opnum, method,
				JavaSignature.of(method, returned, uses, siblings.names()), asynchronous, bindingHandle, stubs, result,
				invoker) : null;
	}

	private static boolean isHolder(TypeUse use) {
		return use.is(Out.class) || use.is(InOut.class);
	}

	private ParameterStub parameter(int index, String name, TypeUse use, @Nullable TypeUse content, String location,
			Site.Siblinghood siblings) {
		Direction direction = use.is(Out.class) ? Direction.OUT : use.is(InOut.class) ? Direction.IN_OUT : Direction.IN;
		if (content == null) {
			this.defects.add(location, "%s has no type argument".formatted(use), "Write %s<T>.".formatted(use));
			return new ParameterStub(index, name, direction, TypeCompiler.UNKNOWN, null);
		}
		if (direction != Direction.IN && use.has(Nullable.class)) {
			this.defects.add(location, "the holder of an [out] parameter is never null",
					"Write %s<@Nullable T> for a pointer that may be null."
						.formatted((direction == Direction.OUT) ? "Out" : "InOut"));
		}
		Site site = new Site((direction == Direction.IN) ? Kind.PARAMETER : Kind.HOLDER, location, siblings,
				direction != Direction.OUT);
		NdrType type = this.types.compile(content, site);
		return new ParameterStub(index, name, direction, type, site.correlation());
	}

	private @Nullable ParameterStub result(TypeUse returned, boolean asynchronous, int index, String reference,
			Site.Siblinghood siblings) {
		String location = reference + ", result";
		if (asynchronous && returned.isRawGeneric()) {
			this.defects.add(location, "%s has no type argument".formatted(returned),
					"Write %s<T>, or <Void> for no result.".formatted(returned));
			return null;
		}
		TypeUse use = asynchronous ? returned.content() : returned;
		if (use.is(void.class) || use.is(Void.class)) {
			return null;
		}
		Site site = new Site(asynchronous ? Kind.FUTURE_RESULT : Kind.RESULT, location, siblings, false);
		NdrType type = this.types.compile(use, site);
		return new ParameterStub(index, "result", Direction.OUT, type, site.correlation());
	}

	/**
	 * The method, as {@code (Object, Object[])Object}.
	 */
	private @Nullable MethodHandle invoker(Method method) {
		try {
			MethodHandle handle = TypeCompiler.lookup(method.getDeclaringClass()).unreflect(method);
			return handle.asType(handle.type().generic()).asSpreader(Object[].class, method.getParameterCount());
		}
		catch (IllegalAccessException ex) {
			this.defects.add(JavaSignature.reference(method),
					"the module of %s does not open it".formatted(method.getDeclaringClass().getName()),
					"Open the package %s in its module-info.".formatted(method.getDeclaringClass().getPackageName()));
			return null;
		}
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
