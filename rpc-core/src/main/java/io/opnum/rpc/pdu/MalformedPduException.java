package io.opnum.rpc.pdu;

import org.jspecify.annotations.Nullable;

/**
 * A PDU can't be decoded. The header fields that could be read are kept for the answer,
 * and {@link #answer(boolean)} tells a server which one is due. It ends the connection in
 * every case: where one PDU lied, the start of the next is a guess.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public class MalformedPduException extends RuntimeException {

	/**
	 * What is wrong, as far as answers differ.
	 */
	public enum Kind {

		/** There is no whole header, or {@code frag_length} is less than a header. */
		HEADER,

		/** The protocol version is not 5.0. */
		VERSION,

		/** The data representation is not supported. */
		DATA_REPRESENTATION,

		/** The packet type is one of the datagram protocol or of {@code ncacn_http}. */
		TYPE,

		/** The packet type is none at all. */
		UNKNOWN_TYPE,

		/** Lengths or counts contradict each other or the octets that are there. */
		LENGTH,

		/** The authentication verifier does not fit the PDU. */
		AUTH,

		/** The authentication verifier is not aligned to 4 octets. */
		AUTH_ALIGNMENT

	}

	/**
	 * What a server says before it closes the connection.
	 */
	public enum Answer {

		/** Nothing. */
		NONE,

		/** A bind_nak, reason not specified. */
		BIND_NAK_NOT_SPECIFIED,

		/** A bind_nak, protocol version not supported. */
		BIND_NAK_PROTOCOL_VERSION,

		/** A fault {@code nca_s_proto_error}, did not execute. */
		FAULT_PROTOCOL_ERROR,

		/** A fault {@code nca_s_fault_remote_no_memory}, did not execute. */
		FAULT_NO_MEMORY

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

	/**
	 * Return what Windows and Samba answer before they close.
	 * @param bound whether the connection saw a bind_ack already
	 * @return the answer
	 */
	public Answer answer(boolean bound) {
		if (this.kind == Kind.HEADER) {
			return Answer.NONE;
		}
		if (!bound) {
			return (this.kind == Kind.AUTH_ALIGNMENT) ? Answer.BIND_NAK_NOT_SPECIFIED
					: Answer.BIND_NAK_PROTOCOL_VERSION;
		}
		return switch (this.kind) {
			case HEADER, UNKNOWN_TYPE -> Answer.NONE;
			case VERSION, DATA_REPRESENTATION, TYPE -> Answer.FAULT_PROTOCOL_ERROR;
			case LENGTH, AUTH, AUTH_ALIGNMENT -> answerToMalformedBody();
		};
	}

	private Answer answerToMalformedBody() {
		if (this.type == null) {
			return Answer.NONE;
		}
		return switch (this.type) {
			case BIND -> Answer.BIND_NAK_NOT_SPECIFIED;
			case REQUEST, ALTER_CONTEXT, CO_CANCEL, ORPHANED -> Answer.FAULT_PROTOCOL_ERROR;
			case AUTH3 -> Answer.FAULT_NO_MEMORY;
			case RESPONSE, FAULT, BIND_ACK, BIND_NAK, ALTER_CONTEXT_RESPONSE, SHUTDOWN -> Answer.NONE;
		};
	}

}
