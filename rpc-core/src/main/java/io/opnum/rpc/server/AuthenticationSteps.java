package io.opnum.rpc.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.transport.TransportConnection;

/**
 * Has the steps of a client's authentication taken off the event loop, since they may
 * block, one at a time. Meanwhile the connection is not read, and what came already
 * waits.
 * <p>
 * Event loop only.
 */
final class AuthenticationSteps {

	private final TransportConnection transport;

	private final InboundFlow inbound;

	private final Executor executor;

	private final Consumer<ByteBuf> receiver;

	private final Consumer<RuntimeException> failures;

	private final Deque<ByteBuf> held = new ArrayDeque<>(0);

	private boolean running;

	private boolean ended;

	/**
	 * Create the steps of a connection.
	 * @param transport the connection
	 * @param inbound told not to read
	 * @param executor takes the steps
	 * @param receiver gets what waited; ownership passes
	 * @param failures told what continuing after a step failed with
	 */
	AuthenticationSteps(TransportConnection transport, InboundFlow inbound, Executor executor,
			Consumer<ByteBuf> receiver, Consumer<RuntimeException> failures) {
		this.transport = transport;
		this.inbound = inbound;
		this.executor = executor;
		this.receiver = receiver;
		this.failures = failures;
	}

	/**
	 * Keep a PDU that came while a step is taken.
	 * @param frame the PDU; ownership passes if it is kept
	 * @return whether it is kept
	 */
	boolean hold(ByteBuf frame) {
		if (!this.running || this.ended) {
			return false;
		}
		this.held.add(frame);
		return true;
	}

	/**
	 * Take a step.
	 * @param attempt the authentication
	 * @param token the token of the client
	 * @param then what to do after it, on the event loop, unless the connection has ended
	 */
	void take(AuthenticationAttempt attempt, byte[] token, Runnable then) {
		this.running = true;
		this.inbound.setHeld(true);
		try {
			this.executor.execute(() -> {
				attempt.step(token);
				back(attempt, then);
			});
		}
		catch (RejectedExecutionException ex) {
			this.running = false;
			attempt.destroy();
			throw ex;
		}
	}

	private void back(AuthenticationAttempt attempt, Runnable then) {
		try {
			this.transport.execute(() -> taken(attempt, then));
		}
		catch (RejectedExecutionException ex) {
			// There is no connection any more
			attempt.destroy();
		}
	}

	private void taken(AuthenticationAttempt attempt, Runnable then) {
		this.running = false;
		if (this.ended) {
			attempt.destroy();
			return;
		}
		try {
			then.run();
		}
		catch (RuntimeException ex) {
			this.failures.accept(ex);
		}
		ByteBuf frame;
		while (!this.running && (frame = this.held.poll()) != null) {
			this.receiver.accept(frame);
		}
		if (!this.running && !this.ended) {
			this.inbound.setHeld(false);
		}
	}

	/** The connection has ended: nothing is waited for any more. */
	void end() {
		this.ended = true;
		this.held.forEach(ByteBuf::release);
		this.held.clear();
	}

	/** Whether a step is being taken. */
	boolean isRunning() {
		return this.running;
	}

}
