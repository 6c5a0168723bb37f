package io.opnum.rpc.server;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.opnum.rpc.Interruptible;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.OperationStub;

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
	 * @param implementation the class that implements it
	 * @return whether an operation is one of them
	 */
	static Predicate<OperationStub> of(InterfaceStub stub, Class<?> implementation) {
		if (stub.rpcInterface().isAnnotationPresent(Interruptible.class)
				|| implementation.isAnnotationPresent(Interruptible.class)) {
			return (operation) -> true;
		}
		Set<OperationStub> interruptible = stub.operations()
			.stream()
			.filter((operation) -> isInterruptible(operation.method(), implementation))
			.collect(Collectors.toUnmodifiableSet());
		return (interruptible.isEmpty()) ? (operation) -> false : interruptible::contains;
	}

	private static boolean isInterruptible(Method operation, Class<?> implementation) {
		return operation.isAnnotationPresent(Interruptible.class)
				|| ImplementingMethods.find(Interruptible.class, operation, implementation) != null;
	}

}
