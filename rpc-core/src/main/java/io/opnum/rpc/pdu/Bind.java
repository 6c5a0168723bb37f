package io.opnum.rpc.pdu;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Opens a connection of an association and proposes presentation contexts (C706
 * 12.6.4.3).
 *
 * @since 0.1.0
 */
public record Bind(int flags, DataRepresentation drep, int callId, int maxXmitFrag, int maxRecvFrag, int assocGroupId,
		List<ContextElement> contexts, @Nullable AuthVerifier auth) implements Pdu {

	@Override
	public PacketType type() {
		return PacketType.BIND;
	}

}
