package io.opnum.rpc.server;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.transport.TransportConnection;

/**
 * Brings the answers to calls from the threads that ran them to the event loop of their
 * connection. While the event loop sends some, others gather: many calls cost one task
 * and one flush.
 * <p>
 * Thread-safe.
 */
final class AnswerQueue {

	/** After so many answers other connections of the event loop get their turn. */
	private static final int ANSWERS_PER_TASK = 256;

	private final TransportConnection transport;

	private final BiConsumer<ServerCall, ByteBuf> sender;

	private final BiConsumer<ServerCall, ByteBuf> dropper;

	private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final Runnable delivery = this::deliver;

	/**
	 * Create a queue.
	 * @param transport the connection
	 * @param sender sends an answer, on the event loop
	 * @param dropper takes an answer that the event loop, which has ended, can't send
	 */
	AnswerQueue(TransportConnection transport, BiConsumer<ServerCall, ByteBuf> sender,
			BiConsumer<ServerCall, ByteBuf> dropper) {
		this.transport = transport;
		this.sender = sender;
		this.dropper = dropper;
	}

	/**
	 * Send an answer: at once, if this is the event loop.
	 * @param call the call
	 * @param pdus its PDUs; ownership passes
	 */
	void add(ServerCall call, ByteBuf pdus) {
		if (this.transport.inEventLoop()) {
			this.sender.accept(call, pdus);
			return;
		}
		this.answers.add(new Answer(call, pdus));
		schedule();
	}

	private void schedule() {
		if (!this.scheduled.compareAndSet(false, true)) {
			return;
		}
		try {
			this.transport.execute(this.delivery);
		}
		catch (RejectedExecutionException ex) {
			this.scheduled.set(false);
			Answer answer;
			while ((answer = this.answers.poll()) != null) {
				this.dropper.accept(answer.call, answer.pdus);
			}
		}
	}

	private void deliver() {
		// Cleared first: what is added from here on schedules a task again
		this.scheduled.set(false);
		for (int i = 0; i < ANSWERS_PER_TASK; i++) {
			Answer answer = this.answers.poll();
			if (answer == null) {
				return;
			}
			this.sender.accept(answer.call, answer.pdus);
		}
		schedule();
	}

	/**
	 * The answer to a call.
	 *
	 * @param call the call
	 * @param pdus its PDUs
	 */
	private record Answer(ServerCall call, ByteBuf pdus) {

	}

}
