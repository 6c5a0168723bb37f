package io.opnum.rpc.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.ExtendedErrorException;
import io.opnum.rpc.ExtendedErrorInfo;
import io.opnum.rpc.ExtendedErrorInfo.Parameter;
import io.opnum.rpc.ExtendedErrorInfo.Text;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.eerr.ExtendedErrors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells callers why their calls failed, if it may: an exception and its causes become
 * extended error information (MS-EERR), each the name of its class and its message, never
 * a stack trace. What came in that form from a server further on is passed on as it is.
 * Why access is denied is not told: that would say which accounts and rights there are.
 * Thread-safe.
 */
final class FaultDetails {

	/** Tells nothing. */
	static final FaultDetails NONE = new FaultDetails(null);

	private static final Logger logger = LoggerFactory.getLogger(FaultDetails.class);

	private static final int MAX_RECORDS = 16;

	private static final int MAX_TEXT = 500;

	private final @Nullable String computerName;

	private FaultDetails(@Nullable String computerName) {
		this.computerName = computerName;
	}

	/**
	 * Return what tells callers why. Looks up the name of this host.
	 * @return the details
	 */
	static FaultDetails ofExceptions() {
		try {
			return new FaultDetails(InetAddress.getLocalHost().getHostName());
		}
		catch (UnknownHostException ex) {
			return new FaultDetails("localhost");
		}
	}

	/**
	 * Tell why a call failed.
	 * @param thrown what was thrown
	 * @param status the status of the fault
	 * @param room how many octets there is room for
	 * @return the octets, empty if there is nothing to tell; owned by the caller
	 */
	ByteBuf encode(Throwable thrown, RpcStatus status, int room) {
		if (this.computerName == null || status.equals(RpcStatus.ACCESS_DENIED)) {
			return Unpooled.EMPTY_BUFFER;
		}
		try {
			return ExtendedErrors.encode(records(thrown, status, this.computerName), room);
		}
		catch (RuntimeException ex) {
			// The messages are the application's: a fault goes out whatever they do
			logger.debug("No extended error information could be made of {}", thrown.getClass().getName(), ex);
			return Unpooled.EMPTY_BUFFER;
		}
	}

	private static List<ExtendedErrorInfo> records(Throwable thrown, RpcStatus status, String computerName) {
		Instant now = Instant.now();
		List<ExtendedErrorInfo> records = new ArrayList<>();
		Throwable next = FaultMappers.unwrap(thrown);
		while (next != null && records.size() < MAX_RECORDS) {
			ExtendedErrorInfo record = (next instanceof ExtendedErrorException passed) ? passed.info()
					: new ExtendedErrorInfo(records.isEmpty() ? computerName : null,
							(int) ProcessHandle.current().pid(), now, ExtendedErrorInfo.OPNUM,
							records.isEmpty() ? status : statusOf(next), 0, 0, parameters(next));
			next = next.getCause();
			boolean cut = next != null && records.size() == MAX_RECORDS - 1;
			records.add(cut ? record.withFlags(record.flags() | ExtendedErrorInfo.NEXT_RECORDS_MISSING) : record);
		}
		return records;
	}

	private static RpcStatus statusOf(Throwable cause) {
		return (cause instanceof RpcException ex) ? ex.status() : RpcStatus.SUCCESS;
	}

	private static List<Parameter> parameters(Throwable thrown) {
		Text name = new Text(thrown.getClass().getName());
		String message = thrown.getMessage();
		return (message != null) ? List.of(name, new Text(shortened(message))) : List.of(name);
	}

	private static String shortened(String text) {
		if (text.length() <= MAX_TEXT) {
			return text;
		}
		boolean withinCharacter = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1));
		return text.substring(0, withinCharacter ? MAX_TEXT - 1 : MAX_TEXT) + "…";
	}

}
