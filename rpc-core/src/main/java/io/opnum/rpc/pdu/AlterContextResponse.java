package io.opnum.rpc.pdu;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Answers an alter_context (C706 12.6.4.2).
 *
 * @since 0.1.0
 */
public record AlterContextResponse(int flags, DataRepresentation drep, int callId, int maxXmitFrag, int maxRecvFrag,
		int assocGroupId, String secondaryAddress, List<ContextResult> results,
		@Nullable AuthVerifier auth) implements Pdu {

	@Override
	public PacketType type() {
		return PacketType.ALTER_CONTEXT_RESPONSE;
	}

}
