package io.opnum.rpc.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.association.BindTimeFeatures;
import io.opnum.rpc.association.NegotiationException;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.client.Failure.Remedy;
import io.opnum.rpc.pdu.AlterContextResponse;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.MalformedPduException;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.Response;
import io.opnum.rpc.security.MessageRefusedException;
import io.opnum.rpc.security.SecurityInitiator;
import io.opnum.rpc.transport.TransportConnection;
import io.opnum.rpc.transport.TransportConnection.Cancellable;
import io.opnum.rpc.transport.TransportListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of an association: bound once, then carrying calls (C706 9.3, MS-RPCE
 * 3.3.2). All of its state belongs to its event loop, so that what is certain about a
 * call is certain: a request is sent by a task on the loop, or it is not; once the loop
 * knows that the connection has ended, nothing more goes out.
 * <p>
 * This class is its life, from the bind to the end; what is agreed on is the affair of
 * {@link InterfaceNegotiation}, calls go out through {@link RequestQueue}, and their
 * answers come back through {@link AnswerReader}. Every PDU passes {@link PduChannel}.
 * <p>
 * Event loop only, but for the methods that say otherwise.
 */
final class ClientConnection implements TransportListener {

	/** As much of what a peer sent as goes into a log line and an exception. */
	private static final int MAX_VIOLATION_TEXT = 500;

	/** Longer than any connection lives. */
	private static final Duration MAX_LIFETIME = Duration.ofDays(365);

	/** Clocks differ, though most by less. */
	private static final Duration MAX_EXPIRY_MARGIN = Duration.ofMinutes(1);

	private static final int EXPIRY_MARGIN_PART = 10;

	private static final Logger logger = LoggerFactory.getLogger(ClientConnection.class);

	private final Association association;

	private final InterfaceId firstInterface;

	private final Duration connectTimeout;

	private final @Nullable AssociationGroup proposedGroup;

	private final boolean exclusive;

	private final PduChannel pdus = new PduChannel();

	private final CallTable calls = new CallTable();

	private final CancelledCalls cancelled = new CancelledCalls(this, this.pdus);

	private final RequestQueue requests;

	private final InterfaceNegotiation interfaces;

	private final AnswerReader answers;

	/** How it is authenticated, {@code null} for not at all. */
	private final @Nullable SecurityNegotiation security;

	private final IdleTimer idleTimer;

	private volatile boolean closeRequested;

	/** Written under the lock of the association. */
	private volatile @Nullable AssociationGroup group;

	/** Guarded by the lock of the association. */
	private boolean hasLeftGroup;

	private State state = State.BINDING;

	private boolean connected;

	private boolean bound;

	private boolean groupForgotten;

	private @Nullable Failure failure;

	private @Nullable Cancellable bindTimer;

	/** Ends the connection with the security context. */
	private @Nullable Cancellable expiryTimer;

	/** Why the server seems not to accept the caller. */
	private @Nullable Failure refusal;

	/** Why the first interface was not accepted. */
	private @Nullable Failure rejection;

	/**
	 * Create a connection, which is not connected yet.
	 * @param association the association it is for
	 * @param settings the settings of the client
	 * @param firstInterface the interface to bind
	 * @param connectTimeout how long connecting, and then binding, may take
	 * @param proposedGroup the association group to join, {@code null} for a new one
	 * @param exclusive whether each call has the connection for itself
	 */
	ClientConnection(Association association, ClientSettings settings, InterfaceId firstInterface,
			Duration connectTimeout, @Nullable AssociationGroup proposedGroup, boolean exclusive) {
		this.association = association;
		this.firstInterface = firstInterface;
		this.connectTimeout = connectTimeout;
		this.proposedGroup = proposedGroup;
		this.exclusive = exclusive;
		this.requests = new RequestQueue(this, this.pdus, this.calls);
		this.interfaces = new InterfaceNegotiation(this, association,
				new InterfaceContexts(association.transferSyntaxes()), features(settings), this.pdus, this.calls,
				this.requests);
		this.answers = new AnswerReader(this, this.pdus, this.calls, this.cancelled, settings);
		this.idleTimer = new IdleTimer(this, settings.idleTimeout());
		this.security = security();
	}

	private @Nullable SecurityNegotiation security() {
		SecurityInitiator initiator = this.association.initiator();
		return (initiator != null) ? new SecurityNegotiation(this, this.pdus, this.interfaces,
				this.association.authentication(), initiator, this.association.securityExecutor()) : null;
	}

