package io.opnum.rpc.association;

/**
 * What a server answered does not fit what was proposed to it. The connection can't be
 * used.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class NegotiationException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param message what was proposed and what was answered
	 */
	public NegotiationException(String message) {
		super(message);
	}

}
