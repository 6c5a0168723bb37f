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
 * waits. All of them together have a limit of time: who never sends the last token holds
 * nothing for long, nor does one whose steps take too long.
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

	/** Read by who takes steps: what nobody awaits any more need not be done. */
	private volatile boolean ended;

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
		this.inbound.authenticating();
		try {
			this.executor.execute(() -> {
				if (!this.ended) {
					attempt.step(token);
				}
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

	/** The last step was taken, and the client is who it says: it need not hurry. */
	void completed() {
		this.inbound.authenticated();
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
