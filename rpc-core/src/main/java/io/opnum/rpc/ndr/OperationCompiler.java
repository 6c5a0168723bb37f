package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.ndr.ParameterStub.Direction;
import io.opnum.rpc.ndr.Site.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the methods of an interface to operations.
 */
final class OperationCompiler {

	private final Class<?> rpcInterface;

	private final TypeCompiler types;

	private final PipeCompiler pipes;

	private final FaultCompiler faults;

	private final Defects defects;

	OperationCompiler(Class<?> rpcInterface, TypeCompiler types, Defects defects) {
		this.rpcInterface = rpcInterface;
		this.types = types;
		this.pipes = new PipeCompiler(types, defects);
		this.faults = new FaultCompiler(defects);
		this.defects = defects;
	}

	/**
	 * Compile an operation.
	 * @param opnum its number
	 * @param method its method
	 * @param bindings what the type variables of the method's interface stand for
	 * @return the operation, or {@code null} after a defect was noted
	 */
	@Nullable OperationStub compile(int opnum, Method method, Map<TypeVariable<?>, TypeUse> bindings) {
		String reference = JavaSignature.reference(method);
		if (method.getTypeParameters().length > 0) {
			this.defects.add(reference, "an operation can't be generic", "Name the types.");
			return null;
		}
		Parameter[] parameters = method.getParameters();
		List<TypeUse> uses = Arrays.stream(parameters)
			.map((parameter) -> TypeUse.ofDeclared(parameter.getAnnotatedType(), bindings).declaredWith(parameter))
			.toList();
		Site.Siblinghood siblings = siblings(parameters, uses);
		List<ParameterStub> stubs = new ArrayList<>();
		List<PipeStub> pipes = new ArrayList<>();
		int bindingHandle = -1;
		for (int i = 0; i < parameters.length; i++) {
			if (PipeCompiler.isPipe(uses.get(i))) {
				String name = nameOf(i, siblings);
				pipes.add(this.pipes.compile(i, name, uses.get(i), reference + ", parameter " + name));
				continue;
			}
			if (!uses.get(i).is(BindingHandle.class)) {
				stubs.add(parameter(i, uses.get(i), reference, siblings));
				continue;
			}
			if (bindingHandle >= 0) {
				this.defects.add(reference, "it has more than one BindingHandle", "Leave one of them.");
			}
			bindingHandle = i;
		}
		TypeUse returned = TypeUse.ofDeclared(method.getAnnotatedReturnType(), bindings).declaredWith(method);
		AsynchronousType asynchronousType = AsynchronousType.of(returned);
		boolean asynchronous = asynchronousType != null;
		ParameterStub result = result(returned, asynchronous, parameters.length, reference, siblings);
		CallSemantics semantics = CallSemantics.of(method);
		if (!pipes.isEmpty() && (semantics.idempotent() || semantics.maybe() || semantics.broadcast())) {
			this.defects.add(reference,
					"what flows through a pipe flows once, so the call is neither repeated nor forgotten",
					"Leave out @Idempotent, @Maybe or @Broadcast, or take a value instead of the pipe.");
		}
		if (semantics.maybe()) {
			checkMaybe(stubs, result, reference);
		}
		MethodHandle invoker = invoker(method);
		return (invoker != null) ? new OperationStub(this.rpcInterface.getSimpleName(), opnum, method,
				JavaSignature.of(method, returned, uses, siblings.names()), semantics, asynchronousType, bindingHandle,
				stubs, pipes, result, this.faults.compile(method), invoker) : null;
	}

	/** Where no answer is awaited nothing can come back. */
	private void checkMaybe(List<ParameterStub> parameters, @Nullable ParameterStub result, String reference) {
		if (result != null) {
			this.defects.add(reference + ", result", "an operation with @Maybe awaits no answer, so it has no result",
					"Return void, or leave out @Maybe.");
		}
		for (ParameterStub parameter : parameters) {
			if (parameter.isOut()) {
				this.defects.add(reference + ", parameter " + parameter.name(),
						"an operation with @Maybe awaits no answer, so nothing comes back in %s"
							.formatted((parameter.direction() == Direction.OUT) ? "Out" : "InOut"),
						"Take the value itself, or leave out @Maybe.");
			}
		}
	}

	private static Site.Siblinghood siblings(Parameter[] parameters, List<TypeUse> uses) {
		List<@Nullable TypeUse> contents = new ArrayList<>();
		Set<Integer> outOnly = new HashSet<>();
		for (TypeUse use : uses) {
			if (use.is(Out.class)) {
				outOnly.add(contents.size());
			}
			contents.add(content(use));
		}
		boolean named = Arrays.stream(parameters).allMatch(Parameter::isNamePresent);
		List<String> names = Arrays.stream(parameters).map(Parameter::getName).toList();
		return Site.Siblinghood.ofParameters(named ? names : null, contents, outOnly);
	}

	/**
	 * What is on the wire of a parameter: the type itself or that in its holder. A pipe
	 * has no value that another parameter could be about.
	 */
	private static @Nullable TypeUse content(TypeUse use) {
		if (use.is(BindingHandle.class) || PipeCompiler.isPipe(use)) {
			return null;
		}
		if (!use.is(Out.class) && !use.is(InOut.class)) {
			return use;
		}
		return use.isRawGeneric() ? null : use.content();
	}

	private static String nameOf(int index, Site.Siblinghood siblings) {
		List<String> names = siblings.names();
		return (names != null) ? names.get(index) : String.valueOf(index + 1);
	}

	private ParameterStub parameter(int index, TypeUse use, String reference, Site.Siblinghood siblings) {
		String name = nameOf(index, siblings);
		String location = reference + ", parameter " + name;
		TypeUse content = siblings.types().get(index);
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

}
