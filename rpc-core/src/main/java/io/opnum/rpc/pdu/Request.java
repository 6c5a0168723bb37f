package io.opnum.rpc.pdu;

import java.util.UUID;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A fragment of a call (C706 12.6.4.9). The stub is a slice of the buffer that was
 * decoded and shares its reference count; it is without authentication padding.
 *
 * <pre>
 * +-----------+-----------+-----------+-----------+
 * |                 common header                 |  0
 * +-----------+-----------+-----------+-----------+
 * |                  alloc_hint                   | 16
 * +-----------+-----------+-----------+-----------+
 * |       p_cont_id       |         opnum         | 20
 * +-----------+-----------+-----------+-----------+
 * | object, 16 octets, if PFC_OBJECT_UUID         | 24
 * +-----------+-----------+-----------+-----------+
 * | stub data                                     | 24 or 40
 * +-----------+-----------+-----------+-----------+
 * | padding, sec_trailer and auth_value           |
 * +-----------+-----------+-----------+-----------+
 * </pre>
 *
 * @param flags {@code pfc_flags}, see {@link PacketFlag}
 * @param drep the byte order
 * @param callId the call id, unsigned 32 bits
 * @param allocHint the octets of stub data still to come, this fragment included; a hint
 * from the peer, of any value
 * @param contextId the presentation context
 * @param opnum the operation
 * @param objectUuid the object, present where {@link PacketFlag#OBJECT_UUID} is set
 * @param stub the stub data
 * @param auth the authentication verifier, or {@code null}
 * @since 0.1.0
 */
public record Request(int flags, DataRepresentation drep, int callId, int allocHint, int contextId, int opnum,
		@Nullable UUID objectUuid, ByteBuf stub, @Nullable AuthVerifier auth) implements Pdu {

	static final int OPNUM = 22;

	/**
	 * Decode a frame whose header was validated. Nothing but the record, the slice and
	 * what the sender added is allocated.
	 */
	static Request decode(ByteBuf frame, DataRepresentation drep) {
		int end = AuthTrailer.offset(frame, drep);
		int index = frame.readerIndex();
		int flags = frame.getUnsignedByte(index + CommonHeader.FLAGS);
		boolean hasObject = PacketFlag.isSet(flags, PacketFlag.OBJECT_UUID);
		int stubOffset = PduCodec.CALL_HEADER_LENGTH + (hasObject ? Octets.UUID_LENGTH : 0);
		CallBody.check(frame, end, stubOffset);
		AuthVerifier auth = AuthTrailer.read(frame, drep, end, stubOffset);
		return new Request(flags, drep, Octets.getInt(frame, index + CommonHeader.CALL_ID, drep),
				Octets.getInt(frame, index + CallBody.ALLOC_HINT, drep),
				Octets.getU16(frame, index + CallBody.CONTEXT_ID, drep), Octets.getU16(frame, index + OPNUM, drep),
				hasObject ? Octets.getUuid(frame, index + PduCodec.CALL_HEADER_LENGTH, drep) : null,
				CallBody.stub(frame, stubOffset, end, auth), auth);
	}

	void encode(PduWriter out) {
		if (PacketFlag.isSet(this.flags, PacketFlag.OBJECT_UUID) != (this.objectUuid != null)) {
			throw new IllegalArgumentException("Flags %02x and object UUID %s of a request contradict each other"
				.formatted(this.flags, this.objectUuid));
		}
		out.i32(this.allocHint);
		out.u16(this.contextId, "p_cont_id");
		out.u16(this.opnum, "opnum");
		if (this.objectUuid != null) {
			out.uuid(this.objectUuid);
		}
		out.octets(this.stub);
		out.endPadded();
	}

	@Override
	public PacketType type() {
		return PacketType.REQUEST;
	}

	@Override
	public String toString() {
		return ("Request[flags=%02x, drep=%s, callId=%s, allocHint=%s, contextId=%d, opnum=%d, objectUuid=%s, "
				+ "stub=%d octets, auth=%s]")
			.formatted(this.flags, this.drep, Integer.toUnsignedString(this.callId),
					Integer.toUnsignedString(this.allocHint), this.contextId, this.opnum, this.objectUuid,
					this.stub.readableBytes(), this.auth);
	}

}
