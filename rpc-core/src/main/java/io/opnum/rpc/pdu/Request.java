package io.opnum.rpc.pdu;

import java.util.UUID;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A fragment of a call (C706 12.6.4.9). The stub is a slice of the buffer that was
 * decoded and shares its reference count; it is without authentication padding.
 *
 * @since 0.1.0
 */
public record Request(int flags, DataRepresentation drep, int callId, int allocHint, int contextId, int opnum,
		@Nullable UUID objectUuid, ByteBuf stub, @Nullable AuthVerifier auth) implements Pdu {

	@Override
	public PacketType type() {
		return PacketType.REQUEST;
	}

}
