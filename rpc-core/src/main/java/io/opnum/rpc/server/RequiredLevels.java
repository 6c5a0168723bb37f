package io.opnum.rpc.server;

import java.lang.reflect.Method;

import io.opnum.rpc.MinimumAuthenticationLevel;
import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.security.AuthenticationLevel;
import org.jspecify.annotations.Nullable;

/**
 * The level that callers of an implementation need, for each of its operations: as
 * {@link MinimumAuthenticationLevel} says which place is stronger. Immutable.
 */
final class RequiredLevels {

	private final @Nullable AuthenticationLevel ofInterface;

	/** By opnum; empty where all are as the interface. */
	private final @Nullable AuthenticationLevel[] ofOperations;

	private RequiredLevels(@Nullable AuthenticationLevel ofInterface, @Nullable AuthenticationLevel[] ofOperations) {
		this.ofInterface = ofInterface;
		this.ofOperations = ofOperations;
	}

	/**
	 * Find out what is required.
	 * @param stub the interface
	 * @param implementation the class that implements it
	 * @param options how it is registered
	 * @return the levels
	 */
	static RequiredLevels of(InterfaceStub stub, Class<?> implementation, RegistrationOptions options) {
		AuthenticationLevel registered = options.minimumAuthenticationLevel();
		if (registered != null) {
			return new RequiredLevels(registered, new AuthenticationLevel[0]);
		}
		AuthenticationLevel ofInterface = level(implementation.getAnnotation(MinimumAuthenticationLevel.class));
		if (ofInterface == null) {
			ofInterface = level(stub.rpcInterface().getAnnotation(MinimumAuthenticationLevel.class));
		}
		int size = stub.operations().stream().mapToInt(OperationStub::opnum).max().orElse(-1) + 1;
		@Nullable AuthenticationLevel[] ofOperations = new AuthenticationLevel[size];
		boolean differs = false;
		for (OperationStub operation : stub.operations()) {
			AuthenticationLevel level = ofOperation(operation.method(), implementation);
			ofOperations[operation.opnum()] = (level != null) ? level : ofInterface;
			differs |= level != null;
		}
		return new RequiredLevels(ofInterface, differs ? ofOperations : new AuthenticationLevel[0]);
	}

	private static @Nullable AuthenticationLevel ofOperation(Method operation, Class<?> implementation) {
		AuthenticationLevel level = level(
				ImplementingMethods.find(MinimumAuthenticationLevel.class, operation, implementation));
		return (level != null) ? level : level(operation.getAnnotation(MinimumAuthenticationLevel.class));
	}

	private static @Nullable AuthenticationLevel level(@Nullable MinimumAuthenticationLevel annotation) {
		return (annotation != null) ? annotation.value() : null;
	}

	/**
	 * Return what callers of an operation need.
	 * @param opnum the operation, whether or not it is there
	 * @return the level, or {@code null} for that of the server
	 */
	@Nullable AuthenticationLevel of(int opnum) {
		return (opnum >= 0 && opnum < this.ofOperations.length) ? this.ofOperations[opnum] : this.ofInterface;
	}

}
