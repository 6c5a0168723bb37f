package io.opnum.rpc.pdu;

import org.jspecify.annotations.Nullable;

/**
 * Says that the client no longer wants the answer (C706 12.6.4.8).
 *
 * @since 0.1.0
 */
public record Orphaned(int flags, DataRepresentation drep, int callId, @Nullable AuthVerifier auth) implements Pdu {

	@Override
	public PacketType type() {
		return PacketType.ORPHANED;
	}

}
