package io.opnum.rpc.pdu;

import org.jspecify.annotations.Nullable;

/**
 * The types of connection-oriented PDUs (C706 12.6.4, MS-RPCE 2.2.2.1).
 *
 * @since 0.1.0
 */
public enum PacketType {

	REQUEST(0), RESPONSE(2), FAULT(3), BIND(11), BIND_ACK(12), BIND_NAK(13), ALTER_CONTEXT(14),
	ALTER_CONTEXT_RESPONSE(15), AUTH3(16), SHUTDOWN(17), CO_CANCEL(18), ORPHANED(19);

	private static final @Nullable PacketType[] BY_CODE = new @Nullable PacketType[256];

	static {
		for (PacketType type : values()) {
			BY_CODE[type.code] = type;
		}
	}

	private final int code;

	PacketType(int code) {
		this.code = code;
	}

	/**
	 * Return the number in the header.
	 * @return the number
	 */
	public int code() {
		return this.code;
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

}
