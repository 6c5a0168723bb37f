package io.opnum.rpc.binding;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.opnum.rpc.RetryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * An option of a binding handle: what {@code RpcBindingSetOption} and
 * {@code RpcMgmtSetComTimeout} set. Immutable.
 *
 * @param <T> the type of its value
 * @since 0.1.0
 * @see BindingHandle#with(BindingOption, Object)
 */
public final class BindingOption<T> {

	/**
	 * How long a call may take ({@code RPC_C_OPT_CALL_TIMEOUT}). {@link Duration#ZERO}:
	 * for ever. Not set: what the client is configured to.
	 */
	public static final BindingOption<Duration> CALL_TIMEOUT = new BindingOption<>("callTimeout", Duration.class,
			(timeout) -> !timeout.isNegative(), "must not be negative");

	/**
	 * How long to try to connect ({@code RpcMgmtSetComTimeout}). Not set: what the client
	 * is configured to.
	 */
	public static final BindingOption<Duration> CONNECT_TIMEOUT = new BindingOption<>("connectTimeout", Duration.class,
			(timeout) -> !timeout.isNegative() && !timeout.isZero(), "must be positive");

	/**
	 * How long the server may take to answer a call that its caller gave up
	 * ({@code RpcMgmtSetCancelTimeout}): it is sent {@code co_cancel} then, and
	 * {@code orphaned} once this time is over. The caller does not wait for it, but a
	 * connection that carries one call at a time does, and is closed unless an answer
	 * comes. {@link Duration#ZERO}: not at all. Not set: what the client is configured
	 * to.
	 */
	public static final BindingOption<Duration> CANCEL_TIMEOUT = new BindingOption<>("cancelTimeout", Duration.class,
			(timeout) -> !timeout.isNegative(), "must not be negative");

	/**
	 * Whether the handle has an association of its own
	 * ({@code RPC_C_OPT_UNIQUE_BINDING}). Not set: it shares one with the other handles
	 * of the client to the same server.
	 */
	public static final BindingOption<Boolean> UNIQUE_BINDING = new BindingOption<>("uniqueBinding", Boolean.class,
			(value) -> true, "");

	/**
	 * Whether connections are closed as soon as they are not needed
	 * ({@code RPC_C_OPT_DONT_LINGER}). Not set: they are kept for the next call as long
	 * as the client is configured to.
	 */
	public static final BindingOption<Boolean> DONT_LINGER = new BindingOption<>("dontLinger", Boolean.class,
			(value) -> true, "");

	/**
	 * The transfer syntaxes that the client offers, at least one. Not set: those that the
	 * client is configured to.
	 */
	@SuppressWarnings("unchecked")
	public static final BindingOption<Set<TransferSyntax>> TRANSFER_SYNTAXES = new BindingOption<>("transferSyntaxes",
			(Class<Set<TransferSyntax>>) (Class<?>) Set.class, (syntaxes) -> !syntaxes.isEmpty(),
			"must name one at least", (syntaxes) -> Collections.unmodifiableSet(EnumSet.copyOf(syntaxes)));

	/**
	 * When calls are made again that failed. Not set: as the client is configured to.
	 */
	public static final BindingOption<RetryPolicy> RETRY_POLICY = new BindingOption<>("retryPolicy", RetryPolicy.class,
			(value) -> true, "");

	private final String name;

	private final Class<T> type;

	private final Predicate<T> valid;

	private final String rule;

	private final UnaryOperator<T> copy;

	private BindingOption(String name, Class<T> type, Predicate<T> valid, String rule) {
		this(name, type, valid, rule, UnaryOperator.identity());
	}

	private BindingOption(String name, Class<T> type, Predicate<T> valid, String rule, UnaryOperator<T> copy) {
		this.name = name;
		this.type = type;
		this.valid = valid;
		this.rule = rule;
		this.copy = copy;
	}

	/**
	 * Define an option that can have any value of its type. Two of one name are two
	 * options: keep it in a constant.
	 * @param <T> the type of its value, which is immutable
	 * @param name the name, for messages
	 * @param type the type
	 * @return the option
	 */
	public static <T> BindingOption<T> of(String name, Class<T> type) {
		return new BindingOption<>(name, type, (value) -> true, "");
	}

	@Nullable T cast(@Nullable Object value) {
		return this.type.cast(value);
	}

	/**
	 * Check a value.
	 * @param value the value
	 * @return the value to keep, which does not change
	 */
	T checked(T value) {
		if (!this.valid.test(value)) {
			throw new IllegalArgumentException(
					"The option %s of a binding handle %s: %s".formatted(this.name, this.rule, value));
		}
		return this.copy.apply(value);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