	private static BindTimeFeatures features(ClientSettings settings) {
		return new BindTimeFeatures(BindTimeFeatures.KEEP_CONNECTION_ON_ORPHAN
				| (settings.deadlinePropagation() ? BindTimeFeatures.REMAINING_TIME : 0));
	}

	// ---- for the association and for calls, on any thread

	InterfaceId firstInterface() {
		return this.firstInterface;
	}

	Duration connectTimeout() {
		return this.connectTimeout;
	}

	/** The association group to join, {@code null} for a new one. */
	@Nullable AssociationGroup proposedGroup() {
		return this.proposedGroup;
	}

	/** Whether each call has the connection for itself, even if it could have others. */
	boolean isExclusive() {
		return this.exclusive;
	}

	/** The association group, once the bind is answered. */
	@Nullable AssociationGroup group() {
		return this.group;
	}

	/** Under the lock of the association. */
	void joined(AssociationGroup group) {
		this.group = group;
	}

	/**
	 * Cease to be counted in the group. Under the lock of the association.
	 * @return whether it was
	 */
	boolean leftGroup() {
		boolean left = !this.hasLeftGroup;
		this.hasLeftGroup = true;
		return left;
	}

	boolean hasLeftGroup() {
		return this.hasLeftGroup;
	}

	/** Whether several calls may be in flight at once, once the bind is answered. */
	boolean isMultiplexed() {
		return this.pdus.agreement().multiplexed();
	}

	/** When the bind was answered, as {@link System#nanoTime()}. */
	long boundAt() {
		return this.pdus.agreement().at();
	}

	/** Whether an interface was accepted here. */
	boolean isBoundTo(InterfaceId interfaceId) {
		return this.interfaces.isAccepted(interfaceId);
	}

	/** Whether there is room for another presentation context. */
	boolean hasRoom() {
		return this.interfaces.hasRoom();
	}

	Endpoint endpoint() {
		return this.association.endpoint();
	}

	/**
	 * Send a call, or let it fail as not sent.
	 * @param call the call, which this connection has been assigned to
	 */
	void submit(ClientCall call) {
		this.pdus.transport().execute(call);
	}

	/**
	 * Forget a call that has ended, and tell the server.
	 * @param call the call
	 */
	void abandon(ClientCall call) {
		try {
			this.pdus.transport().execute(() -> abandoned(call));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("{} had ended with its event loop", this);
		}
	}

	/**
	 * Close the connection; calls in flight fail.
	 * @param failure what they fail with; {@code null} where there are none
	 */
	void close(@Nullable Failure failure) {
		this.closeRequested = true;
		TransportConnection transport = this.pdus.transportIfAttached();
		if (transport != null) {
			transport.execute(() -> {
				if (failure != null) {
					end(failure);
				}
				else {
					drain();
				}
			});
		}
	}

