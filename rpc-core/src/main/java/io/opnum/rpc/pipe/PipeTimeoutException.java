package io.opnum.rpc.pipe;

import java.io.InterruptedIOException;

/**
 * The peer was awaited for too long.
 */
@SuppressWarnings("serial")
public final class PipeTimeoutException extends InterruptedIOException {

	/** Create an exception. */
	public PipeTimeoutException() {
		super("The peer was awaited for too long");
	}

}
