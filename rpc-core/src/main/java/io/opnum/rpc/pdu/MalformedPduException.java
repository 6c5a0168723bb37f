package io.opnum.rpc.pdu;

import org.jspecify.annotations.Nullable;

/**
 * A PDU can't be decoded. The header fields that could be read are kept, for the answer.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class MalformedPduException extends RuntimeException {

	/**
	 * Why, as far as answers differ.
	 */
	public enum Kind {

		/** The protocol version is not 5.0. */
		VERSION,

		/** The data representation is not supported. */
		DATA_REPRESENTATION,

		/** The packet type is unknown or of the datagram protocol. */
		TYPE,

		/** Lengths contradict each other or the octets that are there. */
		LENGTH,

		/** The authentication verifier is malformed. */
		AUTH

	}

	private final Kind kind;

	private final @Nullable PacketType type;

	private final int callId;

	/**
	 * Create an exception.
	 * @param kind why
	 * @param type the packet type if known
	 * @param callId the call id
	 * @param message the PDU, the field, the offset, expected and actual value
	 */
	public MalformedPduException(Kind kind, @Nullable PacketType type, int callId, String message) {
		super(message, null, false, false);
		this.kind = kind;
		this.type = type;
		this.callId = callId;
	}

	/**
	 * Return why.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Return the packet type.
	 * @return the packet type, or {@code null} if it is unknown
	 */
	public @Nullable PacketType type() {
		return this.type;
	}

	/**
	 * Return the call id.
	 * @return the call id
	 */
	public int callId() {
		return this.callId;
	}

}
