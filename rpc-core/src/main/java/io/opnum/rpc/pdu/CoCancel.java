package io.opnum.rpc.pdu;

import org.jspecify.annotations.Nullable;

/**
 * Asks to cancel a call (C706 12.6.4.6).
 *
 * @since 0.1.0
 */
public record CoCancel(int flags, DataRepresentation drep, int callId, @Nullable AuthVerifier auth) implements Pdu {

	@Override
	public PacketType type() {
		return PacketType.CO_CANCEL;
	}

}
