package io.opnum.rpc.security;

/**
 * A protected message is not what its sender protected: altered, replayed, out of order
 * or cut short. The connection it came on can't be used any more. The message is for this
 * side's log; the peer is told the same in each case.
 *
 * @since 0.1.0
 */
public class MessageRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param message what was refused
	 */
	public MessageRefusedException(String message) {
		super(message);
	}

}
