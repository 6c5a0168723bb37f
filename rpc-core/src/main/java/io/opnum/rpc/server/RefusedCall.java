package io.opnum.rpc.server;

import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * A call that will not run. It waits all the same, so that its fault does not overtake
 * the answers to the calls before it.
 *
 * @param answers the way of its answer
 * @param callId the call id
 * @param contextId the context id, 0 where it is unknown
 * @param status why, or {@code null} where no answer is awaited
 */
record RefusedCall(CallAnswers answers, int callId, int contextId, @Nullable RpcStatus status) implements QueuedCall {

	@Override
	public int stubLength() {
		return 0;
	}

	@Override
	public void start() {
		this.answers.answer(this);
	}

	@Override
	public void cancel() {
	}

	@Override
	public void disconnected() {
	}

	@Override
	public void abandon() {
	}

}
