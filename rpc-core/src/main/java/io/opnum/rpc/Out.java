package io.opnum.rpc;

import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;

/**
 * Holder of an {@code [out]} parameter: a caller passes an empty one and reads it after
 * the call, an operation sets it.
 * <p>
 * Not thread-safe; of an asynchronous call it may be read once the future is complete.
 *
 * @param <T> the Java type of the parameter
 * @since 0.1.0
 */
public sealed class Out<T extends @Nullable Object> permits InOut {

	private @Nullable T value;

	/**
	 * Return the value, never null.
	 * @return the value
	 * @throws IllegalStateException if there is none
	 */
	public @NonNull T get() {
		T value = this.value;
		if (value == null) {
			throw new IllegalStateException("The [out] parameter has no value");
		}
		return value;
	}

	/**
	 * Return the value or {@code null} where there is none.
	 * @return the value
	 */
	public @Nullable T getOrNull() {
		return this.value;
	}

	/**
	 * Set the value.
	 * @param value the value
	 */
	public void set(@Nullable T value) {
		this.value = value;
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[" + this.value + "]";
	}

}