	/** Close now, where that was put off for the sake of context handles. */
	void reconsider() {
		try {
			this.pdus.transport().execute(() -> {
				if (this.state == State.DRAINING) {
					endIdle();
				}
				else {
					closeUnlessLingering();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			logger.debug("{} had ended with its event loop", this);
		}
	}

	/**
	 * Take no more calls, and close when those have ended that there are, or that are on
	 * their way here. The association has noted it.
	 */
	void retire() {
		this.pdus.transport().schedule(this::drain, Duration.ZERO);
	}

	boolean inEventLoop() {
		TransportConnection transport = this.pdus.transportIfAttached();
		return transport != null && transport.inEventLoop();
	}

	// ---- bind

	/**
	 * Take the transport connection.
	 * @param transport the transport connection
	 * @return this, as its listener
	 */
	ClientConnection attach(TransportConnection transport) {
		this.pdus.attach(transport);
		return this;
	}

	/** The connection is there: bind. */
	void connected() {
		if (this.state != State.BINDING) {
			return;
		}
		this.connected = true;
		this.association.connected();
		if (this.closeRequested) {
			end(Failures.clientClosed());
			return;
		}
		if (this.security != null) {
			this.security.begin();
		}
		else {
			this.interfaces.bind();
		}
		this.bindTimer = this.pdus.transport().schedule(() -> end(notBound()), this.connectTimeout);
	}

	private Failure notBound() {
		return (this.security != null && this.security.isStepping())
				? Failures.authenticationNotReady(endpoint(), this.association.authentication(), this.connectTimeout)
				: Failures.bindNotAnswered(endpoint(), this.connectTimeout);
	}

	private void bound(BindAck ack) {
		if (this.state != State.BINDING) {
			throw new ProtocolViolationException("a bind_ack without a bind");
		}
		this.rejection = this.interfaces.bound(ack);
		if (this.security != null) {
			this.security.answered(ack.flags(), ack.auth());
		}
		else {
			opened();
		}
	}

	/**
	 * The authentication is complete.
	 * @param protection protects what follows
	 */
	void authenticated(MessageProtection protection) {
		this.pdus.protect(protection);
		Instant now = Instant.now();
		if (protection.expiresAt().isBefore(now.plus(MAX_LIFETIME))) {
			this.expiryTimer = this.pdus.transport()
				.schedule(this::drain, Deadlines.bounded(timeOfUse(Duration.between(now, protection.expiresAt()))));
		}
		opened();
	}

	/**
	 * How much of the time until a security context expires it is used for new calls.
	 * What is sent shall be there in time, and by the server's clock; of a ticket that
	 * expires soon most is used all the same.
	 */
	static Duration timeOfUse(Duration untilExpiry) {
		Duration margin = untilExpiry.dividedBy(EXPIRY_MARGIN_PART);
		return untilExpiry.minus((margin.compareTo(MAX_EXPIRY_MARGIN) < 0) ? margin : MAX_EXPIRY_MARGIN);
	}

	/** It takes calls from now on. */
	private void opened() {
		cancelBindTimer();
		this.state = State.OPEN;
		this.bound = true;
		Agreement agreement = this.pdus.agreement();
		this.idleTimer.start(this.pdus.transport(), agreement.at());
		logger.debug("{} bound: {}", this, agreement);
		this.association.bound(this, agreement.groupId(), this.rejection);
	}

	private void refused(BindNak nak) {
		if (this.state != State.BINDING) {
			throw new ProtocolViolationException("a bind_nak on a connection that is bound");
		}
		this.groupForgotten = nak.reason() == BindNak.NOT_SPECIFIED && this.proposedGroup != null;
		Failure failure = Failures.bindNak(endpoint(), nak);
		end(isOfCaller(nak) ? Failures.authenticationRefused(endpoint(), this.association.authentication(), failure)
				: failure);
	}

	/** Samba gives no reason where it has no key for the principal of a ticket. */
	private boolean isOfCaller(BindNak nak) {
		return this.security != null && (nak.reason() == BindNak.INVALID_CHECKSUM
				|| (nak.reason() == BindNak.NOT_SPECIFIED && !this.groupForgotten));
	}

	private void cancelBindTimer() {
		cancel(this.bindTimer);
	}

	private static void cancel(@Nullable Cancellable timer) {
		if (timer != null) {
			timer.cancel();
		}
	}

	// ---- calls

	/**
	 * Send a call, as soon as its interface is accepted and the peer reads.
	 * @param call the call
	 */
	void transmit(ClientCall call) {
		if (this.state == State.OPEN) {
			this.interfaces.submit(call);
		}
		else {
			call.route().attemptFailed(Failures.notSent(endpoint(), null));
		}
	}

	/** A request is about to be sent while none awaits its answer. */
	void awaitsAnswers() {
		this.idleTimer.touch();
	}

	@Override
	public void writabilityChanged(boolean writable) {
		this.requests.writabilityChanged();
	}

	private void abandoned(ClientCall call) {
		if (this.calls.remove(call)) {
			call.landed();
			call.releaseMessage();
			giveUp(call);
		}
		else if (this.requests.remove(call)) {
			slotFreed();
		}
		else if (this.interfaces.forget(call) && !isMultiplexed()) {
			// What the server makes of the alter_context stays unknown
			endOrDrain(Failures.notSent(endpoint(), null));
		}
	}

	private void giveUp(ClientCall call) {
		if (this.state == State.CLOSED) {
			return;
		}
		if (call instanceof PipedCall piped && !piped.isSent()) {
			abandonRequest(piped);
		}
		else {
			cancelOnServer(call);
		}
		if (this.idleTimer.isSilentFor(this.connectTimeout)) {
			logger.debug("{} has been silent: further calls take another connection", this);
			drain();
		}
		slotFreed();
	}

	/** What is left of a request will not be sent. */
	private void abandonRequest(PipedCall call) {
		if (call.isHeldBack() && tryLeave()) {
			// A cancel would not arrive before the server reads the pipe on
			this.pdus.transport().abort();
		}
		else {
			this.cancelled.abandon(call.callId(), true);
		}
	}

	/**
	 * Tell the server that an answer is not wanted any more, and wait for what it says to
	 * that.
	 * @param call the call, which is not in flight any more
	 */
	void cancelOnServer(ClientCall call) {
		this.cancelled.cancel(call.callId(), call.cancelTimeout());
		if (call.isPiped()) {
			// It may have stopped to be read
			this.pdus.transport().setAutoRead(true);
		}
	}

	/**
	 * End, or take no more calls where the context handles of the group need this
	 * connection: then it ends once another one is there.
	 * @param failure what calls fail with, or {@code null} if there are none
	 * @return whether it ended at once
	 */
	boolean endOrDrain(@Nullable Failure failure) {
		boolean ending = this.association.mayLeave(this);
		if (ending) {
			end(failure);
		}
		else {
			drain();
		}
		return ending;
	}

	/**
	 * End, unless the context handles of the group need this connection.
	 * @return whether nothing comes in any more; it remains to be closed
	 */
	boolean tryLeave() {
		boolean leaving = this.association.mayLeave(this);
		if (leaving) {
			leave(State.CLOSED);
		}
		return leaving;
	}

	// ---- what comes in

	@Override
	public void received(ByteBuf frame) {
		if (this.state == State.CLOSED) {
			frame.release();
			return;
		}
		boolean kept = false;
		try {
			kept = dispatch(this.pdus.read(frame));
		}
		catch (MessageRefusedException ex) {
			logger.warn("{} sent what is not protected as agreed and is disconnected: {}", this, ex.getMessage());
			end(Failures.messageRefused(endpoint(), ex));
		}
		catch (MalformedPduException | NegotiationException | ProtocolViolationException ex) {
			violated(String.valueOf(ex.getMessage()));
		}
		catch (RuntimeException ex) {
			logger.error("{} could not take a PDU", this, ex);
			end(Failures.internal(ex));
		}
		finally {
			if (!kept) {
				frame.release();
			}
		}
	}

	@Override
	public void readComplete() {
		this.idleTimer.touch();
	}

	/**
	 * Act on a PDU.
	 * @param pdu the PDU
	 * @return whether the frame it borrows from was passed on
	 */
	private boolean dispatch(Pdu pdu) {
		switch (pdu.type()) {
			case RESPONSE -> {
				return this.answers.responded((Response) pdu);
			}
			case FAULT -> faulted((Fault) pdu);
			case BIND_ACK -> bound((BindAck) pdu);
			case BIND_NAK -> refused((BindNak) pdu);
			case ALTER_CONTEXT_RESPONSE -> altered((AlterContextResponse) pdu);
			case SHUTDOWN -> shutdown();
			case REQUEST, BIND, ALTER_CONTEXT, AUTH3, CO_CANCEL, ORPHANED ->
				throw new ProtocolViolationException("a " + pdu.type() + " PDU, which only clients send");
		}
		return false;
	}

	private void altered(AlterContextResponse response) {
		if (this.state == State.BINDING && this.security != null) {
			this.security.answered(response.flags(), response.auth());
		}
		else {
			this.interfaces.altered(response);
		}
	}

	private void faulted(Fault fault) {
		Failure failure = Faults.of(fault);
		if (this.security != null && !this.pdus.isConfirmed() && Failures.mayMeanUnauthenticated(failure)) {
			// Of the last leg servers say nothing: the first call learns what became of
			// it
			failure = Failures.authenticationRefused(endpoint(), this.association.authentication(), failure);
			this.refusal = failure;
		}
		if (this.state == State.BINDING) {
			end(failure.notSent());
		}
		else if (!this.interfaces.alterFaulted(fault.callId(), failure)) {
			this.answers.faulted(fault,
					this.association.authentication().level().isSigned() ? failure.unproved() : failure);
		}
	}

	private void shutdown() {
		logger.debug("{} asks to close the connection when it is idle", this);
		if (this.state == State.BINDING) {
			end(Failures.lostWhileBinding(endpoint(), null));
		}
		else {
			drain();
		}
	}

	private void violated(String text) {
		String shortened = (text.length() > MAX_VIOLATION_TEXT) ? text.substring(0, MAX_VIOLATION_TEXT) + "…" : text;
		logger.warn("{} broke the protocol and is disconnected: {}", this, shortened);
		end(Failures.violation(endpoint(), shortened));
	}

	// ---- idleness

	/** A call was answered well, as one over this security context. */
	void confirm(ClientCall call) {
		if (this.security != null) {
			this.pdus.confirm();
			this.interfaces.confirm(call.interfaceId());
		}
	}

	/** A call has left, or was never sent: there may be room for the next. */
	void slotFreed() {
		if (this.state == State.DRAINING) {
			endIdle();
		}
		if (this.state == State.OPEN && !isMultiplexed() && this.cancelled.isEmpty()) {
			this.association.released(this);
		}
		closeUnlessLingering();
	}

	private void closeUnlessLingering() {
		if (this.state == State.OPEN && !this.association.isLingering() && isIdle()) {
			closeIdle();
		}
	}

	/** Whether it takes calls. */
	boolean isOpen() {
		return this.state == State.OPEN;
	}

	/** Whether it has ended, or is about to. */
	boolean isClosed() {
		return this.state == State.CLOSED;
	}

	/** Whether nothing is in flight, nor waits. */
	boolean isIdle() {
		return this.calls.isEmpty() && this.cancelled.isEmpty() && this.requests.isEmpty() && this.interfaces.isIdle();
	}

	/**
	 * Close since nothing was in flight for long.
	 * @param idle for how long
	 * @return whether that was begun; {@code false} if context handles need it
	 */
	boolean closeIdle(Duration idle) {
		boolean closing = closeIdle();
		if (closing) {
			logger.debug("{} was idle for {}", this, idle);
		}
		return closing;
	}

	private boolean closeIdle() {
		if (this.association.isNeeded(this)) {
			return false;
		}
		this.association.retired(this);
		// Behind the calls that took this connection before it was retired
		retire();
		return true;
	}

	/** Take no more calls, and close when those in flight have ended. */
	void drain() {
		if (this.state == State.OPEN) {
			leave(State.DRAINING);
			endIdle();
		}
	}

	/**
	 * Close if no call needs the connection. One that keeps context handles alive stays
	 * until another one does, or the last of them has ended.
	 */
	private void endIdle() {
		if (isIdle() && this.association.mayLeave(this)) {
			end(null);
		}
	}

	// ---- the end

	/**
	 * End the connection from this side.
	 * @param failure what calls fail with, or {@code null} if there are none
	 */
	void end(@Nullable Failure failure) {
		if (this.state != State.CLOSED) {
			this.failure = failure;
			leave(State.CLOSED);
			this.pdus.transport().close();
		}
	}

	private void leave(State state) {
		this.state = state;
		if (this.bound) {
			this.association.retired(this);
		}
	}

	@Override
	public void closed(@Nullable Throwable cause) {
		this.state = State.CLOSED;
		cancelBindTimer();
		this.idleTimer.stop();
		this.cancelled.clear();
		cancel(this.expiryTimer);
		if (this.failure == null && this.refusal != null && !this.pdus.isConfirmed()) {
			this.failure = this.refusal;
		}
		logger.debug("{} closed", this, cause);
		if (this.bound) {
			// Before its calls look for another connection
			this.association.closed(this);
			failSent(cause);
			failUnsent(cause);
			this.association.settle();
		}
		else {
			this.association.bindFailed(this,
					(this.failure != null) ? this.failure.notSent() : Failures.lostWhileBinding(endpoint(), cause),
					this.groupForgotten);
		}
		if (this.connected) {
			this.association.disconnected();
		}
		if (this.security != null) {
			this.security.close();
			this.pdus.destroyKeys();
		}
	}

	private void failSent(@Nullable Throwable cause) {
		Failure failure = (this.failure != null) ? this.failure : Failures.lost(endpoint(), cause);
		for (ClientCall call : this.calls.removeAll()) {
			call.landed();
			boolean written = this.pdus.transport().wasWritten(call.sentAs());
			if (!written && this.failure == null && call.markNotSent()) {
				// No server runs a request whose last fragment it has not got
				call.route().attemptFailed(Failures.notSent(endpoint(), cause));
			}
			else {
				call.releaseMessage();
				call.fail(written ? failure : failure.notSent());
			}
		}
	}

	private void failUnsent(@Nullable Throwable cause) {
		boolean altering = !this.interfaces.isIdle();
		List<ClientCall> unsent = new ArrayList<>(this.requests.removeAll());
		unsent.addAll(this.interfaces.takeWaiting());
		boolean alterRefused = altering && this.failure == null && this.association.alterRefused();
		Failure failure = (this.failure != null && this.failure.remedy() == Remedy.NONE) ? this.failure
				: Failures.notSent(endpoint(), cause);
		unsent.forEach((alterRefused) ? (call) -> call.route().again() : (call) -> call.route().attemptFailed(failure));
	}

	@Override
	public String toString() {
		return "[%s %s]".formatted(endpoint(), Integer.toHexString(System.identityHashCode(this)));
	}

	private enum State {

		/** The bind is not answered yet. */
		BINDING,

		/** Takes calls. */
		OPEN,

		/** Takes no more calls; those in flight go on. */
		DRAINING,

		/** Ended, or about to: nothing that arrives counts any more. */
		CLOSED

	}

}
