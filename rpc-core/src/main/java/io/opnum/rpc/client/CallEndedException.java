package io.opnum.rpc.client;

import java.io.IOException;

/**
 * A call has ended while its pipes were open; its result tells why.
 */
@SuppressWarnings("serial")
final class CallEndedException extends IOException {

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
