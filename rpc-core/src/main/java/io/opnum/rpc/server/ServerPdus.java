package io.opnum.rpc.server;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.pdu.ProtocolVersion;
import io.opnum.rpc.pdu.Shutdown;

/**
 * The PDUs that a server sends besides responses, as Windows and Samba fill them.
 */
final class ServerPdus {

	/** What stands in the {@code alloc_hint} of a fault without extended information. */
	private static final int FAULT_ALLOC_HINT = 24;

	private static final int INITIAL_CAPACITY = 128;

	private ServerPdus() {
	}

	static ByteBuf fault(ByteBufAllocator allocator, int callId, int contextId, RpcStatus status,
			boolean didNotExecute) {
		int flags = PacketFlag.WHOLE | (didNotExecute ? PacketFlag.DID_NOT_EXECUTE : 0);
		return encode(allocator, new Fault(flags, DataRepresentation.LITTLE_ENDIAN, callId, FAULT_ALLOC_HINT, contextId,
				0, 0, status.code(), Unpooled.EMPTY_BUFFER, null));
	}

	static ByteBuf bindNak(ByteBufAllocator allocator, int callId, int reason) {
		return encode(allocator, new BindNak(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, callId, reason,
				List.of(ProtocolVersion.CURRENT), null));
	}

	static ByteBuf shutdown(ByteBufAllocator allocator) {
		return encode(allocator, new Shutdown(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, 0, null));
	}

	static ByteBuf encode(ByteBufAllocator allocator, Pdu pdu) {
		ByteBuf out = allocator.buffer(INITIAL_CAPACITY);
		try {
			PduCodec.encode(pdu, out);
			return out;
		}
		catch (RuntimeException ex) {
			out.release();
			throw ex;
		}
	}

}
