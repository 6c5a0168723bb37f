package io.opnum.rpc;

/**
 * Puts a Java type on the wire in the form of another: IDL's {@code [transmit_as]} (C706
 * 4.2.9). The form is any type that has one itself, also a record, a list, or a type with
 * a converter of its own; IDL and the octets are those of the form.
 *
 * <pre class="code">
 * final class MoneyConverter implements NdrConverter&lt;Money, Long&gt; {
 *
 * 	public Long toNdr(Money value) {
 * 		return value.cents();
 * 	}
 *
 * 	public Money fromNdr(Long form) {
 * 		return Money.ofCents(form);
 * 	}
 *
 * }
 * </pre>
 *
 * It is named by {@link ConvertedBy}, on a type or where the type is used; nothing that
 * arrives can choose one. What stands on the use besides, {@code @Nullable},
 * {@code @Ansi}, {@code @SizeIs}, is said of the form. A boxed primitive as the form is
 * the plain value.
 * <p>
 * A converter is a class with a constructor without parameters, which may be private. An
 * object of it is made when an interface is compiled and then used for all calls at once:
 * implementations are thread-safe, quick, and keep no state. Where it is generic its type
 * variables are found by comparing {@code A} with the type at hand.
 *
 * @param <A> the type that the interface declares
 * @param <B> its form on the wire
 * @since 0.1.0
 */
public interface NdrConverter<A, B> {

	/**
	 * Convert a value to be sent.
	 * @param value the value, never {@code null}
	 * @return the form, not {@code null}
	 * @throws RuntimeException if the value has no form; the call then fails with an
	 * {@link IllegalArgumentException} that names the parameter
	 */
	B toNdr(A value);

	/**
	 * Convert what was received. It comes from the network: check it.
	 * @param form the form, never {@code null}
	 * @return the value, not {@code null}
	 * @throws RuntimeException if the form stands for no value; the call then fails with
	 * a {@link BadStubDataException} that names the parameter
	 */
	A fromNdr(B form);

}
