package io.opnum.rpc.pdu;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Proposes further presentation contexts, or goes on with authentication (C706 12.6.4.1).
 *
 * @since 0.1.0
 */
public record AlterContext(int flags, DataRepresentation drep, int callId, int maxXmitFrag, int maxRecvFrag,
		int assocGroupId, List<ContextElement> contexts, @Nullable AuthVerifier auth) implements Pdu {

	@Override
	public PacketType type() {
		return PacketType.ALTER_CONTEXT;
	}

}
