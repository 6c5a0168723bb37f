package io.opnum.rpc.server;

import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.association.PresentationContext;
import io.opnum.rpc.ndr.ContextHandles;
import io.opnum.rpc.ndr.FullPointers;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrWriter;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.FragmentVerifier;
import io.opnum.rpc.pdu.Fragmenter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Makes response PDUs of results, for one connection. Thread-safe.
 */
final class ResponseMarshaller {

	private static final Logger logger = LoggerFactory.getLogger(ResponseMarshaller.class);

	private static final DataRepresentation DREP = DataRepresentation.LITTLE_ENDIAN;

	/** Windows, and Samba after it, write no more of a context id in a response. */
	private static final int CONTEXT_ID_MASK = 0xff;

	private static final int LEAST_CAPACITY = 256;

	private static final int MOST_CAPACITY = 64 * 1024;

	private final ByteBufAllocator allocator;

	private final AssociationHandshake handshake;

	private final int maxResponseSize;

	/** Callers may ask for what is too large as often as they like. */
	private final AtomicBoolean reportedTooLarge = new AtomicBoolean();

	/** How long responses were of late; a lost update does no harm. */
	private int capacity = LEAST_CAPACITY;

	/**
	 * Create a marshaller.
	 * @param allocator allocates responses
	 * @param handshake what was agreed on the connection
	 * @param maxResponseSize the most octets of stub data of a response
	 */
	ResponseMarshaller(ByteBufAllocator allocator, AssociationHandshake handshake, int maxResponseSize) {
		this.allocator = allocator;
		this.handshake = handshake;
		this.maxResponseSize = maxResponseSize;
	}

	/**
	 * Return what makes the PDUs of a response that goes out part by part.
	 * @param callId the call id
	 * @param context the context of the call
	 * @param verifier the verifier of each PDU, or {@code null} if they are not protected
	 * @return what makes them
	 */
	Fragmenter.Parts fragments(int callId, PresentationContext<?> context, @Nullable FragmentVerifier verifier) {
		return Fragmenter.responseParts(DREP, callId, context.contextId() & CONTEXT_ID_MASK, this.handshake.maxFrag(),
				verifier);
	}

	/**
	 * Marshal a result.
	 * @param callId the call id
	 * @param context the context of the call
	 * @param verifier the verifier of each PDU, or {@code null} if they are not protected
	 * @param operation the operation
	 * @param fullPointers those of the request, or {@code null} if it had none
	 * @param arguments the arguments, with what the operation put into its holders
	 * @param result the result
	 * @param contextHandles the context handles of the call, or {@code null} if its
	 * operation has none
	 * @return the PDUs, owned by the caller
	 * @throws RpcFaultException {@code nca_s_out_args_too_big} if it is too large
	 * @throws IllegalArgumentException if a value can't be sent
	 */
	ByteBuf marshal(int callId, PresentationContext<?> context, @Nullable FragmentVerifier verifier,
			OperationStub operation, @Nullable FullPointers fullPointers, @Nullable Object[] arguments,
			@Nullable Object result, @Nullable ContextHandles contextHandles) {
		ByteBuf message = this.allocator.buffer(Fragmenter.HEADROOM + Math.min(this.capacity, this.maxResponseSize),
				(int) Math.min(Integer.MAX_VALUE, (long) Fragmenter.HEADROOM + this.maxResponseSize));
		try {
			message.setIndex(Fragmenter.HEADROOM, Fragmenter.HEADROOM);
			NdrWriter writer = new NdrWriter(message, NdrFormat.of(context.transferSyntax(), true));
			if (fullPointers != null) {
				writer.fullPointers(fullPointers.response());
			}
			if (contextHandles != null) {
				writer.contextHandles(contextHandles);
			}
			operation.marshalResponse(writer, arguments, result);
		}
		catch (Throwable ex) {
			message.release();
			if (ex.getCause() instanceof IndexOutOfBoundsException) {
				// The stub says so of a buffer that may not grow any more
				throw tooLarge(ex);
			}
			throw ex;
		}
		this.capacity = Math.max(LEAST_CAPACITY, Math.min(message.readableBytes(), MOST_CAPACITY));
		return Fragmenter.response(message, DREP, callId, context.contextId() & CONTEXT_ID_MASK, 0,
				this.handshake.maxFrag(), verifier);
	}

	private RpcFaultException tooLarge(Throwable cause) {
		logger.atLevel(this.reportedTooLarge.compareAndSet(false, true) ? Level.WARN : Level.DEBUG)
			.log("A response has more stub data than the {} octets of maxResponseSize: {}", this.maxResponseSize,
					cause.getMessage());
		return new RpcFaultException(RpcStatus.OUT_ARGS_TOO_BIG, "The response is too large");
	}

}
