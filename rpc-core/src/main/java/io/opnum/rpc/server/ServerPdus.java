package io.opnum.rpc.server;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
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

	/** The octets of a fault without it, which alloc_hint counts where there is some. */
	static final int FAULT_LENGTH = 0x20;

	/** The octets of a bind_nak without extended error information. */
	static final int BIND_NAK_LENGTH = 0x28;

	private static final int INITIAL_CAPACITY = 128;

	private ServerPdus() {
	}

	/**
	 * Make a fault.
	 * @param details extended error information, or an empty buffer; released
	 */
	static ByteBuf fault(ByteBufAllocator allocator, int callId, int contextId, RpcStatus status, boolean didNotExecute,
			ByteBuf details) {
		int flags = PacketFlag.WHOLE | (didNotExecute ? PacketFlag.DID_NOT_EXECUTE : 0);
		boolean detailed = details.isReadable();
		try {
			return encode(allocator,
					new Fault(flags, DataRepresentation.LITTLE_ENDIAN, callId,
							detailed ? FAULT_LENGTH + details.readableBytes() : FAULT_ALLOC_HINT, contextId, 0,
							detailed ? Fault.EXTENDED_ERROR : 0, status.code(), details, null));
		}
		finally {
			details.release();
		}
	}

	/**
	 * Make a bind_nak.
	 * @param details extended error information, or an empty buffer; released
	 */
	static ByteBuf bindNak(ByteBufAllocator allocator, int callId, int reason, ByteBuf details) {
		try {
			return encode(allocator, new BindNak(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, callId, reason,
					List.of(ProtocolVersion.CURRENT), details, null));
		}
		finally {
			details.release();
		}
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
