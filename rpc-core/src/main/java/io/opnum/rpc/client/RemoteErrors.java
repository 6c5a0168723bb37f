package io.opnum.rpc.client;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.ExtendedErrorException;
import io.opnum.rpc.ExtendedErrorInfo;
import io.opnum.rpc.eerr.ExtendedErrors;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.Fault;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes causes of the extended error information that comes with a fault or a bind_nak.
 * It may be malformed: the failure itself stands all the same.
 */
final class RemoteErrors {

	private static final Logger logger = LoggerFactory.getLogger(RemoteErrors.class);

	/** The octets of a fault in front of it, which its alloc_hint counts, too. */
	private static final int FAULT_LENGTH = 0x20;

	private RemoteErrors() {
	}

	/**
	 * Read what came with a fault (MS-RPCE 2.2.2.8).
	 * @param fault the fault
	 * @return the cause, or {@code null} if it has none that can be read
	 */
	static @Nullable ExtendedErrorException of(Fault fault) {
		if ((fault.faultFlags() & Fault.EXTENDED_ERROR) == 0) {
			return null;
		}
		ByteBuf octets = fault.extendedError();
		int length = fault.allocHint() - FAULT_LENGTH;
		return read(
				(length > 0 && length < octets.readableBytes()) ? octets.slice(octets.readerIndex(), length) : octets);
	}

	/**
	 * Read what came with a bind_nak (MS-RPCE 2.2.2.9).
	 * @param nak the bind_nak
	 * @return the cause, or {@code null} if it has none that can be read
	 */
	static @Nullable ExtendedErrorException of(BindNak nak) {
		return read(nak.extendedError());
	}

	private static @Nullable ExtendedErrorException read(ByteBuf octets) {
		if (!octets.isReadable()) {
			return null;
		}
		try {
			List<ExtendedErrorInfo> records = ExtendedErrors.decode(octets);
			ExtendedErrorException cause = null;
			for (int i = records.size() - 1; i >= 0; i--) {
				cause = new ExtendedErrorException(records.get(i), cause);
			}
			return cause;
		}
		catch (RuntimeException ex) {
			logger.debug("Extended error information of {} octets can't be read", octets.readableBytes(), ex);
			return null;
		}
	}

	/**
	 * Say it in a message.
	 * @param text the message so far
	 * @param cause what the server said, or {@code null}
	 * @return the message
	 */
	static String append(String text, @Nullable ExtendedErrorException cause) {
		return (cause != null) ? text + "; the server says: " + cause.getMessage() : text;
	}

}
