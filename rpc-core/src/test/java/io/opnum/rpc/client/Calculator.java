package io.opnum.rpc.client;

import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.Operation;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.binding.BindingHandle;

/**
 * What the tests of the client call: all operations send a number and want one back.
 */
@RpcInterface(uuid = "1dd2eb2e-0b93-4f7c-8a0f-1f1a5d1f4c01", version = "1.2")
interface Calculator {

	@Operation(0)
	int addOne(int number);

	@Operation(1)
	CompletableFuture<Integer> addOneLater(int number);

	@Operation(2)
	int addOneAt(BindingHandle handle, int number);

	@Operation(3)
	int length(String text);

	@Operation(4)
	CompletableFuture<Integer> lengthLater(String text);

	default int addTwo(int number) {
		return addOne(addOne(number));
	}

	/**
	 * Another interface of the same server.
	 */
	@RpcInterface(uuid = "1dd2eb2e-0b93-4f7c-8a0f-1f1a5d1f4c02", version = "1.0")
	interface Other {

		int addOne(int number);

	}

}
