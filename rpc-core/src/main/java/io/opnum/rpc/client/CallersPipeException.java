package io.opnum.rpc.client;

import io.opnum.rpc.ndr.PipeStub;

/**
 * What the caller passed for a pipe failed.
 */
@SuppressWarnings("serial")
final class CallersPipeException extends Exception {

	private final transient PipeStub pipe;

	CallersPipeException(PipeStub pipe, Exception cause) {
		super(cause);
		this.pipe = pipe;
	}

	PipeStub pipe() {
		return this.pipe;
	}

	/** What the caller's code has thrown. */
	Throwable failure() {
		Throwable cause = getCause();
		return (cause != null) ? cause : this;
	}

}
