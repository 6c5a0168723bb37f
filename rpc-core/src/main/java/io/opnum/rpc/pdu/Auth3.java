package io.opnum.rpc.pdu;

import org.jspecify.annotations.Nullable;

/**
 * The third leg of an authentication, not answered (MS-RPCE 2.2.2.5, 2.2.2.6).
 *
 * <pre>
 * +-----------+-----------+-----------+-----------+
 * |                 common header                 |  0
 * +-----------+-----------+-----------+-----------+
 * |              pad, of any value                | 16
 * +-----------+-----------+-----------+-----------+
 * | sec_trailer and auth_value                    | 20
 * +-----------+-----------+-----------+-----------+
 * </pre>
 *
 * @param flags {@code pfc_flags}, see {@link PacketFlag}
 * @param drep the byte order
 * @param callId the call id, unsigned 32 bits
 * @param auth the authentication verifier; {@code null} is a mistake of the sender
 * @since 0.1.0
 */
public record Auth3(int flags, DataRepresentation drep, int callId, @Nullable AuthVerifier auth) implements Pdu {

	private static final int PAD = 4;

	static Auth3 decode(PduReader in) {
		return new Auth3(in.flags(), in.drep(), in.callId(), in.auth(CommonHeader.LENGTH + PAD));
	}

	void encode(PduWriter out) {
		out.zero(PAD);
		out.end();
	}

	@Override
	public PacketType type() {
		return PacketType.AUTH3;
	}

}
