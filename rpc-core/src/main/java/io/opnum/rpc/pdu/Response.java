package io.opnum.rpc.pdu;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A fragment of an answer (C706 12.6.4.10). The stub is a slice of the buffer that was
 * decoded and shares its reference count; it is without authentication padding.
 *
 * @since 0.1.0
 */
public record Response(int flags, DataRepresentation drep, int callId, int allocHint, int contextId, int cancelCount,
		ByteBuf stub, @Nullable AuthVerifier auth) implements Pdu {

	@Override
	public PacketType type() {
		return PacketType.RESPONSE;
	}

}
