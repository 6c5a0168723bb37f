package io.opnum.rpc.server;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.opnum.rpc.PipeException;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.transport.TransportConnection;

/**
 * Reads no more from a connection than can be worked off and answered, and sees that the
 * peer is in time with what it began: as long as it is read, since a peer can't be late
 * with what is not taken from it.
 * <p>
 * Event loop only.
 */
final class InboundFlow {

	private final TransportConnection transport;

	private final RpcServerLimits limits;

	private final RequestAssembler requests;

	private final CallQueue calls;

	private final BufferedOctets buffered;

	private final Runnable whenRoom = this::roomAgain;

	private final Consumer<Deadlines.Kind> whenLate;

	private final Deadlines deadlines;

	private boolean reading = true;

	private boolean held;

	private boolean ended;

	/**
	 * Begin to read, and to wait for the bind.
	 * @param transport the connection
	 * @param runtime what connections share
	 * @param requests what is incomplete
	 * @param calls what is in flight
	 * @param whenLate told what did not come in time, so that the connection should end
	 */
	InboundFlow(TransportConnection transport, ServerRuntime runtime, RequestAssembler requests, CallQueue calls,
			Consumer<Deadlines.Kind> whenLate) {
		this.transport = transport;
		this.limits = runtime.limits();
		this.requests = requests;
		this.calls = calls;
		this.buffered = runtime.buffered();
		this.whenLate = whenLate;
		this.deadlines = new Deadlines(transport, runtime.nanoTime(), this::expired);
		this.deadlines.arm(Deadlines.Kind.BIND, this.limits.bindTimeout());
	}

	/** A PDU is there wholly. */
	void received() {
		this.deadlines.disarm(Deadlines.Kind.PDU);
	}

	/** The bind is there. */
	void bound() {
		this.deadlines.disarm(Deadlines.Kind.BIND);
		watchIdleness();
	}

	/** The client authenticates itself, from its first token on. */
	void authenticating() {
		this.deadlines.disarm(Deadlines.Kind.BIND);
		this.deadlines.armOnce(Deadlines.Kind.AUTHENTICATION, this.limits.bindTimeout());
	}

	/** The client has authenticated itself. */
	void authenticated() {
		this.deadlines.disarm(Deadlines.Kind.AUTHENTICATION);
	}

	/** A fragment of a request is there. */
	void fragmentAdded() {
		if (this.requests.piped() != null) {
			// Each fragment has its own time
			this.deadlines.disarm(Deadlines.Kind.CALL);
			update();
		}
		watchFragments();
	}

	/** A request is complete, or has pipes and runs while it comes. */
	void callBegins() {
		this.deadlines.disarm(Deadlines.Kind.IDLE);
	}

	/** A call is in flight no more. */
	void callEnded() {
		if (!this.ended) {
			update();
			watchFragments();
			watchIdleness();
		}
	}

	/** What was read is worked off. */
	void readComplete() {
		watchPdu();
	}

	/** Cease to read while the client is being authenticated, or go on. */
	void setHeld(boolean held) {
		this.held = held;
		update();
	}

	/** Cease to read or go on, as things are now. */
	void update() {
		PipedRequest piped = this.requests.piped();
		boolean reading = !this.held && !this.calls.isFull() && this.transport.isWritable()
				&& (piped == null || !piped.isFull()) && !isStarved();
		if (this.reading != reading && !this.ended) {
			this.reading = reading;
			watchPdu();
			watchFragments();
			this.transport.setAutoRead(reading);
		}
	}

	/**
	 * Whether the server holds too much, and of this connection some. What is incomplete
	 * may come to its end, or be late: it has a limit of its own.
	 */
	private boolean isStarved() {
		boolean incomplete = this.requests.piped() != null || this.requests.awaitsFragments();
		return !incomplete && !this.calls.isEmpty() && !this.ended && this.buffered.isExhausted()
				&& this.buffered.awaitRoom(this.whenRoom);
	}

	private void roomAgain() {
		try {
			this.transport.execute(this::update);
		}
		catch (RejectedExecutionException ex) {
			// Nothing is read any more
		}
	}

	private void watchPdu() {
		watch(Deadlines.Kind.PDU, this.transport.isReceiving());
	}

	private void watchFragments() {
		watch(Deadlines.Kind.CALL, this.requests.awaitsFragments());
	}

	private void watch(Deadlines.Kind kind, boolean incomplete) {
		if (incomplete && this.reading) {
			this.deadlines.armOnce(kind, this.limits.fragmentTimeout());
		}
		else {
			this.deadlines.disarm(kind);
		}
	}

	private void watchIdleness() {
		if (!this.limits.idleTimeout().isZero() && this.calls.isEmpty()) {
			this.deadlines.arm(Deadlines.Kind.IDLE, this.limits.idleTimeout());
		}
	}

	private void expired(Deadlines.Kind kind) {
		PipedRequest piped = this.requests.piped();
		if (kind == Deadlines.Kind.CALL && piped != null && piped.timeOut(silence())) {
			watchFragments();
			return;
		}
		this.whenLate.accept(kind);
	}

	private PipeException silence() {
		return new PipeException("Nothing came through the pipe for %s".formatted(this.limits.fragmentTimeout()),
				RpcStatus.PIPE_COMM_ERROR, null);
	}

	/** The connection is closed. */
	void end() {
		this.ended = true;
		this.buffered.forget(this.whenRoom);
		this.deadlines.disarmAll();
	}

}
