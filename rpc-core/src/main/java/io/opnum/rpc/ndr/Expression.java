package io.opnum.rpc.ndr;

import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

/**
 * The expression of a {@code size_is}, {@code length_is} or {@code switch_is}: the value
 * of a parameter or field, a constant, or simple arithmetic on them, for example
 * {@code size / 2}.
 */
abstract class Expression implements AttributeExpression {

	private static final int FACTOR = 3;

	/**
	 * Evaluate.
	 * @param siblings how to get at the parameters or fields
	 * @param scope what they are in
	 * @return the value; a null pointer counts as 0
	 */
	abstract long evaluate(Siblings siblings, Object scope);

	/**
	 * How tightly its operator binds.
	 */
	int precedence() {
		return FACTOR;
	}

	private String text(IntFunction<@Nullable String> siblings, int precedence) {
		return (precedence() >= precedence) ? text(siblings) : "(" + text(siblings) + ")";
	}

	@Override
	public String toString() {
		return text((sibling) -> null);
	}

	/**
	 * The largest index of a sibling that it names, -1 if there is none.
	 */
	int lastSibling() {
		return -1;
	}

	static int lastSibling(@Nullable Expression expression) {
		return (expression != null) ? expression.lastSibling() : -1;
	}

	/** What a dimension has for which nothing is said. */
	static final Expression ABSENT = new Expression() {

		@Override
		long evaluate(Siblings siblings, Object scope) {
			return 0;
		}

		@Override
		public String text(IntFunction<@Nullable String> siblings) {
			return "";
		}

	};

	static Expression constant(long value) {
		return new Expression() {

			@Override
			long evaluate(Siblings siblings, Object scope) {
				return value;
			}

			@Override
			public String text(IntFunction<@Nullable String> siblings) {
				return Long.toString(value);
			}

		};
	}

	/**
	 * The value of a parameter or field with its sign.
	 */
	static Expression signedSibling(int index, String name) {
		return new Sibling(index, name) {

			@Override
			long evaluate(Siblings siblings, Object scope) {
				Object value = siblings.get(scope, index);
				if (value instanceof Optional<?> optional) {
					value = optional.orElse(null);
				}
				return (value instanceof Number number) ? number.longValue() : number(value);
			}

		};
	}

	/**
	 * The value of a parameter or field.
	 * @param enumType its type if it is an enumeration
	 */
	static Expression sibling(int index, String name, @Nullable EnumType enumType) {
		return new Sibling(index, name) {

			@Override
			long evaluate(Siblings siblings, Object scope) {
				Object value = siblings.get(scope, index);
				return (value instanceof Enum<?> constant && enumType != null)
						? Integer.toUnsignedLong(enumType.numberOf(constant)) : number(value);
			}

		};
	}

	static Expression binary(Expression left, char operator, Expression right) {
		return new Expression() {

			@Override
			long evaluate(Siblings siblings, Object scope) {
				long first = left.evaluate(siblings, scope);
				long second = right.evaluate(siblings, scope);
				return switch (operator) {
					case '+' -> first + second;
					case '-' -> first - second;
					case '*' -> first * second;
					// As for a peer's number that a sane program would never send
					default -> (second != 0) ? first / second : -1;
				};
			}

			@Override
			int lastSibling() {
				return Math.max(left.lastSibling(), right.lastSibling());
			}

			@Override
			int precedence() {
				return (operator == '+' || operator == '-') ? 1 : 2;
			}

			@Override
			public String text(IntFunction<@Nullable String> siblings) {
				return left.text(siblings, precedence()) + " " + operator + " "
						+ right.text(siblings, precedence() + 1);
			}

		};
	}

	/**
	 * The value as an unsigned number: sizes and discriminants are, whatever sign their
	 * Java type has.
	 */
	private static long number(@Nullable Object value) {
		if (value instanceof Integer number) {
			return Integer.toUnsignedLong(number);
		}
		if (value instanceof Short number) {
			return Short.toUnsignedLong(number);
		}
		if (value instanceof Byte number) {
			return Byte.toUnsignedLong(number);
		}
		if (value instanceof Long number) {
			return number;
		}
		if (value instanceof Character character) {
			return character;
		}
		if (value instanceof Boolean flag) {
			return flag ? 1 : 0;
		}
		if (value instanceof Optional<?> optional) {
			return number(optional.orElse(null));
		}
		return 0;
	}

	/**
	 * A parameter or field.
	 */
	private abstract static class Sibling extends Expression {

		private final int index;

		private final String name;

		Sibling(int index, String name) {
			this.index = index;
			this.name = name;
		}

		@Override
		public String text(IntFunction<@Nullable String> siblings) {
			return Objects.requireNonNullElse(siblings.apply(this.index), this.name);
		}

		@Override
		int lastSibling() {
			return this.index;
		}

	}

}
