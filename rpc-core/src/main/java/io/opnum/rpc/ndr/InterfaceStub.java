package io.opnum.rpc.ndr;

import java.lang.reflect.Method;
import java.util.List;

import io.opnum.rpc.InterfaceDefinitionException;
import io.opnum.rpc.binding.InterfaceId;
import org.jspecify.annotations.Nullable;

/**
 * An {@link io.opnum.rpc.RpcInterface} compiled: its id and the stubs of its operations.
 * Immutable; the same on both sides.
 *
 * @since 0.1.0
 */
public final class InterfaceStub {

	private InterfaceStub() {
	}

	/**
	 * Compile an interface, or return what was compiled before.
	 * @param rpcInterface an interface annotated with {@code @RpcInterface}
	 * @return its stub
	 * @throws InterfaceDefinitionException with all defects
	 */
	public static InterfaceStub of(Class<?> rpcInterface) {
		throw new UnsupportedOperationException();
	}

	/** The simple name. */
	public String name() {
		throw new UnsupportedOperationException();
	}

	public Class<?> rpcInterface() {
		throw new UnsupportedOperationException();
	}

	public InterfaceId interfaceId() {
		throw new UnsupportedOperationException();
	}

	/** The endpoints the interface definition names, as string bindings. */
	public List<String> endpoints() {
		throw new UnsupportedOperationException();
	}

	/**
	 * In the order of the opnums, without gaps in the list even if the numbers have some.
	 */
	public List<OperationStub> operations() {
		throw new UnsupportedOperationException();
	}

	/** {@code null} where the number is out of range. */
	public @Nullable OperationStub operation(int opnum) {
		throw new UnsupportedOperationException();
	}

	/** {@code null} for default methods and those of Object. */
	public @Nullable OperationStub operation(Method method) {
		throw new UnsupportedOperationException();
	}

}
