package io.opnum.rpc;

import org.jspecify.annotations.Nullable;

/**
 * A record of extended error information that came with a fault or a bind_nak, as the
 * cause of the {@link RpcException} that it became. Its own cause is the next record. No
 * code here threw it, so that it has no stack trace.
 *
 * @since 0.1.0
 * @see RpcException#extendedErrorInfo()
 */
@SuppressWarnings("serial")
public final class ExtendedErrorException extends RuntimeException {

	private final transient ExtendedErrorInfo info;

	/**
	 * Create an exception.
	 * @param info the record
	 * @param cause the next record, or {@code null} if it is the last
	 */
	public ExtendedErrorException(ExtendedErrorInfo info, @Nullable ExtendedErrorException cause) {
		super(info.toString(), cause, false, false);
		this.info = info;
	}

	/**
	 * Return the record.
	 * @return the record
	 */
	public ExtendedErrorInfo info() {
		return this.info;
	}

}
