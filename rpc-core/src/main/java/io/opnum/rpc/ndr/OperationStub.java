package io.opnum.rpc.ndr;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * The compiled marshalling code of one operation, both directions. Immutable,
 * thread-safe, without reflection.
 *
 * @since 0.1.0
 */
public final class OperationStub {

	private OperationStub() {
	}

	public int opnum() {
		throw new UnsupportedOperationException();
	}

	public String name() {
		throw new UnsupportedOperationException();
	}

	public Method method() {
		throw new UnsupportedOperationException();
	}

	/** Whether the Java method returns a CompletableFuture / CompletionStage. */
	public boolean isAsynchronous() {
		throw new UnsupportedOperationException();
	}

	/** The index of the parameter that is the explicit binding handle, or -1. */
	public int bindingHandleIndex() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Write the [in] parameters.
	 * @param writer where to
	 * @param arguments the arguments of the Java method
	 * @throws IllegalArgumentException naming operation and parameter if an argument
	 * can't be sent
	 */
	public void marshalRequest(NdrWriter writer, @Nullable Object[] arguments) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Read the [in] parameters.
	 * @return arguments for {@link #invoke}, holders of [out] parameters made, a binding
	 * handle parameter null
	 * @throws io.opnum.rpc.BadStubDataException if they can't be read
	 */
	public @Nullable Object[] unmarshalRequest(NdrReader reader) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Call the Java method.
	 */
	public @Nullable Object invoke(Object target, @Nullable Object[] arguments) throws Throwable {
		throw new UnsupportedOperationException();
	}

	/**
	 * Write the [out] parameters and the result.
	 * @param result the result; of an asynchronous operation that of the completed stage
	 */
	public void marshalResponse(NdrWriter writer, @Nullable Object[] arguments, @Nullable Object result) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Read the [out] parameters into their holders among the arguments, and the result.
	 */
	public @Nullable Object unmarshalResponse(NdrReader reader, @Nullable Object[] arguments) {
		throw new UnsupportedOperationException();
	}

}
