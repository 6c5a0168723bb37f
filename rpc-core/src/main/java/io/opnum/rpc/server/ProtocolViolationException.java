package io.opnum.rpc.server;

import io.opnum.rpc.RpcStatus;

/**
 * A peer broke the protocol: it gets a fault, and its connection is closed.
 */
@SuppressWarnings("serial")
final class ProtocolViolationException extends RuntimeException {

	private final RpcStatus status;

	private final boolean didNotExecute;

	private final int callId;

	private final int contextId;

	/**
	 * Create a violation.
	 * @param status the status of the fault
	 * @param didNotExecute whether the fault says so
	 * @param callId the call id of the fault
	 * @param contextId the context id of the fault, 0 where none is known
	 * @param message what was wrong, for the log
	 */
	ProtocolViolationException(RpcStatus status, boolean didNotExecute, int callId, int contextId, String message) {
		super(message, null, false, false);
		this.status = status;
		this.didNotExecute = didNotExecute;
		this.callId = callId;
		this.contextId = contextId;
	}

	RpcStatus status() {
		return this.status;
	}

	boolean didNotExecute() {
		return this.didNotExecute;
	}

	int callId() {
		return this.callId;
	}

	int contextId() {
		return this.contextId;
	}

}
