package io.opnum.rpc.client;

/**
 * The server sent what it must not send: fatal to the connection, and to the calls in
 * flight on it.
 */
@SuppressWarnings("serial")
final class ProtocolViolationException extends RuntimeException {

	/**
	 * Create an exception, without a stack: the server is at fault.
	 * @param message which PDU, what was expected, and what it was
	 */
	ProtocolViolationException(String message) {
		super(message, null, false, false);
	}

}
