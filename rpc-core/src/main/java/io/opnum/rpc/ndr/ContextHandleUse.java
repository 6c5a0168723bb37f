package io.opnum.rpc.ndr;

/**
 * A context handle as a parameter or result of an operation: what its declaration says of
 * it. Compared by identity: each parameter has its own.
 * <p>
 * Immutable, thread-safe.
 *
 * @since 0.1.0
 */
public final class ContextHandleUse {

	private final Class<?> stateType;

	private final boolean shared;

	private final boolean nullable;

	ContextHandleUse(Class<?> stateType, boolean shared, boolean nullable) {
		this.stateType = stateType;
		this.shared = shared;
		this.nullable = nullable;
	}

	/**
	 * Return the type of the handle, which is that of its state.
	 * @return the type
	 */
	public Class<?> stateType() {
		return this.stateType;
	}

	/**
	 * Return whether calls share the handle.
	 * @return whether it is marked with {@code @SharedContext}
	 */
	public boolean isShared() {
		return this.shared;
	}

	/**
	 * Return whether the null handle may be passed to the operation, or be its result.
	 * What an operation puts into an {@code Out} or {@code InOut} may be null in any
	 * case.
	 * @return whether it is marked with {@code @Nullable}
	 */
	public boolean isNullable() {
		return this.nullable;
	}

	@Override
	public String toString() {
		return "ContextHandle<%s>".formatted(this.stateType.getSimpleName());
	}

}
