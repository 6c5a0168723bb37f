package io.opnum.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Holder of an {@code [in, out]} parameter: a caller passes one with a value and reads
 * the new one after the call.
 *
 * @param <T> the Java type of the parameter
 * @since 0.1.0
 */
public final class InOut<T extends @Nullable Object> extends Out<T> {

	/**
	 * Create a holder.
	 * @param value the value to send
	 */
	public InOut(@Nullable T value) {
		set(value);
	}

}
