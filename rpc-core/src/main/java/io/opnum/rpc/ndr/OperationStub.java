package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import org.jspecify.annotations.Nullable;

/**
 * The compiled marshalling code of one operation, both directions. A stub is the
 * parameters of one direction in their order, then in a response the result (C706 14.4).
 * <p>
 * Immutable, thread-safe, without reflection.
 *
 * @since 0.1.0
 */
public final class OperationStub {

	private final String interfaceName;

	private final int opnum;

	private final Method method;

	private final String javaSignature;

	private final CallSemantics semantics;

	private final @Nullable AsynchronousType asynchronousType;

	private final int bindingHandleIndex;

	private final ParameterStub[] parameters;

	private final List<PipeStub> pipes;

	private final List<PipeStub> inPipes;

	private final List<PipeStub> outPipes;

	private final ParameterStub[] in;

	private final ParameterStub[] out;

	private final @Nullable ParameterStub result;

	private final List<ContextHandleParameter> contextHandles;

	private final Map<RpcStatus, DeclaredFault> faults;

	private final MethodHandle invoker;

	/**
	 * Create a stub.
	 * @param semantics how often it may run, and for whom
	 * @param asynchronousType what an asynchronous operation returns in Java
	 * @param parameters those that are on the wire, without the pipes
	 * @param pipes the pipes
	 * @param result the result as an [out] parameter, or {@code null}
	 * @param faults the exceptions with a status that it declares
	 * @param invoker of type {@code (Object, Object[])Object}
	 */
	OperationStub(String interfaceName, int opnum, Method method, String javaSignature, CallSemantics semantics,
			@Nullable AsynchronousType asynchronousType, int bindingHandleIndex, List<ParameterStub> parameters,
			List<PipeStub> pipes, @Nullable ParameterStub result, Map<RpcStatus, DeclaredFault> faults,
			MethodHandle invoker) {
		this.interfaceName = interfaceName;
		this.opnum = opnum;
		this.method = method;
		this.javaSignature = javaSignature;
		this.semantics = semantics;
		this.asynchronousType = asynchronousType;
		this.bindingHandleIndex = bindingHandleIndex;
		this.parameters = parameters.toArray(ParameterStub[]::new);
		this.pipes = List.copyOf(pipes);
		this.inPipes = pipes.stream().filter(PipeStub::isIn).toList();
		this.outPipes = pipes.stream().filter(PipeStub::isOut).toList();
		this.in = parameters.stream().filter(ParameterStub::isIn).toArray(ParameterStub[]::new);
		this.out = parameters.stream().filter(ParameterStub::isOut).toArray(ParameterStub[]::new);
		this.result = result;
		this.contextHandles = ContextHandleParameters.of(parameters, result);
		this.faults = faults;
		this.invoker = invoker;
	}

	/**
	 * Return the operation number.
	 * @return 0 to 65535
	 */
	public int opnum() {
		return this.opnum;
	}

	/**
	 * Return the name of the operation.
	 * @return the name of the Java method
	 */
	public String name() {
		return this.method.getName();
	}

	/**
	 * Return the Java method.
	 * @return the method, as the interface or the super-interface declares it
	 */
	public Method method() {
		return this.method;
	}

	/**
	 * Return the Java signature in a short form, for people.
	 * @return for example {@code int reserve(String sku, int quantity)}
	 */
	public String javaSignature() {
		return this.javaSignature;
	}

	/**
	 * Return whether the Java method returns a {@code CompletableFuture}, a
	 * {@code CompletionStage} or, where Reactor is there, a {@code Mono}. On the wire it
	 * is the same.
	 * @return whether the operation is asynchronous in Java
	 */
	public boolean isAsynchronous() {
		return this.asynchronousType != null;
	}

	/**
	 * Return whether the operation is called when its result is asked for, and each time
	 * that it is: then what a proxy returns is made by {@link #defer}.
	 * @return whether it is
	 */
	public boolean isLazy() {
		return this.asynchronousType != null && this.asynchronousType.isLazy();
	}

