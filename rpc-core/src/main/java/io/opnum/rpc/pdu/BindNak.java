package io.opnum.rpc.pdu;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Refuses a bind (C706 12.6.4.5).
 *
 * @since 0.1.0
 */
public record BindNak(int flags, DataRepresentation drep, int callId, int reason, List<ProtocolVersion> versions,
		@Nullable AuthVerifier auth) implements Pdu {

	@Override
	public PacketType type() {
		return PacketType.BIND_NAK;
	}

}
