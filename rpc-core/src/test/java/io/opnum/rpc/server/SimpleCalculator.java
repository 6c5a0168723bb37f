package io.opnum.rpc.server;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.RpcCallContext;

/**
 * Calculates; tests override what they want otherwise.
 */
class SimpleCalculator implements Calculator {

	@Override
	public int add(int left, int right) {
		return left + right;
	}

	@Override
	public CompletableFuture<Integer> negate(int value) {
		return CompletableFuture.completedFuture(-value);
	}

	@Override
	public byte[] octets(int count) {
		return new byte[count];
	}

	@Override
	public String text(String text) {
		return text;
	}

	@Override
	public UUID object() {
		UUID object = RpcCallContext.current().objectUuid();
		return (object != null) ? object : new UUID(0, 0);
	}

}
