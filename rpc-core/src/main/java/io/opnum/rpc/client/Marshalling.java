package io.opnum.rpc.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.opnum.rpc.association.RemainingTime;
import io.opnum.rpc.ndr.ContextHandles;
import io.opnum.rpc.ndr.FullPointers;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrReader;
import io.opnum.rpc.ndr.NdrWriter;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.pdu.Fragmenter;
import org.jspecify.annotations.Nullable;

/**
 * Makes the stub data of requests, with room for headers in front.
 */
final class Marshalling {

	private static final int INITIAL_CAPACITY = 256;

	private Marshalling() {
	}

	/**
	 * Marshal arguments.
	 * @param operation the operation
	 * @param arguments the arguments of its Java method
	 * @param format the layout
	 * @param contextHandles what its context handles stand for, or {@code null} if it has
	 * none
	 * @param fullPointers where its full pointers are noted, or {@code null} if nobody
	 * wants to know
	 * @return the stub data, owned by the caller
	 * @throws IllegalArgumentException if an argument can't be sent
	 */
	static ByteBuf marshal(OperationStub operation, @Nullable Object[] arguments, NdrFormat format,
			@Nullable ContextHandles contextHandles, @Nullable FullPointers fullPointers) {
		ByteBuf message = ByteBufAllocator.DEFAULT.ioBuffer(Fragmenter.HEADROOM + INITIAL_CAPACITY);
		boolean marshalled = false;
		try {
			message.setIndex(Fragmenter.HEADROOM, Fragmenter.HEADROOM);
			NdrWriter writer = new NdrWriter(message, format);
			if (contextHandles != null) {
				writer.contextHandles(contextHandles);
			}
			if (fullPointers != null) {
				writer.fullPointers(fullPointers);
			}
			operation.marshalRequest(writer, arguments);
			// So that the event loop need not make it
			message.ensureWritable(RemainingTime.MAX_LENGTH);
			marshalled = true;
			return message;
		}
		finally {
			if (!marshalled) {
				message.release();
			}
		}
	}

	/**
	 * Lay out stub data otherwise. It is read back instead of asking the arguments again,
	 * which may have changed since the call was made.
	 * @param operation the operation
	 * @param message what {@link #marshal} made; stays as it is, and the caller's
	 * @param from its layout
	 * @param to the layout wanted
	 * @return the stub data, owned by the caller
	 */
	static ByteBuf convert(OperationStub operation, ByteBuf message, NdrFormat from, NdrFormat to) {
		NdrReader reader = new NdrReader(message.duplicate(), from);
		reader.contextHandles(PassedContextHandle.ALL);
		return marshal(operation, operation.unmarshalRequest(reader), to, PassedContextHandle.ALL, null);
	}

}
