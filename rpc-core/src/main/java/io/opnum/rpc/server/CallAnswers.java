package io.opnum.rpc.server;

import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.transport.TransportConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a call from its result to its answer on the wire, and out of the books of
 * connection, association and server.
 * <p>
 * Each call that was accepted comes here once at its end. Threads of calls use what says
 * so, the event loop the rest.
 */
final class CallAnswers {

	private static final Logger logger = LoggerFactory.getLogger(CallAnswers.class);

	private final TransportConnection transport;

	private final PduSender pdus;

	private final FaultMarshaller faults;

	private final AssociationHandshake handshake;

	private final CallDispatcher dispatcher;

	private final CallQueue calls;

	private final InboundFlow inbound;

	private final Runnable close;

	private final AnswerQueue answers;

	private final AtomicBoolean reportedUnreadable = new AtomicBoolean();

	/**
	 * Create the way of a connection.
	 * @param transport the connection
	 * @param pdus the way out
	 * @param faults makes faults
	 * @param handshake what was agreed
	 * @param dispatcher runs calls
	 * @param calls the calls in flight
	 * @param inbound told that there is one less
	 * @param close ends the connection at once, on the event loop
	 */
	CallAnswers(TransportConnection transport, PduSender pdus, FaultMarshaller faults, AssociationHandshake handshake,
			CallDispatcher dispatcher, CallQueue calls, InboundFlow inbound, Runnable close) {
		this.transport = transport;
		this.pdus = pdus;
		this.faults = faults;
		this.handshake = handshake;
		this.dispatcher = dispatcher;
		this.calls = calls;
		this.inbound = inbound;
		this.close = close;
		this.answers = new AnswerQueue(transport, this::finish, this::sendPart, this::drop);
	}

	// ---- of calls that ran, from any thread

	/**
	 * Answer a call.
	 * @param call the call
	 * @param response its response; ownership passes
	 */
	void answer(ServerCall call, ByteBuf response) {
		this.dispatcher.finished();
		this.answers.add(call, response);
	}

	/**
	 * Send a part of an answer that is not the last.
	 * @param call the call
	 * @param pdus its PDUs; ownership passes
	 * @param octets what the part counts for
	 */
	void answerPart(ServerCall call, ByteBuf pdus, int octets) {
		this.answers.addPart(call, pdus, octets);
	}

	/** A call has ended that gets no answer. */
	void answerNothing(ServerCall call) {
		answer(call, Unpooled.EMPTY_BUFFER);
	}

	/**
	 * Answer a call that failed.
	 * @param call the call
	 * @param thrown why
	 * @param status the status
	 * @param didNotExecute whether the operation was not entered
	 */
	void answer(ServerCall call, Throwable thrown, RpcStatus status, boolean didNotExecute) {
		answer(call, this.faults.fault(call.callId(), call.presentationContext().contextId(), status, didNotExecute,
				thrown));
	}

	/**
	 * Answer a call that is let go no further: without reasons.
	 * @param call the call
	 * @param status the status
	 */
	void refuse(ServerCall call, RpcStatus status) {
		answer(call, call.isMaybe() ? Unpooled.EMPTY_BUFFER : fault(call, status));
	}

	/**
	 * A call can't even be answered: its client learns it from the end of the connection.
	 */
	void fail(ServerCall call, Throwable cause) {
		logger.error("{} could not be answered: its connection is closed", call, cause);
		call.notAnswered();
		this.dispatcher.finished();
		this.transport.close();
		ended(call);
	}

	/**
	 * A client sent stub data that can't be read. The connection goes on, so it is told
	 * once; not of a context handle that has ended, which is nothing wrong.
	 */
	void reportUnreadable(ServerCall call, BadStubDataException ex) {
		if (!ex.status().equals(RpcStatus.CONTEXT_MISMATCH) && this.reportedUnreadable.compareAndSet(false, true)) {
			logger.warn("{} has stub data that can't be read: {}", call, ex.getMessage());
		}
	}

	// ---- of calls that did not

	/** Answer a call that was refused when it came. Event loop only. */
	void answer(RefusedCall call) {
		RpcStatus status = call.status();
		if (status != null) {
			this.pdus.sendOne(this.faults.fault(call.callId(), call.contextId(), status, true));
		}
		remove(call);
	}

	/**
	 * Answer a call that was accepted and does not run.
	 * @param call the call
	 * @param status why
	 */
	void reject(ServerCall call, RpcStatus status) {
		logger.debug("{} rejected with {}", call, status);
		call.releaseUnrun();
		this.answers.add(call, call.isMaybe() ? Unpooled.EMPTY_BUFFER : fault(call, status));
	}

	private ByteBuf fault(ServerCall call, RpcStatus status) {
		return this.faults.fault(call.callId(), call.presentationContext().contextId(), status, true);
	}

	/**
	 * A call that was accepted could not be begun: its client learns it from the end of
	 * the connection. Event loop only.
	 */
	void abort(ServerCall call, Throwable cause) {
		logger.error("{} could not be begun: its connection is closed", call, cause);
		this.close.run();
		call.releaseUnrun();
		ended(call);
		this.calls.remove(call);
	}

	/** A call that was accepted was answered or dropped. Any thread. */
	void ended(ServerCall call) {
		this.handshake.association().release();
		this.dispatcher.ended();
	}

	// ---- from the queue

	private void sendPart(ServerCall call, ByteBuf pdus, int octets) {
		this.pdus.sendAll(pdus, call.caller());
		call.partSent(octets);
	}

	private void finish(ServerCall call, ByteBuf pdus) {
		try {
			if (this.pdus.isEnded()) {
				call.notAnswered();
			}
			this.pdus.sendAll(bounded(call, pdus), call.caller());
		}
		catch (RuntimeException ex) {
			// Not the affair of whoever ran the call, which perhaps was this thread
			logger.error("{} is closed: the answer to {} could not be sent", this.transport.remoteAddress(), call, ex);
			this.close.run();
		}
		ended(call);
		remove(call);
	}

	/**
	 * The answer itself, or, where there is no memory for what its client may not read,
	 * that it is lost.
	 */
	private ByteBuf bounded(ServerCall call, ByteBuf pdus) {
		if (!this.pdus.isOutOfMemoryFor(pdus.readableBytes())) {
			return pdus;
		}
		pdus.release();
		call.notAnswered();
		return this.faults.fault(call.callId(), call.presentationContext().contextId(), RpcStatus.REMOTE_NO_MEMORY,
				false);
	}

	private void drop(ServerCall call, ByteBuf pdus) {
		pdus.release();
		call.notAnswered();
		ended(call);
	}

	private void remove(QueuedCall call) {
		this.calls.remove(call);
		this.inbound.callEnded();
	}

}
