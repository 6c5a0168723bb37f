package io.opnum.rpc.ndr;

import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of an operation, or its result as the last [out] parameter.
 *
 * @param index among the parameters of the Java method; of a result their number
 * @param name its name
 * @param direction which way it goes
 * @param type its wire type
 * @param correlation what ties it to other parameters
 */
record ParameterStub(int index, String name, Direction direction, NdrType type, @Nullable Correlation correlation) {

	boolean isIn() {
		return this.direction == Direction.IN || this.direction == Direction.IN_OUT;
	}

	boolean isOut() {
		return this.direction == Direction.OUT || this.direction == Direction.IN_OUT;
	}

	/**
	 * Whether the Java parameter is an {@link Out} or {@link InOut}.
	 */
	boolean isHolder() {
		return isOut();
	}

	ParameterDescription describe() {
		return new ParameterDescription(this.index, this.name, isIn(), isOut(), this.type.describe(),
				Correlation.describe(this.correlation, this.type));
	}

	/**
	 * The value among the arguments, out of its holder.
	 */
	@Nullable Object value(@Nullable Object[] arguments) {
		Object argument = arguments[this.index];
		return (argument instanceof Out<?> holder) ? holder.getOrNull() : argument;
	}

	/**
	 * Put the holder of an [out] parameter among the arguments, with the value that is
	 * there.
	 */
	void hold(@Nullable Object[] arguments) {
		if (this.direction == Direction.IN_OUT) {
			arguments[this.index] = new InOut<>(arguments[this.index]);
		}
		else if (this.direction == Direction.OUT) {
			arguments[this.index] = new Out<>();
		}
	}

	@SuppressWarnings("unchecked")
	void setHolder(@Nullable Object[] arguments, @Nullable Object value) {
		if (arguments[this.index] instanceof Out<?> holder) {
			((Out<Object>) holder).set(value);
		}
	}

	/**
	 * What is declared of a context handle, {@code null} if this is none.
	 */
	@Nullable ContextHandleUse contextHandle() {
		return (this.type instanceof ContextHandleType handle) ? handle.use() : null;
	}

	void write(NdrWriter writer, @Nullable Object value, @Nullable Object[] arguments) {
		if (this.correlation != null) {
			this.correlation.prepare(writer, Siblings.ARRAY, arguments);
		}
		this.type.write(writer, value);
	}

	@Nullable Object read(NdrReader reader) {
		return this.type.read(reader);
	}

	/**
	 * Whether it can be checked only when the parameters behind it are read.
	 */
	boolean isLate() {
		return this.correlation != null && !this.correlation.namesOnlyBefore(this.index);
	}

	/**
	 * Check the value that was read last.
	 * @param arguments the parameters, as far as they are read
	 */
	void check(NdrReader reader, @Nullable Object value, @Nullable Object[] arguments) {
		if (this.correlation != null) {
			this.correlation.check(reader, this.type, value, Siblings.ARRAY, arguments);
		}
	}

	/**
	 * Which way a parameter goes.
	 */
	enum Direction {

		IN, OUT, IN_OUT

	}

}
