package io.opnum.rpc.client;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.client.Failure.Remedy;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings responses and faults of a connection to the calls that they answer (C706 12.6.2,
 * 12.6.4). Event loop only.
 */
final class AnswerReader {

	private static final Logger logger = LoggerFactory.getLogger(AnswerReader.class);

	private final ClientConnection connection;

	private final PduChannel pdus;

	private final CallTable calls;

	private final CancelledCalls cancelled;

	private final int maxResponseSize;

	private final long maxPipeSize;

	private boolean toldOfCallIds;

	AnswerReader(ClientConnection connection, PduChannel pdus, CallTable calls, CancelledCalls cancelled,
			ClientSettings settings) {
		this.connection = connection;
		this.pdus = pdus;
		this.calls = calls;
		this.cancelled = cancelled;
		this.maxResponseSize = settings.maxResponseSize();
		this.maxPipeSize = settings.maxPipeSize();
	}

	/**
	 * A fragment of a response arrived.
	 * @param response the fragment
	 * @return whether its stub was passed on; if not it is retained as needed
	 * @throws ProtocolViolationException if it makes no sense
	 */
	boolean responded(Response response) {
		ClientCall call = find(response);
		if (call == null) {
			return false;
		}
		if (call.format().ndr64() && !response.drep().isLittleEndian()) {
			throw new ProtocolViolationException(
					"a big-endian response in NDR64, which is little-endian only (MS-RPCE 2.2.5)");
		}
		if (call instanceof PipedCall piped && piped.receivesPipes()) {
			responded(piped, response);
			return false;
		}
		ResponseAssembly assembly = call.assembly();
		if (assembly == null) {
			if (ResponseAssembly.isWhole(response) && response.stub().readableBytes() <= this.maxResponseSize) {
				landed(call);
				call.succeed(response.stub(), response.drep().isLittleEndian());
				return true;
			}
			assembly = new ResponseAssembly(response, this.maxResponseSize);
			call.assemble(assembly);
		}
		boolean last = PacketFlag.isSet(response.flags(), PacketFlag.LAST_FRAG);
		if (!assembly.add(response)) {
			tooLarge(call, last, Failures.responseTooLarge(this.connection.endpoint(), this.maxResponseSize));
		}
		else if (last) {
			ByteBuf stub = assembly.join();
			landed(call);
			call.succeed(stub, response.drep().isLittleEndian());
		}
		return false;
	}

	private void responded(PipedCall call, Response response) {
		boolean last = PacketFlag.isSet(response.flags(), PacketFlag.LAST_FRAG);
		if (!call.received(response)) {
			tooLarge(call, last, Failures.pipeTooLarge(this.connection.endpoint(), this.maxPipeSize));
		}
		else if (last) {
			landed(call);
			call.receivedAll();
		}
		else if (call.isFull()) {
			this.pdus.transport().setAutoRead(false);
		}
	}

	/** The answer to a call is complete: tidy up before its caller goes on. */
	private void landed(ClientCall call) {
		call.answered(this.connection.group());
		this.connection.confirm(call);
		left(call);
		call.releaseMessage();
		this.connection.slotFreed();
	}

	private void left(ClientCall call) {
		this.calls.remove(call);
		call.landed();
	}

	private void tooLarge(ClientCall call, boolean last, Failure failure) {
		left(call);
		call.releaseMessage();
		if (!last) {
			this.connection.cancelOnServer(call);
		}
		this.connection.slotFreed();
		call.fail(failure);
	}

	/**
	 * A fault arrived that is about a call.
	 * @param fault the fault
	 * @param failure what it says
	 * @throws ProtocolViolationException if there was no such call
	 */
	void faulted(Fault fault, Failure failure) {
		ClientCall call = find(fault);
		if (call == null) {
			return;
		}
		left(call);
		if (failure.remedy() == Remedy.RECONNECT) {
			// Others would be refused here as well
			this.connection.drain();
		}
		if (call instanceof PipedCall piped && !piped.isSent() && !this.connection.endOrDrain(null)) {
			// What is left of its request will not be sent
			this.pdus.sendOrphaned(call.callId(), false, true);
		}
		this.connection.slotFreed();
		if (failure.remedy() != Remedy.NONE && call.markNotSent()) {
			call.route().attemptFailed(failure);
		}
		else {
			call.releaseMessage();
			call.fail(isExpiry(call, failure) ? Failures.expired(failure) : failure);
		}
	}

	/** A server that was told the time left may give a call up before its caller does. */
	private static boolean isExpiry(ClientCall call, Failure failure) {
		return failure.status().equals(RpcStatus.FAULT_CANCEL) && call.remainingNanos() <= 0;
	}

	/**
	 * Find the call that an answer belongs to. Late answers of calls that were given up
	 * belong to none, nor do those that some servers give where none is awaited.
	 */
	private @Nullable ClientCall find(Pdu answer) {
		ClientCall call = this.calls.get(answer.callId());
		boolean anyId = !this.pdus.agreement().multiplexed() && !this.calls.mayBelongToMaybeCall(answer.callId());
		if (call == null && anyId) {
			call = anyCallId(answer);
		}
		if (call != null || this.cancelled.answered(answer.callId(), anyId, isLast(answer))) {
			return call;
		}
		if (!this.calls.wasUsed(answer.callId())) {
			throw new ProtocolViolationException("a %s to call %s, which was never made%s".formatted(answer.type(),
					Integer.toUnsignedString(answer.callId()),
					(answer instanceof Fault fault) ? ": " + Faults.of(fault).text() : ""));
		}
		return null;
	}

	private static boolean isLast(Pdu answer) {
		return answer instanceof Fault || PacketFlag.isSet(answer.flags(), PacketFlag.LAST_FRAG);
	}

	/**
	 * Wine's server gives all answers the call id 1. With one call in flight, and the
	 * connection closed where a call is given up, there is no other call it could mean.
	 */
	private @Nullable ClientCall anyCallId(Pdu answer) {
		ClientCall call = this.calls.single();
		if (call != null && !this.toldOfCallIds) {
			this.toldOfCallIds = true;
			logger.debug("{} answers call {} as call {}; tolerated while one call is in flight", this.connection,
					call.callId(), answer.callId());
		}
		return call;
	}

}
