package io.opnum.rpc.ndr;

import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import org.jspecify.annotations.Nullable;

/**
 * Calls without anything between client and server.
 */
final class RoundTrip {

	private RoundTrip() {
	}

	/**
	 * The only operation of a name.
	 */
	static OperationStub operation(Class<?> rpcInterface, String name) {
		return InterfaceStub.of(rpcInterface)
			.operations()
			.stream()
			.filter((operation) -> operation.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	static String requestHex(OperationStub operation, @Nullable Object... arguments) {
		ByteBuf stub = Unpooled.buffer();
		operation.marshalRequest(new NdrWriter(stub, NdrFormat.NDR), arguments);
		return ByteBufUtil.hexDump(stub);
	}

	/**
	 * The arguments as a server gets them, in the last of all formats.
	 */
	static @Nullable Object[] request(OperationStub operation, @Nullable Object... arguments) {
		@Nullable Object[] received = {};
		for (NdrFormat format : new NdrFormat[] { NdrFormat.NDR, NdrFormat.NDR_BIG_ENDIAN, NdrFormat.NDR64 }) {
			ByteBuf stub = Unpooled.buffer();
			operation.marshalRequest(new NdrWriter(stub, format), arguments);
			received = operation.unmarshalRequest(new NdrReader(stub, format));
		}
		return received;
	}

	static String responseHex(OperationStub operation, @Nullable Object result, @Nullable Object... arguments) {
		ByteBuf stub = Unpooled.buffer();
		operation.marshalResponse(new NdrWriter(stub, NdrFormat.NDR), arguments, result);
		return ByteBufUtil.hexDump(stub);
	}

	/**
	 * The result as a client gets it, in the last of all formats.
	 */
	static @Nullable Object response(OperationStub operation, @Nullable Object result, @Nullable Object... arguments) {
		Object received = null;
		@Nullable Object[] all = Arrays.copyOf(arguments, operation.method().getParameterCount());
		for (NdrFormat format : new NdrFormat[] { NdrFormat.NDR, NdrFormat.NDR_BIG_ENDIAN, NdrFormat.NDR64 }) {
			ByteBuf stub = Unpooled.buffer();
			operation.marshalResponse(new NdrWriter(stub, format), all, result);
			@Nullable Object[] own = Arrays.stream(all)
				.map((argument) -> (argument instanceof InOut) ? new InOut<>(null)
						: (argument instanceof Out) ? new Out<>() : argument)
				.toArray();
			received = operation.unmarshalResponse(new NdrReader(stub, format), own);
		}
		return received;
	}

}
