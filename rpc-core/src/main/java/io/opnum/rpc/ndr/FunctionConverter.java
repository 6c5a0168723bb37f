package io.opnum.rpc.ndr;

import java.util.Map;
import java.util.function.Function;

import io.opnum.rpc.NdrConverter;

/**
 * A converter made of two functions: of a type whose form is the same wherever it is
 * used.
 *
 * @param <A> the type
 * @param <B> its form
 */
final class FunctionConverter<A, B> implements NdrConverter<A, B> {

	private final Class<A> type;

	private final TypeUse form;

	private final Function<A, B> toNdr;

	private final Function<B, A> fromNdr;

	private FunctionConverter(Class<A> type, TypeUse form, Function<A, B> toNdr, Function<B, A> fromNdr) {
		this.type = type;
		this.form = form;
		this.toNdr = toNdr;
		this.fromNdr = fromNdr;
	}

	/**
	 * Create a converter.
	 * @param form the form; a boxed primitive is the plain value
	 */
	static <A, B> FunctionConverter<A, B> of(Class<A> type, Class<B> form, Function<A, B> toNdr,
			Function<B, A> fromNdr) {
		return new FunctionConverter<>(type, TypeUse.of(form), toNdr, fromNdr);
	}

	/**
	 * Create a converter to a form that a class literal can't say.
	 */
	static <A, B> FunctionConverter<A, B> of(Class<A> type, NdrTypeReference<B> form, Function<A, B> toNdr,
			Function<B, A> fromNdr) {
		return new FunctionConverter<>(type, TypeUse.of(form.type(), Map.of()), toNdr, fromNdr);
	}

	Class<A> type() {
		return this.type;
	}

	TypeUse form() {
		return this.form;
	}

	@Override
	public B toNdr(A value) {
		return this.toNdr.apply(value);
	}

	@Override
	public A fromNdr(B form) {
		return this.fromNdr.apply(form);
	}

	/**
	 * Return its name, for people.
	 */
	@Override
	public String toString() {
		return this.type.getSimpleName() + "Converter";
	}

}
