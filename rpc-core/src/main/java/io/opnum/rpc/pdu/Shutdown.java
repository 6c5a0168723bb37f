package io.opnum.rpc.pdu;

import org.jspecify.annotations.Nullable;

/**
 * Asks a client to close the connection when it is idle (C706 12.6.4.11).
 *
 * @since 0.1.0
 */
public record Shutdown(int flags, DataRepresentation drep, int callId, @Nullable AuthVerifier auth) implements Pdu {

	@Override
	public PacketType type() {
		return PacketType.SHUTDOWN;
	}

}
