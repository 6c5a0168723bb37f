package io.opnum.rpc.ndr;

import java.lang.reflect.Array;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A pipe among the parameters of an operation. {@link ChunkReader} and
 * {@link ChunkWriter} know what it is on the wire.
 * <p>
 * Immutable, thread-safe.
 *
 * @since 0.1.0
 */
public final class PipeStub {

	private final int index;

	private final String name;

	private final boolean in;

	private final boolean out;

	private final Form form;

	private final Class<?> javaType;

	private final NdrType element;

	PipeStub(int index, String name, boolean in, boolean out, Form form, Class<?> javaType, NdrType element) {
		this.index = index;
		this.name = name;
		this.in = in;
		this.out = out;
		this.form = form;
		this.javaType = javaType;
		this.element = element;
	}

	/**
	 * Return which parameter it is.
	 * @return the index among the parameters of the Java method
	 */
	public int index() {
		return this.index;
	}

	/**
	 * Return the name of the parameter.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return whether elements flow from client to server.
	 * @return whether it is an [in] pipe
	 */
	public boolean isIn() {
		return this.in;
	}

	/**
	 * Return whether elements flow from server to client.
	 * @return whether it is an [out] pipe
	 */
	public boolean isOut() {
		return this.out;
	}

	/**
	 * Return how Java has the elements.
	 * @return the form
	 */
	public Form form() {
		return this.form;
	}

	ParameterDescription describe() {
		return new ParameterDescription(this.index, this.name, this.in, this.out,
				new TypeDescription.Pipe(this.element.describe()), List.of());
	}

	NdrType element() {
		return this.element;
	}

	void check(String operation, @Nullable Object[] arguments) {
		if (arguments[this.index] == null) {
			throw new IllegalArgumentException("%s: parameter %s is null, but it is a pipe: pass %s %s".formatted(
					operation, this.name, this.javaType.getSimpleName().matches("[AEIOU].*") ? "an" : "a",
					this.javaType.getSimpleName()));
		}
	}

	/**
	 * How many elements a Java object is that was pulled or is pushed.
	 */
	int count(Object portion) {
		return (this.form == Form.ELEMENTS) ? 1 : Array.getLength(portion);
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * How Java has the elements of a pipe.
	 */
	public enum Form {

		/** In an {@code InputStream} or {@code OutputStream}. */
		OCTETS,

		/** In arrays of a primitive type. */
		ARRAYS,

		/** One by one. */
		ELEMENTS

	}

}