	/**
	 * Return what the Java method of a proxy returns.
	 * @param call makes the call; of an asynchronous operation it returns a
	 * {@code CompletionStage}
	 * @return what the Java method returns
	 * @throws Throwable what the call threw, where it is made now
	 */
	public @Nullable Object defer(DeferredCall call) throws Throwable {
		return (this.asynchronousType != null) ? this.asynchronousType.defer(call) : call.call();
	}

	/**
	 * Return whether the operation may run more than once: {@code [idempotent]},
	 * {@code [maybe]} and {@code [broadcast]}.
	 * @return whether a call may be made again that may have run
	 */
	public boolean isIdempotent() {
		return this.semantics.idempotent();
	}

	/**
	 * Return whether callers await no answer: {@code [maybe]}.
	 * @return whether a call ends when it was sent
	 */
	public boolean isMaybe() {
		return this.semantics.maybe();
	}

	/**
	 * Return whether the operation goes to all servers of the network:
	 * {@code [broadcast]}.
	 * @return whether it does, so that it can't be called over a connection
	 */
	public boolean isBroadcast() {
		return this.semantics.broadcast();
	}

	/**
	 * Return which parameter is the explicit binding handle; it is not on the wire.
	 * @return the index among the parameters of the Java method, or -1
	 */
	public int bindingHandleIndex() {
		return this.bindingHandleIndex;
	}

	/**
	 * Return what the parameters are in IDL.
	 * @return the parameters that are on the wire, in their order
	 */
	public List<ParameterDescription> parameters() {
		return Stream
			.concat(Arrays.stream(this.parameters).map(ParameterStub::describe),
					this.pipes.stream().map(PipeStub::describe))
			.sorted(Comparator.comparingInt(ParameterDescription::index))
			.toList();
	}

	/**
	 * Return what the result is in IDL.
	 * @return the result, {@code null} where there is none
	 */
	public @Nullable ParameterDescription result() {
		return (this.result != null) ? this.result.describe() : null;
	}

	/**
	 * Return the parameters that are context handles, and the result if it is one. Where
	 * there are any, {@link NdrReader#contextHandles} and
	 * {@link NdrWriter#contextHandles} have to be set for each call.
	 * @return the context handles, in their order on the wire
	 */
	public List<ContextHandleParameter> contextHandles() {
		return this.contextHandles;
	}

	/**
	 * Make arguments of an operation that ends context handles.
	 * @param handle the handle
	 * @param bindingHandle the explicit binding handle, if it takes one
	 * @return the arguments, with holders where they are needed
	 */
	public @Nullable Object[] closingArguments(ContextHandle<?> handle, BindingHandle bindingHandle) {
		@Nullable Object[] arguments = new Object[this.method.getParameterCount()];
		arguments[this.contextHandles.get(0).index()] = handle;
		if (this.bindingHandleIndex >= 0) {
			arguments[this.bindingHandleIndex] = bindingHandle;
		}
		for (ParameterStub parameter : this.parameters) {
			parameter.hold(arguments);
		}
		return arguments;
	}

	int inParameters() {
		return this.in.length;
	}

	/**
	 * Return whether parameters are pipes, whose elements are no part of
	 * {@link #marshalRequest} and the like: they come behind the other [in] parameters
	 * and ahead of the other [out] parameters.
	 * @return whether there are pipes
	 */
	public boolean hasPipes() {
		return !this.pipes.isEmpty();
	}

	/**
	 * Return the pipes from client to server.
	 * @return the [in] and [in, out] pipes, in the order of the parameters
	 */
	public List<PipeStub> inPipes() {
		return this.inPipes;
	}

	/**
	 * Return the pipes from server to client.
	 * @return the [out] and [in, out] pipes, in the order of the parameters
	 */
	public List<PipeStub> outPipes() {
		return this.outPipes;
	}

