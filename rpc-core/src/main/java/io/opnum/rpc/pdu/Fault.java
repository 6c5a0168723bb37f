package io.opnum.rpc.pdu;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call with a status (C706 12.6.4.7, MS-RPCE 2.2.2.8).
 *
 * @since 0.1.0
 */
public record Fault(int flags, DataRepresentation drep, int callId, int allocHint, int contextId, int cancelCount,
		int faultFlags, int status, ByteBuf extendedError, @Nullable AuthVerifier auth) implements Pdu {

	@Override
	public PacketType type() {
		return PacketType.FAULT;
	}

}
