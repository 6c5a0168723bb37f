package io.opnum.rpc.binding;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;

/**
 * What is wrong with a part of a string binding.
 *
 * @param status the status
 * @param text what is wrong and what would be right, as the main part of a sentence
 */
record BindingProblem(RpcStatus status, String text) {

	/**
	 * Return the exception for parts that did not come out of one text.
	 * @return the exception
	 */
	InvalidBindingException toException() {
		return new InvalidBindingException(Character.toUpperCase(this.text.charAt(0)) + this.text.substring(1),
				this.status, true, null);
	}

	/**
	 * Return the exception for a text that was parsed.
	 * @param stringBinding the whole text
	 * @param offset where the part begins in it
	 * @return the exception
	 */
	InvalidBindingException toException(String stringBinding, int offset) {
		return new InvalidBindingException(
				"'%s' is no string binding: at offset %d, %s".formatted(Printable.of(stringBinding), offset, this.text),
				this.status, true, null);
	}

}
