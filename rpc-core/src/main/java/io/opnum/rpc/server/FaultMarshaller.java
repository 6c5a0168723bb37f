package io.opnum.rpc.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.association.FragmentSizes;

/**
 * Makes the PDUs that say no, for one connection: faults and bind_naks, with extended
 * error information where callers may be told why. Thread-safe.
 */
final class FaultMarshaller {

	private final ByteBufAllocator allocator;

	private final AssociationHandshake handshake;

	private final FaultDetails details;

	private final ServerCounters counters;

	/**
	 * Create a marshaller.
	 * @param allocator allocates PDUs
	 * @param handshake what was agreed on the connection
	 * @param runtime what connections share
	 */
	FaultMarshaller(ByteBufAllocator allocator, AssociationHandshake handshake, ServerRuntime runtime) {
		this.allocator = allocator;
		this.handshake = handshake;
		this.details = runtime.faultDetails();
		this.counters = runtime.counters();
	}

	/**
	 * Make a fault that gives no reasons.
	 * @return the PDU, owned by the caller
	 */
	ByteBuf fault(int callId, int contextId, RpcStatus status, boolean didNotExecute) {
		return fault(callId, contextId, status, didNotExecute, Unpooled.EMPTY_BUFFER);
	}

	/**
	 * Make a fault.
	 * @param thrown why
	 * @return the PDU, owned by the caller
	 */
	ByteBuf fault(int callId, int contextId, RpcStatus status, boolean didNotExecute, Throwable thrown) {
		return fault(callId, contextId, status, didNotExecute,
				this.details.encode(thrown, status, this.handshake.maxFrag() - ServerPdus.FAULT_LENGTH));
	}

	private ByteBuf fault(int callId, int contextId, RpcStatus status, boolean didNotExecute, ByteBuf details) {
		this.counters.faults.increment();
		return ServerPdus.fault(this.allocator, callId, contextId, status, didNotExecute, details);
	}

	/**
	 * Make a bind_nak that gives no reasons but a number.
	 * @return the PDU, owned by the caller
	 */
	ByteBuf bindNak(int callId, int reason) {
		return ServerPdus.bindNak(this.allocator, callId, reason, Unpooled.EMPTY_BUFFER);
	}

	/**
	 * Make a bind_nak.
	 * @param refused why
	 * @return the PDU, owned by the caller
	 */
	ByteBuf bindNak(BindRefusedException refused) {
		return ServerPdus.bindNak(this.allocator, refused.callId(), refused.reason(), this.details.encode(refused,
				RpcStatus.CALL_FAILED_DNE, FragmentSizes.MUST_RECEIVE - ServerPdus.BIND_NAK_LENGTH));
	}

}
