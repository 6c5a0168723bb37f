package io.opnum.rpc.pdu;

import org.jspecify.annotations.Nullable;

/**
 * The types of connection-oriented PDUs (C706 12.6.4, MS-RPCE 2.2.2.1).
 *
 * @since 0.1.0
 */
public enum PacketType {

	/** A call, or a fragment of one; sent by clients. */
	REQUEST(0, "request"),

	/** An answer, or a fragment of one; sent by servers. */
	RESPONSE(2, "response"),

	/** A call that failed; sent by servers. */
	FAULT(3, "fault"),

	/** Opens a connection; sent by clients. */
	BIND(11, "bind"),

	/** Accepts a bind; sent by servers. */
	BIND_ACK(12, "bind_ack"),

	/** Refuses a bind; sent by servers. */
	BIND_NAK(13, "bind_nak"),

	/** Adds to what was bound; sent by clients. */
	ALTER_CONTEXT(14, "alter_context"),

	/** Answers an alter_context; sent by servers. */
	ALTER_CONTEXT_RESPONSE(15, "alter_context_resp"),

	/** Third leg of an authentication; sent by clients. */
	AUTH3(16, "auth3"),

	/** Asks for an end; sent by servers. */
	SHUTDOWN(17, "shutdown"),

	/** Asks to cancel a call; sent by clients. */
	CO_CANCEL(18, "co_cancel"),

	/** Gives up a call; sent by clients. */
	ORPHANED(19, "orphaned");

	private static final int LAST_OF_PROTOCOL = 20;

	private static final @Nullable PacketType[] BY_CODE = new @Nullable PacketType[256];

	static {
		for (PacketType type : values()) {
			BY_CODE[type.code] = type;
		}
	}

	private final int code;

	private final String protocolName;

	PacketType(int code, String protocolName) {
		this.code = code;
		this.protocolName = protocolName;
	}

	/**
	 * Return the number in the header.
	 * @return the number
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Return the name the specifications give it, for logs and messages.
	 * @return the name, for example {@code bind_ack}
	 */
	public String protocolName() {
		return this.protocolName;
	}

	/**
	 * Return the type of a number.
	 * @param code the number in the header, 0 to 255
	 * @return the type, or {@code null} for those of the datagram protocol and unknown
	 * ones
	 */
	public static @Nullable PacketType of(int code) {
		return BY_CODE[code & 0xff];
	}

	/**
	 * Return the type of a number that was validated.
	 */
	static PacketType valid(int code) {
		PacketType type = of(code);
		if (type == null) {
			throw new IllegalArgumentException("No packet type has the number " + code);
		}
		return type;
	}

	/**
	 * Return whether a number is a type of RPC, but not of this protocol: of the datagram
	 * protocol, or {@code rts} of {@code ncacn_http}.
	 * @param code the number in the header
	 * @return whether it is
	 */
	static boolean isForeign(int code) {
		return code <= LAST_OF_PROTOCOL && of(code) == null;
	}

}
