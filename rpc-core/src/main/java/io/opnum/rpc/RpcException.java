package io.opnum.rpc;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A call, or a preparation of one, failed. The message says what was called, where, and
 * what to do; the {@link #status() status} keeps the number from the wire.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public abstract class RpcException extends RuntimeException {

	private final RpcStatus status;

	private final boolean didNotExecute;

	/**
	 * Create an exception.
	 * @param message what was called, where, and what to do
	 * @param status the status
	 * @param didNotExecute whether the operation certainly did not run
	 * @param cause the cause, if there is one
	 */
	protected RpcException(String message, RpcStatus status, boolean didNotExecute, @Nullable Throwable cause) {
		super(message, cause);
		this.status = status;
		this.didNotExecute = didNotExecute;
	}

	/**
	 * Return the status: the number of a fault as it came, or that of the local failure.
	 * @return the status
	 */
	public RpcStatus status() {
		return this.status;
	}

	/**
	 * Return what the server, and those that it called, had to say of the failure beyond
	 * the status (MS-EERR). It is for people.
	 * @return the records, the nearest first, each caused by the one behind it; empty
	 * where none came
	 */
	public List<ExtendedErrorInfo> extendedErrorInfo() {
		List<ExtendedErrorInfo> records = new ArrayList<>();
		for (Throwable cause = getCause(); cause instanceof ExtendedErrorException error; cause = cause.getCause()) {
			records.add(error.info());
		}
		return List.copyOf(records);
	}

	/**
	 * Return whether the operation certainly did not run, so that the call may be
	 * repeated whatever it does.
	 * @return {@code true} if it did not run; {@code false} if it may have
	 */
	public boolean didNotExecute() {
		return this.didNotExecute;
	}

}
