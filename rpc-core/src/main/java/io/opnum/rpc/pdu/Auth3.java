package io.opnum.rpc.pdu;

import org.jspecify.annotations.Nullable;

/**
 * The third leg of an authentication, not answered (MS-RPCE 2.2.2.5, 2.2.2.6).
 *
 * @since 0.1.0
 */
public record Auth3(int flags, DataRepresentation drep, int callId, @Nullable AuthVerifier auth) implements Pdu {

	@Override
	public PacketType type() {
		return PacketType.AUTH3;
	}

}
