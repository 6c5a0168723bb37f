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

	private static final int WHOLE = -1;

	private final TransportConnection transport;

	private final BiConsumer<ServerCall, ByteBuf> sender;

	private final PartSender partSender;

	private final BiConsumer<ServerCall, ByteBuf> dropper;

	private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final Runnable delivery = this::deliver;

	/**
	 * Create a queue.
	 * @param transport the connection
	 * @param sender sends an answer, on the event loop
	 * @param partSender sends a part of an answer, on the event loop
	 * @param dropper takes an answer that the event loop, which has ended, can't send
	 */
	AnswerQueue(TransportConnection transport, BiConsumer<ServerCall, ByteBuf> sender, PartSender partSender,
			BiConsumer<ServerCall, ByteBuf> dropper) {
		this.partSender = partSender;
		this.transport = transport;
		this.sender = sender;
		this.dropper = dropper;
	}

	/**
	 * Send an answer, or the last part of one: at once, if this is the event loop and
	 * nothing waits that may belong to it.
	 * @param call the call
	 * @param pdus its PDUs; ownership passes
	 */
	void add(ServerCall call, ByteBuf pdus) {
		if (this.transport.inEventLoop() && this.answers.isEmpty()) {
			this.sender.accept(call, pdus);
			return;
		}
		this.answers.add(new Answer(call, pdus, WHOLE));
		schedule();
	}

	/**
	 * Send a part of an answer that is not the last.
	 * @param call the call
	 * @param pdus its PDUs; ownership passes
	 * @param octets what the part counts for
	 */
	void addPart(ServerCall call, ByteBuf pdus, int octets) {
		this.answers.add(new Answer(call, pdus, octets));
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
				if (answer.octets == WHOLE) {
					this.dropper.accept(answer.call, answer.pdus);
				}
				else {
					answer.pdus.release();
				}
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
			if (answer.octets == WHOLE) {
				this.sender.accept(answer.call, answer.pdus);
			}
			else {
				this.partSender.send(answer.call, answer.pdus, answer.octets);
			}
		}
		schedule();
	}

	/**
	 * Sends a part of an answer.
	 */
	@FunctionalInterface
	interface PartSender {

		void send(ServerCall call, ByteBuf pdus, int octets);

	}

	/**
	 * The answer to a call.
	 *
	 * @param call the call
	 * @param pdus its PDUs
	 * @param octets what a part of it counts for, or {@link #WHOLE}
	 */
	private record Answer(ServerCall call, ByteBuf pdus, int octets) {

	}

}
