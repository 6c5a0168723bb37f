package io.opnum.rpc.pdu;

import io.netty.buffer.ByteBuf;

/**
 * Octets to {@link Pdu PDUs} and back. Stateless and thread-safe.
 * <p>
 * What is read is held to the header's own lengths and to the octets that are there
 * before anything is allocated; what peers are known to differ in is taken: any flags,
 * any padding, octets between body and {@code sec_trailer} and behind a body that is
 * complete, reserved fields of any value. What is written is what Windows and Samba
 * write: reserved fields and padding zero.
 *
 * @since 0.1.0
 */
public final class PduCodec {

	/** The octets of the common header. */
	public static final int COMMON_HEADER_LENGTH = CommonHeader.LENGTH;

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
		DataRepresentation drep = CommonHeader.validate(frame);
		PacketType type = PacketType.valid(frame.getUnsignedByte(frame.readerIndex() + CommonHeader.TYPE));
		return switch (type) {
			case REQUEST -> Request.decode(frame, drep);
			case RESPONSE -> Response.decode(frame, drep);
			case FAULT -> Fault.decode(new PduReader(frame, drep));
			case BIND -> Bind.decode(new PduReader(frame, drep));
			case BIND_ACK -> BindAck.decode(new PduReader(frame, drep));
			case BIND_NAK -> BindNak.decode(new PduReader(frame, drep));
			case ALTER_CONTEXT -> AlterContext.decode(new PduReader(frame, drep));
			case ALTER_CONTEXT_RESPONSE -> AlterContextResponse.decode(new PduReader(frame, drep));
			case AUTH3 -> Auth3.decode(new PduReader(frame, drep));
			case SHUTDOWN -> Shutdown.decode(new PduReader(frame, drep));
			case CO_CANCEL -> CoCancel.decode(new PduReader(frame, drep));
			case ORPHANED -> Orphaned.decode(new PduReader(frame, drep));
		};
	}

	/**
	 * Encode one PDU.
	 * @param pdu the PDU; its stub is read but not consumed
	 * @param out where to append it
	 * @throws IllegalArgumentException if a field exceeds what its octets can hold; some
	 * may have been appended then
	 */
	public static void encode(Pdu pdu, ByteBuf out) {
		PduWriter writer = new PduWriter(pdu, out);
		switch (pdu.type()) {
			case REQUEST -> ((Request) pdu).encode(writer);
			case RESPONSE -> ((Response) pdu).encode(writer);
			case FAULT -> ((Fault) pdu).encode(writer);
			case BIND -> ((Bind) pdu).encode(writer);
			case BIND_ACK -> ((BindAck) pdu).encode(writer);
			case BIND_NAK -> ((BindNak) pdu).encode(writer);
			case ALTER_CONTEXT -> ((AlterContext) pdu).encode(writer);
			case ALTER_CONTEXT_RESPONSE -> ((AlterContextResponse) pdu).encode(writer);
			case AUTH3 -> ((Auth3) pdu).encode(writer);
			case SHUTDOWN, CO_CANCEL, ORPHANED -> writer.end();
		}
	}

}
