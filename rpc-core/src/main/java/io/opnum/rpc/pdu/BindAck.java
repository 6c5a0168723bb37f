package io.opnum.rpc.pdu;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Accepts a bind (C706 12.6.4.4).
 *
 * @since 0.1.0
 */
public record BindAck(int flags, DataRepresentation drep, int callId, int maxXmitFrag, int maxRecvFrag,
		int assocGroupId, String secondaryAddress, List<ContextResult> results,
		@Nullable AuthVerifier auth) implements Pdu {

	@Override
	public PacketType type() {
		return PacketType.BIND_ACK;
	}

}
