package io.opnum.rpc.server;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.Operation;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.binding.InterfaceId;

/**
 * An interface to test servers with.
 */
@RpcInterface(uuid = "9a1c4f0e-5b53-4a63-9d0c-2f6d41a7c001", version = "1.2")
interface Calculator {

	InterfaceId ID = InterfaceId.of("9a1c4f0e-5b53-4a63-9d0c-2f6d41a7c001", "1.2");

	@Operation(0)
	int add(int left, int right);

	@Operation(1)
	CompletableFuture<Integer> negate(int value);

	@Operation(2)
	byte[] octets(int count);

	@Operation(3)
	String text(String text);

	@Operation(4)
	UUID object();

	/** The stub of {@link #add}. */
	static String stub(int left, int right) {
		return "%08x%08x".formatted(Integer.reverseBytes(left), Integer.reverseBytes(right));
	}

}
