package io.opnum.rpc.server;

/**
 * A bind is refused: a bind_nak goes out, and the connection is closed.
 */
@SuppressWarnings("serial")
final class BindRefusedException extends RuntimeException {

	private final int callId;

	private final int reason;

	/**
	 * Create an exception.
	 * @param callId the call id of the bind
	 * @param reason the reason in the bind_nak
	 * @param message why, for the log
	 */
	BindRefusedException(int callId, int reason, String message) {
		super(message, null, false, false);
		this.callId = callId;
		this.reason = reason;
	}

	int callId() {
		return this.callId;
	}

	int reason() {
		return this.reason;
	}

}
