package io.opnum.rpc.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call with a status (C706 12.6.4.7, MS-RPCE 2.2.2.8).
 *
 * <pre>
 * +-----------+-----------+-----------+-----------+
 * |                 common header                 |  0
 * +-----------+-----------+-----------+-----------+
 * |                  alloc_hint                   | 16
 * +-----------+-----------+-----------+-----------+
 * |       p_cont_id       |cancel_cnt |   flags   | 20
 * +-----------+-----------+-----------+-----------+
 * |                    status                     | 24
 * +-----------+-----------+-----------+-----------+
 * |                   reserved                    | 28
 * +-----------+-----------+-----------+-----------+
 * | extended error information, if flags say so   | 32
 * +-----------+-----------+-----------+-----------+
 * | padding, sec_trailer and auth_value           |
 * +-----------+-----------+-----------+-----------+
 * </pre>
 *
 * Some servers end it right behind the status.
 *
 * @param flags {@code pfc_flags}, see {@link PacketFlag}
 * @param drep the byte order
 * @param callId the call id, unsigned 32 bits
 * @param allocHint 32 from Windows with extended error information, 24 from Samba
 * @param contextId the context of the call, 0 where it is unknown
 * @param cancelCount the cancels that were received
 * @param faultFlags {@link #EXTENDED_ERROR} or 0
 * @param status the status code
 * @param extendedError what follows, as it is, or an empty buffer; borrowed from the
 * buffer that was decoded
 * @param auth the authentication verifier, or {@code null}
 * @since 0.1.0
 */
public record Fault(int flags, DataRepresentation drep, int callId, int allocHint, int contextId, int cancelCount,
		int faultFlags, int status, ByteBuf extendedError, @Nullable AuthVerifier auth) implements Pdu {

	/** In the flags of a fault: extended error information follows (MS-EERR). */
	public static final int EXTENDED_ERROR = 0x01;

	private static final int RESERVED = 4;

	private static final int ERROR_OFFSET = 32;

	static Fault decode(PduReader in) {
		AuthVerifier auth = in.auth(ERROR_OFFSET);
		int allocHint = in.i32("alloc_hint");
		int contextId = in.u16("p_cont_id");
		int cancelCount = in.u8("cancel_count");
		int faultFlags = in.u8("fault flags");
		int status = in.i32("status");
		in.skip(RESERVED);
		int length = in.remaining() - ((auth != null) ? auth.padLength() : 0);
		return new Fault(in.flags(), in.drep(), in.callId(), allocHint, contextId, cancelCount, faultFlags, status,
				(length > 0) ? in.octets(length, "extended error information") : Unpooled.EMPTY_BUFFER, auth);
	}

	void encode(PduWriter out) {
		out.i32(this.allocHint);
		out.u16(this.contextId, "p_cont_id");
		out.u8(this.cancelCount, "cancel_count");
		out.u8(this.faultFlags, "fault flags");
		out.i32(this.status);
		out.zero(RESERVED);
		out.octets(this.extendedError);
		out.endPadded();
	}

	@Override
	public PacketType type() {
		return PacketType.FAULT;
	}

	@Override
	public String toString() {
		return ("Fault[flags=%02x, drep=%s, callId=%s, contextId=%d, cancelCount=%d, status=0x%08x, "
				+ "extendedError=%d octets, auth=%s]")
			.formatted(this.flags, this.drep, Integer.toUnsignedString(this.callId), this.contextId, this.cancelCount,
					this.status, this.extendedError.readableBytes(), this.auth);
	}

}
