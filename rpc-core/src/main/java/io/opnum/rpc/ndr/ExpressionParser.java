package io.opnum.rpc.ndr;

import java.util.function.Function;

/**
 * Parses the expressions of {@code @SizeIs} and its like: names, numbers, {@code + - * /}
 * and parentheses. A name may have IDL's {@code *} in front.
 */
final class ExpressionParser {

	private final String text;

	private final Function<String, Expression> names;

	private int position;

	ExpressionParser(String text, Function<String, Expression> names) {
		this.text = text;
		this.names = names;
	}

	/**
	 * Parse the text.
	 * @throws IllegalArgumentException if it is no expression
	 */
	Expression parse() {
		Expression expression = sum();
		if (peek() != 0) {
			throw malformed();
		}
		return expression;
	}

	private Expression sum() {
		Expression left = product();
		while (peek() == '+' || peek() == '-') {
			char operator = next();
			left = Expression.binary(left, operator, product());
		}
		return left;
	}

	private Expression product() {
		Expression left = factor();
		while (peek() == '*' || peek() == '/') {
			char operator = next();
			left = Expression.binary(left, operator, factor());
		}
		return left;
	}

	private Expression factor() {
		char first = peek();
		if (first == '(') {
			next();
			Expression inner = sum();
			if (peek() != ')') {
				throw malformed();
			}
			next();
			return inner;
		}
		if (first == '*') {
			next();
			return this.names.apply(word());
		}
		if (Character.isDigit(first)) {
			return Expression.constant(Long.parseLong(word()));
		}
		return this.names.apply(word());
	}

	private String word() {
		peek();
		int start = this.position;
		while (this.position < this.text.length() && Character.isJavaIdentifierPart(this.text.charAt(this.position))) {
			this.position++;
		}
		if (start == this.position) {
			throw malformed();
		}
		return this.text.substring(start, this.position);
	}

	/**
	 * The next character that is no space, 0 at the end.
	 */
	private char peek() {
		while (this.position < this.text.length() && Character.isWhitespace(this.text.charAt(this.position))) {
			this.position++;
		}
		return (this.position < this.text.length()) ? this.text.charAt(this.position) : 0;
	}

	private char next() {
		char next = peek();
		this.position++;
		return next;
	}

	private IllegalArgumentException malformed() {
		return new IllegalArgumentException("is no expression from character %d on".formatted(this.position + 1));
	}

}
