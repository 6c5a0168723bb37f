package io.opnum.rpc.server;

import java.io.IOException;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.PipeException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.pipe.IncomingStub;

/**
 * A request with pipes whose fragments come while its operation runs. What it holds
 * counts among the incomplete requests of all connections.
 * <p>
 * Event loop only, but for its {@link #stub()}.
 */
final class PipedRequest {

	private final IncomingStub stub;

	private final IncompleteRequests allIncomplete;

	private boolean timedOut;

	/**
	 * Create a request of which nothing has come.
	 * @param stub hands its stub over
	 * @param allIncomplete what all connections hold
	 */
	PipedRequest(IncomingStub stub, IncompleteRequests allIncomplete) {
		this.stub = stub;
		this.allIncomplete = allIncomplete;
	}

	IncomingStub stub() {
		return this.stub;
	}

	/**
	 * Add a fragment.
	 * @param fragment the fragment
	 * @return whether the request is not too long with it
	 */
	boolean add(Request fragment) {
		ByteBuf octets = fragment.stub();
		if (!this.allIncomplete.hold(octets.readableBytes())) {
			fail(new PipeException("There is no memory for what the pipes of all calls hold: at most %d octets"
				.formatted(this.allIncomplete.maxOctets()), RpcStatus.PIPE_MEMORY, null));
			return true;
		}
		if (!this.stub.add(octets)) {
			this.allIncomplete.release(octets.readableBytes());
			return false;
		}
		return true;
	}

	/** Whether no more should be read, until the operation has read on. */
	boolean isFull() {
		return this.stub.isFull();
	}

	/** Whether the call was answered or failed: what comes is dropped. */
	boolean isGivenUp() {
		return this.stub.isGivenUp();
	}

	/**
	 * Whether its other fragments are due: not once its call was answered, when a client
	 * may send the rest, or begin the next call, or do neither.
	 */
	boolean isAwaited() {
		return this.timedOut || !this.stub.isGivenUp();
	}

	/**
	 * No fragment has come in time.
	 * @param failure what the operation's reading fails with
	 * @return whether that is news; else the connection should end
	 */
	boolean timeOut(IOException failure) {
		boolean first = !this.timedOut;
		this.timedOut = true;
		fail(failure);
		return first;
	}

	void fail(IOException failure) {
		this.stub.fail(failure);
	}

}
