package io.opnum.rpc.ndr;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;

import io.opnum.rpc.InterfaceDefinitionException;
import io.opnum.rpc.binding.InterfaceId;
import org.jspecify.annotations.Nullable;

/**
 * An {@link io.opnum.rpc.RpcInterface} compiled: its id and the stubs of its operations.
 * The same on both sides.
 * <p>
 * Immutable, thread-safe.
 *
 * @since 0.1.0
 */
public final class InterfaceStub {

	// A defective interface throws each time: ClassValue does not keep failures
	private static final ClassValue<InterfaceStub> STUBS = new ClassValue<>() {

		@Override
		protected InterfaceStub computeValue(Class<?> type) {
			return new InterfaceCompiler(type).compile();
		}

	};

	private final Class<?> rpcInterface;

	private final InterfaceId interfaceId;

	private final List<String> endpoints;

	private final List<OperationStub> operations;

	private final Map<Method, OperationStub> byMethod;

	private final @Nullable OperationStub[] byOpnum;

	private final Map<Class<?>, OperationStub> closing;

	private final boolean fullPointers;

	/**
	 * Create a stub.
	 * @param operations in the order of their opnums
	 * @param closing the operations that end context handles, by the type of handle
	 * @param fullPointers whether there are full pointers among its types
	 */
	InterfaceStub(Class<?> rpcInterface, InterfaceId interfaceId, List<String> endpoints,
			List<OperationStub> operations, Map<Method, OperationStub> byMethod, Map<Class<?>, OperationStub> closing,
			boolean fullPointers) {
		this.rpcInterface = rpcInterface;
		this.interfaceId = interfaceId;
		this.endpoints = List.copyOf(endpoints);
		this.operations = List.copyOf(operations);
		this.byMethod = Map.copyOf(byMethod);
		this.closing = Map.copyOf(closing);
		this.fullPointers = fullPointers;
		int size = operations.isEmpty() ? 0 : operations.get(operations.size() - 1).opnum() + 1;
		this.byOpnum = new OperationStub[size];
		operations.forEach((operation) -> this.byOpnum[operation.opnum()] = operation);
	}

	/**
	 * Return whether full pointers may be part of a call, so that it needs a
	 * {@link FullPointers} of its own.
	 * @return whether there are any among the types of the interface
	 */
	public boolean hasFullPointers() {
		return this.fullPointers;
	}

	/**
	 * Compile an interface, or return what was compiled before.
	 * @param rpcInterface an interface annotated with {@code @RpcInterface}
	 * @return its stub
	 * @throws InterfaceDefinitionException with all defects
	 */
	public static InterfaceStub of(Class<?> rpcInterface) {
		return STUBS.get(rpcInterface);
	}

	/**
	 * Return the name.
	 * @return the simple name of the Java interface
	 */
	public String name() {
		return this.rpcInterface.getSimpleName();
	}

	/**
	 * Return the Java interface.
	 * @return the Java interface
	 */
	public Class<?> rpcInterface() {
		return this.rpcInterface;
	}

	/**
	 * Return the interface id: given, or derived from the Java name.
	 * @return the interface id
	 */
	public InterfaceId interfaceId() {
		return this.interfaceId;
	}

	/**
	 * Return the well-known endpoints that the interface definition names.
	 * @return string bindings, in the order given
	 */
	public List<String> endpoints() {
		return this.endpoints;
	}

	/**
	 * Return the operations in the order of their opnums. Where opnums were given the
	 * numbers may have gaps, the list has none.
	 * @return the operations
	 */
	public List<OperationStub> operations() {
		return this.operations;
	}

	/**
	 * Return the operation of a number.
	 * @param opnum the number
	 * @return the operation, {@code null} where there is none
	 */
	public @Nullable OperationStub operation(int opnum) {
		return (opnum >= 0 && opnum < this.byOpnum.length) ? this.byOpnum[opnum] : null;
	}

	/**
	 * Return the operation of a method of the interface or of a super-interface.
	 * @param method the method
	 * @return the operation, {@code null} for default methods and those of Object
	 */
	public @Nullable OperationStub operation(Method method) {
		return this.byMethod.get(method);
	}

	/**
	 * Return the operation that ends context handles of a type.
	 * @param stateType the type
	 * @return the operation, {@code null} where none is marked with
	 * {@code @ClosesContext}
	 */
	public @Nullable OperationStub closingOperation(Class<?> stateType) {
		return this.closing.get(stateType);
	}

	@Override
	public String toString() {
		return name() + " (" + this.interfaceId + ")";
	}

}
