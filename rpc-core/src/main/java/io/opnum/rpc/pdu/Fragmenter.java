package io.opnum.rpc.pdu;

import java.util.UUID;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stub data of a call into request or response PDUs without copying it (C706
 * 12.6.2). Stateless.
 * <p>
 * A message buffer holds the stub from its reader index on, with {@link #HEADROOM} octets
 * free in front of it: a call that fits one fragment becomes one buffer, header and stub.
 *
 * @since 0.1.0
 */
public final class Fragmenter {

	/** The octets to leave free in front of the stub: header and object UUID. */
	public static final int HEADROOM = 40;

	private Fragmenter() {
	}

	/**
	 * Make the PDUs of a request.
	 * @param message the stub, with headroom; ownership passes to the result
	 * @param flags flags besides FIRST and LAST, for example {@link PacketFlag#MAYBE}
	 * @param maxFrag the largest PDU to send
	 * @return all PDUs of the request in one buffer, owned by the caller
	 */
	public static ByteBuf request(ByteBuf message, DataRepresentation drep, int flags, int callId, int contextId,
			int opnum, @Nullable UUID objectUuid, int maxFrag) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Make the PDUs of a response.
	 * @param message the stub, with headroom; ownership passes to the result
	 * @param maxFrag the largest PDU to send
	 * @return all PDUs of the response in one buffer, owned by the caller
	 */
	public static ByteBuf response(ByteBuf message, DataRepresentation drep, int callId, int contextId, int cancelCount,
			int maxFrag) {
		throw new UnsupportedOperationException();
	}

}
