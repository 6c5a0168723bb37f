package io.opnum.rpc.server;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.opnum.rpc.Interruptible;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.OperationStub;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which operations of an implementation are {@link Interruptible}, once for all
 * calls.
 */
final class Interruptibility {

	private Interruptibility() {
	}

	/**
	 * Return which operations a cancel interrupts.
	 * @param stub the interface
	 * @param implementation what implements it
	 * @return whether an operation is one of them
	 */
	static Predicate<OperationStub> of(InterfaceStub stub, Object implementation) {
		if (stub.rpcInterface().isAnnotationPresent(Interruptible.class)
				|| implementation.getClass().isAnnotationPresent(Interruptible.class)) {
			return (operation) -> true;
		}
		Set<OperationStub> interruptible = stub.operations()
			.stream()
			.filter((operation) -> isInterruptible(operation.method(), implementation.getClass()))
			.collect(Collectors.toUnmodifiableSet());
		return (interruptible.isEmpty()) ? (operation) -> false : interruptible::contains;
	}

	private static boolean isInterruptible(Method operation, Class<?> implementation) {
		if (operation.isAnnotationPresent(Interruptible.class)) {
			return true;
		}
		for (Class<?> type = implementation; type != null; type = type.getSuperclass()) {
			Method method = find(type, operation);
			if (method != null && method.isAnnotationPresent(Interruptible.class)) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable Method find(Class<?> type, Method operation) {
		try {
			return type.getDeclaredMethod(operation.getName(), operation.getParameterTypes());
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

}