	/**
	 * Check that the pipes are there.
	 * @param arguments the arguments of the Java method
	 * @throws IllegalArgumentException naming operation and parameter if one is null
	 */
	public void checkPipes(@Nullable Object[] arguments) {
		if (hasPipes()) {
			this.pipes.forEach((pipe) -> pipe.check(toString(), arguments));
		}
	}

	/**
	 * Write the [in] parameters.
	 * @param writer where to
	 * @param arguments the arguments of the Java method
	 * @throws IllegalArgumentException naming operation and parameter if an argument
	 * can't be sent
	 */
	public void marshalRequest(NdrWriter writer, @Nullable Object[] arguments) {
		for (ParameterStub parameter : this.parameters) {
			if (parameter.isHolder() && arguments[parameter.index()] == null) {
				throw new IllegalArgumentException(
						"%s: parameter %s is null, but an [out] parameter needs a holder: pass a new Out or InOut"
							.formatted(this, parameter.name()));
			}
		}
		for (ParameterStub parameter : this.in) {
			write(writer, parameter, parameter.value(arguments), arguments);
		}
	}

	/**
	 * Read the [in] parameters.
	 * @param reader the stub of a request; octets after the parameters are ignored
	 * @return arguments for {@link #invoke}, holders of [out] parameters made, a binding
	 * handle parameter and pipes null
	 * @throws BadStubDataException if they can't be read; the operation did not run then
	 */
	public @Nullable Object[] unmarshalRequest(NdrReader reader) {
		@Nullable Object[] arguments = new Object[this.method.getParameterCount()];
		read(reader, this.in, null, arguments, true);
		for (ParameterStub parameter : this.parameters) {
			parameter.hold(arguments);
		}
		return arguments;
	}

	/**
	 * Call the Java method.
	 * @param target the implementation
	 * @param arguments as {@link #unmarshalRequest} returned them
	 * @return what the method returned; a {@code CompletionStage} where it is
	 * asynchronous
	 * @throws Throwable what the method threw
	 */
	public @Nullable Object invoke(Object target, @Nullable Object[] arguments) throws Throwable {
		Object returned = (Object) this.invoker.invokeExact(target, arguments);
		return (this.asynchronousType != null) ? this.asynchronousType.toStage(returned) : returned;
	}

	/**
	 * Return the exception of a fault.
	 * @param message its message, or {@code null} for that of the fault
	 * @param fault the fault
	 * @return the exception that the operation declares for the status of the fault, with
	 * the fault as its cause; the fault itself if it declares none
	 */
	public Throwable exceptionOf(@Nullable String message, RpcException fault) {
		DeclaredFault declared = this.faults.get(fault.status());
		return (declared != null) ? declared.create((message != null) ? message : fault.getMessage(), fault) : fault;
	}

	/**
	 * Write the [out] parameters and the result.
	 * @param writer where to
	 * @param arguments the arguments the method was called with
	 * @param result the result; of an asynchronous operation that of the completed stage
	 * @throws IllegalArgumentException naming operation and parameter if a value can't be
	 * sent
	 */
	public void marshalResponse(NdrWriter writer, @Nullable Object[] arguments, @Nullable Object result) {
		for (ParameterStub parameter : this.out) {
			write(writer, parameter, parameter.value(arguments), arguments);
		}
		if (this.result != null) {
			write(writer, this.result, result, arguments);
		}
	}

