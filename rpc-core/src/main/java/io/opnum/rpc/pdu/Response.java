package io.opnum.rpc.pdu;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A fragment of an answer (C706 12.6.4.10). The stub is a slice of the buffer that was
 * decoded and shares its reference count; it is without authentication padding.
 *
 * <pre>
 * +-----------+-----------+-----------+-----------+
 * |                 common header                 |  0
 * +-----------+-----------+-----------+-----------+
 * |                  alloc_hint                   | 16
 * +-----------+-----------+-----------+-----------+
 * |       p_cont_id       |cancel_cnt | reserved  | 20
 * +-----------+-----------+-----------+-----------+
 * | stub data                                     | 24
 * +-----------+-----------+-----------+-----------+
 * | padding, sec_trailer and auth_value           |
 * +-----------+-----------+-----------+-----------+
 * </pre>
 *
 * Its call is found by the call id alone: Windows and Samba write only the lower octet of
 * the context id.
 *
 * @param flags {@code pfc_flags}, see {@link PacketFlag}
 * @param drep the byte order
 * @param callId the call id, unsigned 32 bits
 * @param allocHint the octets of stub data still to come, this fragment included; a hint
 * from the peer, of any value
 * @param contextId the presentation context, or its lower octet
 * @param cancelCount the cancels that were received
 * @param stub the stub data
 * @param auth the authentication verifier, or {@code null}
 * @since 0.1.0
 */
public record Response(int flags, DataRepresentation drep, int callId, int allocHint, int contextId, int cancelCount,
		ByteBuf stub, @Nullable AuthVerifier auth) implements Pdu {

	static final int CANCEL_COUNT = 22;

	/**
	 * Decode a frame whose header was validated. Nothing but the record, the slice and
	 * what the sender added is allocated.
	 */
	static Response decode(ByteBuf frame, DataRepresentation drep) {
		int end = AuthTrailer.offset(frame, drep);
		int index = frame.readerIndex();
		CallBody.check(frame, end, PduCodec.CALL_HEADER_LENGTH);
		AuthVerifier auth = AuthTrailer.read(frame, drep, end, PduCodec.CALL_HEADER_LENGTH);
		return new Response(frame.getUnsignedByte(index + CommonHeader.FLAGS), drep,
				Octets.getInt(frame, index + CommonHeader.CALL_ID, drep),
				Octets.getInt(frame, index + CallBody.ALLOC_HINT, drep),
				Octets.getU16(frame, index + CallBody.CONTEXT_ID, drep), frame.getUnsignedByte(index + CANCEL_COUNT),
				CallBody.stub(frame, PduCodec.CALL_HEADER_LENGTH, end, auth), auth);
	}

	void encode(PduWriter out) {
		out.i32(this.allocHint);
		out.u16(this.contextId, "p_cont_id");
		out.u8(this.cancelCount, "cancel_count");
		out.zero(1);
		out.octets(this.stub);
		out.endPadded();
	}

	@Override
	public PacketType type() {
		return PacketType.RESPONSE;
	}

	@Override
	public String toString() {
		return ("Response[flags=%02x, drep=%s, callId=%s, allocHint=%s, contextId=%d, cancelCount=%d, "
				+ "stub=%d octets, auth=%s]")
			.formatted(this.flags, this.drep, Integer.toUnsignedString(this.callId),
					Integer.toUnsignedString(this.allocHint), this.contextId, this.cancelCount,
					this.stub.readableBytes(), this.auth);
	}

}
