package io.opnum.rpc.pdu;

import org.jspecify.annotations.Nullable;

/**
 * Asks a client to close the connection when it is idle (C706 12.6.4.11).
 *
 * <pre>
 * +-----------+-----------+-----------+-----------+
 * |                 common header                 |  0
 * +-----------+-----------+-----------+-----------+
 * | sec_trailer and auth_value, if auth_length    | 16
 * +-----------+-----------+-----------+-----------+
 * </pre>
 *
 * @param flags {@code pfc_flags}, see {@link PacketFlag}
 * @param drep the byte order
 * @param callId the call id, unsigned 32 bits
 * @param auth the authentication verifier, or {@code null}
 * @since 0.1.0
 */
public record Shutdown(int flags, DataRepresentation drep, int callId, @Nullable AuthVerifier auth) implements Pdu {

	static Shutdown decode(PduReader in) {
		return new Shutdown(in.flags(), in.drep(), in.callId(), in.auth(CommonHeader.LENGTH));
	}

	@Override
	public PacketType type() {
		return PacketType.SHUTDOWN;
	}

}