	/**
	 * Read the [out] parameters into their holders among the arguments, and the result.
	 * If that fails the holders stay as they were.
	 * @param reader the stub of a response; octets after the result are ignored
	 * @param arguments the arguments the request was made of
	 * @return the result, {@code null} where there is none
	 * @throws BadStubDataException if they can't be read
	 */
	public @Nullable Object unmarshalResponse(NdrReader reader, @Nullable Object[] arguments) {
		if (this.out.length == 0 && this.result != null && !this.result.isLate()) {
			return readResult(reader, this.result, arguments);
		}
		// The result is the last of the values
		@Nullable Object[] values = new Object[arguments.length + 1];
		System.arraycopy(arguments, 0, values, 0, arguments.length);
		read(reader, this.out, this.result, values, false);
		for (ParameterStub parameter : this.out) {
			parameter.setHolder(arguments, values[parameter.index()]);
		}
		return values[arguments.length];
	}

	/** Read a result that stands alone. */
	private @Nullable Object readResult(NdrReader reader, ParameterStub result, @Nullable Object[] arguments) {
		try {
			Object value = result.read(reader);
			result.check(reader, value, arguments);
			return value;
		}
		catch (BadStubDataException ex) {
			throw failure("response", reader, result, ex, false);
		}
	}

	/**
	 * Read parameters, and check of each what ties it to others as soon as these are
	 * there.
	 */
	private void read(NdrReader reader, ParameterStub[] parameters, @Nullable ParameterStub result,
			@Nullable Object[] values, boolean request) {
		List<Late> late = null;
		ParameterStub current = null;
		try {
			for (ParameterStub parameter : parameters) {
				current = parameter;
				late = read(reader, parameter, values, late);
			}
			current = result;
			if (result != null) {
				late = read(reader, result, values, late);
			}
			if (late != null) {
				for (Late check : late) {
					current = check.parameter();
					reader.restoreCounts(check.counts());
					current.check(reader, values[current.index()], values);
				}
			}
		}
		catch (BadStubDataException ex) {
			throw failure(request ? "request" : "response", reader, current, ex, request);
		}
	}

	private static @Nullable List<Late> read(NdrReader reader, ParameterStub parameter, @Nullable Object[] values,
			@Nullable List<Late> late) {
		Object value = parameter.read(reader);
		values[parameter.index()] = value;
		if (!parameter.isLate()) {
			parameter.check(reader, value, values);
			return late;
		}
		List<Late> all = (late != null) ? late : new ArrayList<>();
		all.add(new Late(parameter, reader.saveCounts()));
		return all;
	}

	private void write(NdrWriter writer, ParameterStub parameter, @Nullable Object value,
			@Nullable Object[] arguments) {
		try {
			parameter.write(writer, value, arguments);
		}
		catch (IllegalArgumentException ex) {
			writer.failedIn(parameter.name());
			throw new IllegalArgumentException("%s: %s %s".formatted(this, writer.failurePath(), ex.getMessage()), ex);
		}
		catch (IndexOutOfBoundsException ex) {
			throw new IllegalArgumentException(
					"%s: %s does not fit in the stub: %s".formatted(this, parameter.name(), ex.getMessage()), ex);
		}
	}

	private BadStubDataException failure(String direction, NdrReader reader, @Nullable ParameterStub parameter,
			BadStubDataException cause, boolean didNotExecute) {
		if (parameter != null) {
			reader.failedIn(parameter.name());
		}
		return new BadStubDataException(
				"%s: the %s has bad stub data: %s %s".formatted(this, direction, reader.failurePath(),
						cause.getMessage()),
				cause.status(), didNotExecute, (cause.getCause() != null) ? cause.getCause() : cause);
	}

	/**
	 * Return interface and operation, for people.
	 */
	@Override
	public String toString() {
		return this.interfaceName + "." + this.method.getName();
	}

	/**
	 * A check that waits for parameters that come later.
	 *
	 * @param counts what was read of the parameter's dimensions
	 */
	private record Late(ParameterStub parameter, long[] counts) {

	}

	/**
	 * A call that may be made later.
	 */
	@FunctionalInterface
	public interface DeferredCall {

		/**
		 * Make the call.
		 * @return its result, or the stage of it
		 * @throws Throwable what it failed with
		 */
		@Nullable Object call() throws Throwable;

	}

}
