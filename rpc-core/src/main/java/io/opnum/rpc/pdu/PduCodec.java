package io.opnum.rpc.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Octets to {@link Pdu PDUs} and back. Stateless.
 *
 * @since 0.1.0
 */
public final class PduCodec {

	/** The octets of the common header. */
	public static final int COMMON_HEADER_LENGTH = 16;

	/**
	 * The octets in front of the stub of a request without object UUID, and of a
	 * response.
	 */
	public static final int CALL_HEADER_LENGTH = 24;

	private PduCodec() {
	}

	/**
	 * Decode one PDU.
	 * @param frame exactly one PDU, from its reader index; not consumed, not released
	 * @return the PDU; its stub borrows the frame
	 * @throws MalformedPduException if it can't be decoded
	 */
	public static Pdu decode(ByteBuf frame) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Encode one PDU.
	 * @param pdu the PDU; its stub is read but not consumed
	 * @param out where to write
	 */
	public static void encode(Pdu pdu, ByteBuf out) {
		throw new UnsupportedOperationException();
	}

}
