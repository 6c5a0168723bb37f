package io.opnum.rpc.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.association.BindTimeFeatures;
import io.opnum.rpc.association.ContextProposal.Answer;
import io.opnum.rpc.association.FragmentSizes;
import io.opnum.rpc.association.NegotiationException;
import io.opnum.rpc.association.RemainingTime;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.client.Failure.Remedy;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.AlterContextResponse;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.CoCancel;
import io.opnum.rpc.pdu.ContextResult;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.Fragmenter;
import io.opnum.rpc.pdu.MalformedPduException;
import io.opnum.rpc.pdu.Orphaned;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.pdu.Response;
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
 * Event loop only, but for the methods that say otherwise.
 */
final class ClientConnection implements TransportListener {

	private static final BindTimeFeatures FEATURES = new BindTimeFeatures(
			BindTimeFeatures.KEEP_CONNECTION_ON_ORPHAN | BindTimeFeatures.REMAINING_TIME);

	/** As much of what a peer sent as goes into a log line and an exception. */
	private static final int MAX_VIOLATION_TEXT = 500;

	private static final Logger logger = LoggerFactory.getLogger(ClientConnection.class);

	private final Association association;

	private final ClientSettings settings;

	private final InterfaceId firstInterface;

	private final Duration connectTimeout;

	private final int proposedGroupId;

	private final boolean exclusive;

	private final InterfaceContexts contexts;

	private final CallTable calls = new CallTable();

	/** Calls that could not be sent because the peer does not read fast enough. */
	private final Queue<ClientCall> backlog = new ArrayDeque<>();

	private volatile @Nullable TransportConnection transport;

	private volatile Agreement agreement = Agreement.NONE;

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

	private @Nullable Cancellable idleTimer;

	/** When something was last received, or sent while nothing was awaited. */
	private long lastActivity;

	/** Calls whose stub data is being converted: they come back. */
	private int converting;

	private boolean toldOfCallIds;

	/**
	 * Create a connection, which is not connected yet.
	 * @param association the association it is for
	 * @param settings the settings of the client
	 * @param firstInterface the interface to bind
	 * @param connectTimeout how long connecting, and then binding, may take
	 * @param groupId the association group to join, 0 for a new one
	 * @param exclusive whether each call has the connection for itself
	 */
	ClientConnection(Association association, ClientSettings settings, InterfaceId firstInterface,
			Duration connectTimeout, int groupId, boolean exclusive) {
		this.association = association;
		this.settings = settings;
		this.firstInterface = firstInterface;
		this.connectTimeout = connectTimeout;
		this.proposedGroupId = groupId;
		this.exclusive = exclusive;
		this.contexts = new InterfaceContexts(association.transferSyntaxes());
	}

	// ---- for the association and for calls, on any thread

	InterfaceId firstInterface() {
		return this.firstInterface;
	}

	Duration connectTimeout() {
		return this.connectTimeout;
	}

	int proposedGroupId() {
		return this.proposedGroupId;
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
		return this.agreement.multiplexed();
	}

	/** When the bind was answered, as {@link System#nanoTime()}. */
	long boundAt() {
		return this.agreement.at();
	}

	/** Whether an interface was accepted here. */
	boolean isBoundTo(InterfaceId interfaceId) {
		return this.contexts.isAccepted(interfaceId);
	}

	/** Whether there is room for another presentation context. */
	boolean hasRoom() {
		return this.contexts.hasRoom();
	}

	/**
	 * Send a call, or let it fail as not sent.
	 * @param call the call, which this connection has been assigned to
	 */
	void submit(ClientCall call) {
		transport().execute(call);
	}

	/**
	 * Forget a call that has ended, and tell the server.
	 * @param call the call
	 */
	void abandon(ClientCall call) {
		try {
			transport().execute(() -> abandoned(call));
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
		TransportConnection transport = this.transport;
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
			transport().execute(() -> {
				if (this.state == State.DRAINING) {
					endIdle();
				}
				else if (this.state == State.OPEN && !this.association.isLingering() && isIdle()) {
					closeIdle();
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
		transport().schedule(this::drain, Duration.ZERO);
	}

	boolean inEventLoop() {
		TransportConnection transport = this.transport;
		return transport != null && transport.inEventLoop();
	}

	// ---- bind

	/**
	 * Take the transport connection.
	 * @param transport the transport connection
	 * @return this, as its listener
	 */
	ClientConnection attach(TransportConnection transport) {
		this.transport = transport;
		return this;
	}

	/** The connection is there: bind. */
	void connected() {
		if (this.state != State.BINDING) {
			return;
		}
		this.connected = true;
		this.association.connected();
		InterfaceContext context = this.contexts.getOrCreate(this.firstInterface);
		if (this.closeRequested || context == null) {
			end(Failures.clientClosed());
			return;
		}
		this.bindTimer = transport().schedule(() -> end(Failures.bindNotAnswered(endpoint(), this.connectTimeout)),
				this.connectTimeout);
		send(new Bind(PacketFlag.WHOLE | (this.exclusive ? 0 : PacketFlag.CONC_MPX), DataRepresentation.LITTLE_ENDIAN,
				this.calls.nextCallId(), maxFrag(), maxFrag(), this.proposedGroupId, context.bind(FEATURES), null));
	}

	private int maxFrag() {
		return FragmentSizes.proposedOver(endpoint().protocolSequence());
	}

	private void bound(BindAck ack) {
		InterfaceContext context = this.contexts.get(this.firstInterface);
		if (this.state != State.BINDING || context == null) {
			throw new ProtocolViolationException("a bind_ack without a bind");
		}
		Answer answer = answered(context, ack.results());
		this.agreement = Agreement.of(ack, maxFrag(), answer.features(), !this.exclusive);
		this.lastActivity = this.agreement.at();
		cancel(this.bindTimer);
		this.state = State.OPEN;
		this.bound = true;
		scheduleIdleCheck(Deadlines.bounded(this.settings.idleTimeout()));
		logger.debug("{} bound: {}", this, this.agreement);
		this.association.bound(this, this.agreement.groupId(), (answer.accepted() != null) ? null : rejected(answer));
	}

	private Failure rejected(Answer answer) {
		return Failures.rejected(endpoint(), answer.result(), this.association.transferSyntaxes());
	}

	private void refused(BindNak nak) {
		if (this.state != State.BINDING) {
			throw new ProtocolViolationException("a bind_nak on a connection that is bound");
		}
		this.groupForgotten = nak.reason() == BindNak.NOT_SPECIFIED && this.proposedGroupId != 0;
		end(Failures.bindNak(endpoint(), nak));
	}

	private Answer answered(InterfaceContext context, List<ContextResult> results) {
		Answer answer = this.contexts.answered(context, results);
		if (answer.accepted() != null) {
			this.association.agreed(context.interfaceId(), context.format());
		}
		return answer;
	}

	// ---- calls going out

	/**
	 * Send a call, as soon as its interface is accepted and the peer reads.
	 * @param call the call
	 */
	void transmit(ClientCall call) {
		if (this.state != State.OPEN) {
			call.attemptFailed(Failures.notSent(endpoint(), null));
			return;
		}
		InterfaceContext context = this.contexts.getOrCreate(call.interfaceId());
		if (context == null) {
			slotFreed();
			call.reroute();
		}
		else if (context.isAccepted()) {
			send(call, context);
		}
		else {
			context.await(call);
			this.contexts.propose(context);
			proposeNext();
		}
	}

	private void send(ClientCall call, InterfaceContext context) {
		if (this.backlog.isEmpty() && transport().isWritable()) {
			write(call, context);
		}
		else {
			this.backlog.add(call);
		}
	}

	private void write(ClientCall call, InterfaceContext context) {
		if (call.format() != context.format() && !call.isEnded()) {
			this.converting++;
			call.convert(context.format(), () -> converted(call, context));
			return;
		}
		ByteBuf message = call.markSent();
		if (message == null) {
			slotFreed();
			return;
		}
		if (this.calls.isEmpty()) {
			this.lastActivity = System.nanoTime();
		}
		if (call.operation().isMaybe()) {
			sendRequest(call, context, message, PacketFlag.MAYBE, this.calls.nextMaybeCallId());
			call.releaseMessage();
			call.succeed(Unpooled.EMPTY_BUFFER, true);
			slotFreed();
		}
		else if (call instanceof PipedCall piped) {
			write(piped, context, message, this.calls.add(call));
		}
		else {
			sendRequest(call, context, message, 0, this.calls.add(call));
		}
	}

	private void write(PipedCall call, InterfaceContext context, ByteBuf message, int callId) {
		call.goesOver(transport());
		if (call.sendsPipes()) {
			call.send(new PipedRequest(message.retain(), transport(),
					Fragmenter.requestParts(DataRepresentation.LITTLE_ENDIAN, callId, context.id(),
							call.operation().opnum(), call.objectUuid(), this.agreement.maxXmitFrag()),
					this.agreement.features().has(BindTimeFeatures.REMAINING_TIME)));
		}
		else {
			sendRequest(call, context, message, 0, callId);
		}
	}

	private void sendRequest(ClientCall call, InterfaceContext context, ByteBuf message, int flags, int callId) {
		ByteBuf stub = message.retainedDuplicate();
		if (this.agreement.features().has(BindTimeFeatures.REMAINING_TIME)) {
			RemainingTime.append(stub, DataRepresentation.LITTLE_ENDIAN, call.remainingMicros());
		}
		transport().send(Fragmenter.request(stub, DataRepresentation.LITTLE_ENDIAN, flags, callId, context.id(),
				call.operation().opnum(), call.objectUuid(), this.agreement.maxXmitFrag()));
		call.sentAs(transport().sends());
	}

	/** The call is laid out as this connection wants it, or has ended. Any thread. */
	private void converted(ClientCall call, InterfaceContext context) {
		try {
			transport().execute(() -> {
				this.converting--;
				if (this.state == State.CLOSED) {
					call.attemptFailed(Failures.notSent(endpoint(), null));
				}
				else {
					send(call, context);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			call.fail(Failures.clientClosed());
		}
	}

	@Override
	public void writabilityChanged(boolean writable) {
		if (this.exclusive && this.calls.single() instanceof PipedCall piped) {
			piped.writabilityChanged();
		}
		while (!this.backlog.isEmpty() && this.state != State.CLOSED && transport().isWritable()) {
			ClientCall call = this.backlog.remove();
			InterfaceContext context = this.contexts.get(call.interfaceId());
			if (context != null) {
				write(call, context);
			}
		}
	}

	// ---- further interfaces

	private void proposeNext() {
		InterfaceContext context = (this.state != State.CLOSED) ? this.contexts.nextProposal() : null;
		if (context != null) {
			int callId = this.calls.nextCallId();
			this.contexts.alter(context, callId);
			send(new AlterContext(PacketFlag.WHOLE | ((isMultiplexed()) ? PacketFlag.CONC_MPX : 0),
					DataRepresentation.LITTLE_ENDIAN, callId, maxFrag(), maxFrag(), this.agreement.groupId(),
					context.alter(), null));
		}
	}

	private void altered(AlterContextResponse response) {
		InterfaceContext context = this.contexts.altering();
		if (context == null) {
			throw new ProtocolViolationException("an alter_context_resp without an alter_context");
		}
		Answer answer = answered(context, response.results());
		this.association.alterAccepted();
		if (answer.accepted() != null) {
			List<ClientCall> calls = context.takeWaiting();
			if (calls.isEmpty()) {
				slotFreed();
			}
			calls.forEach((call) -> send(call, context));
		}
		else if (answer.result().reason() == ContextResult.LOCAL_LIMIT_EXCEEDED) {
			this.contexts.setFull();
			giveBack(context, ClientCall::reroute);
		}
		else {
			Failure failure = rejected(answer);
			giveBack(context, (call) -> call.attemptFailed(failure));
		}
		proposeNext();
	}

	/**
	 * The server answers alter_context with a fault: it wants another connection for each
	 * interface, unless it took one before.
	 */
	private void alterFaulted(InterfaceContext context, Failure failure) {
		this.contexts.alterRefused();
		boolean always = this.association.alterRefused();
		logger.debug("{} refused alter_context with {}", this, failure.status());
		giveBack(context, (always) ? ClientCall::reroute : (call) -> call.attemptFailed(failure));
		proposeNext();
	}

	private void giveBack(InterfaceContext context, Consumer<ClientCall> action) {
		List<ClientCall> calls = context.takeWaiting();
		slotFreed();
		calls.forEach(action);
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
			kept = dispatch(PduCodec.decode(frame));
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
		this.lastActivity = System.nanoTime();
	}

	/**
	 * Act on a PDU.
	 * @param pdu the PDU
	 * @return whether the frame it borrows from was passed on
	 */
	private boolean dispatch(Pdu pdu) {
		switch (pdu.type()) {
			case RESPONSE -> {
				return responded((Response) pdu);
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

	private boolean responded(Response response) {
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
			if (ResponseAssembly.isWhole(response)
					&& response.stub().readableBytes() <= this.settings.maxResponseSize()) {
				call.answered(this.group);
				landed(call);
				call.succeed(response.stub(), response.drep().isLittleEndian());
				return true;
			}
			assembly = new ResponseAssembly(response, this.settings.maxResponseSize());
			call.assemble(assembly);
		}
		boolean last = PacketFlag.isSet(response.flags(), PacketFlag.LAST_FRAG);
		if (!assembly.add(response)) {
			if (!last) {
				cancelOnServer(call.callId());
			}
			landed(call);
			call.fail(Failures.responseTooLarge(endpoint(), this.settings.maxResponseSize()));
		}
		else if (last) {
			ByteBuf stub = assembly.join();
			call.answered(this.group);
			landed(call);
			call.succeed(stub, response.drep().isLittleEndian());
		}
		return false;
	}

	private void responded(PipedCall call, Response response) {
		boolean last = PacketFlag.isSet(response.flags(), PacketFlag.LAST_FRAG);
		if (!call.received(response)) {
			if (!last) {
				cancelOnServer(call.callId());
			}
			landed(call);
			call.fail(Failures.pipeTooLarge(endpoint(), this.settings.maxPipeSize()));
		}
		else if (last) {
			call.answered(this.group);
			landed(call);
			call.receivedAll();
		}
		else if (call.isFull()) {
			transport().setAutoRead(false);
		}
	}

	/** The answer to a call is complete: tidy up before its caller goes on. */
	private void landed(ClientCall call) {
		this.calls.remove(call);
		call.landed();
		call.releaseMessage();
		slotFreed();
	}

	private void faulted(Fault fault) {
		Failure failure = Faults.of(fault);
		InterfaceContext altering = this.contexts.altering();
		if (this.state == State.BINDING) {
			end(failure.notSent());
		}
		else if (altering != null && (this.contexts.isAlterCallId(fault.callId()) || isOnlyAltering())) {
			alterFaulted(altering, failure);
		}
		else {
			ClientCall call = find(fault);
			if (call != null) {
				faulted(call, failure);
			}
		}
	}

	private void faulted(ClientCall call, Failure failure) {
		this.calls.remove(call);
		call.landed();
		if (failure.remedy() == Remedy.RECONNECT) {
			// Others would be refused here as well
			drain();
		}
		if (call instanceof PipedCall piped && !piped.isSent()) {
			// What is left of its request will not be sent
			end(null);
		}
		slotFreed();
		if (failure.remedy() != Remedy.NONE && call.markNotSent()) {
			call.attemptFailed(failure);
		}
		else {
			call.releaseMessage();
			call.fail(failure);
		}
	}

	/** Whether nothing but an alter_context can be answered. */
	private boolean isOnlyAltering() {
		return !isMultiplexed() && this.calls.isEmpty();
	}

	/**
	 * Find the call that an answer belongs to. Late answers of calls that were given up
	 * belong to none, nor do those that some servers give where none is awaited.
	 */
	private @Nullable ClientCall find(Pdu answer) {
		ClientCall call = this.calls.get(answer.callId());
		if (call == null && !isMultiplexed() && !this.calls.mayBelongToMaybeCall(answer.callId())) {
			call = anyCallId(answer);
		}
		if (call == null && !this.calls.wasUsed(answer.callId())) {
			throw new ProtocolViolationException("a %s to call %s, which was never made%s".formatted(answer.type(),
					Integer.toUnsignedString(answer.callId()),
					(answer instanceof Fault fault) ? ": " + Faults.of(fault).text() : ""));
		}
		return call;
	}

	/**
	 * Wine's server gives all answers the call id 1. With one call in flight, and the
	 * connection closed where a call is given up, there is no other call it could mean.
	 */
	private @Nullable ClientCall anyCallId(Pdu answer) {
		ClientCall call = this.calls.single();
		if (call != null && !this.toldOfCallIds) {
			this.toldOfCallIds = true;
			logger.debug("{} answers call {} as call {}; tolerated while one call is in flight", this, call.callId(),
					answer.callId());
		}
		return call;
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

	// ---- calls given up

	private void abandoned(ClientCall call) {
		InterfaceContext context = this.contexts.get(call.interfaceId());
		if (this.calls.remove(call)) {
			call.landed();
			call.releaseMessage();
			giveUp(call.callId());
		}
		else if (this.backlog.remove(call)) {
			slotFreed();
		}
		else if (context != null && context.forget(call) && !isMultiplexed()) {
			// What the server makes of the alter_context stays unknown
			end(Failures.notSent(endpoint(), null));
		}
	}

	private void giveUp(int callId) {
		if (this.state == State.CLOSED) {
			return;
		}
		cancelOnServer(callId);
		if (System.nanoTime() - this.lastActivity >= Deadlines.nanos(this.connectTimeout)) {
			logger.debug("{} has been silent: further calls take another connection", this);
			drain();
		}
		slotFreed();
	}

	/**
	 * Tell the server that an answer is not wanted any more. A connection that carries
	 * one call at a time ends with it (MS-RPCE 3.3.2.5); on a multiplexed one orphaned is
	 * sent only where the server promised to keep the connection.
	 */
	private void cancelOnServer(int callId) {
		boolean multiplexed = isMultiplexed();
		ByteBuf out = transport().allocator().buffer(2 * PduCodec.COMMON_HEADER_LENGTH);
		PduCodec.encode(new CoCancel(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, callId, null), out);
		if (!multiplexed || this.agreement.features().has(BindTimeFeatures.KEEP_CONNECTION_ON_ORPHAN)) {
			PduCodec.encode(new Orphaned(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, callId, null), out);
		}
		if (multiplexed) {
			transport().send(out);
		}
		else if (this.association.mayLeave(this)) {
			leave(State.CLOSED);
			transport().sendAndClose(out);
		}
		else {
			// The context handles of the group need it until another connection is there
			transport().send(out);
			drain();
		}
	}

	// ---- idleness

	/** A call has left, or was never sent: there may be room for the next. */
	private void slotFreed() {
		if (this.state == State.DRAINING) {
			endIdle();
		}
		if (this.state == State.OPEN && !isMultiplexed()) {
			this.association.released(this);
		}
		if (this.state == State.OPEN && !this.association.isLingering() && isIdle()) {
			closeIdle();
		}
	}

	private boolean isIdle() {
		return this.calls.isEmpty() && this.backlog.isEmpty() && this.converting == 0
				&& this.contexts.altering() == null;
	}

	private void scheduleIdleCheck(Duration delay) {
		if (!delay.isZero()) {
			this.idleTimer = transport().schedule(this::checkIdle, delay);
		}
	}

	private void checkIdle() {
		if (this.state != State.OPEN) {
			return;
		}
		Duration timeout = Deadlines.bounded(this.settings.idleTimeout());
		Duration idle = (isIdle()) ? Duration.ofNanos(System.nanoTime() - this.lastActivity) : Duration.ZERO;
		if (idle.compareTo(timeout) < 0) {
			scheduleIdleCheck(timeout.minus(idle));
		}
		else if (this.association.isNeeded(this)) {
			scheduleIdleCheck(timeout);
		}
		else {
			logger.debug("{} was idle for {}", this, idle);
			closeIdle();
		}
	}

	private void closeIdle() {
		if (this.association.isNeeded(this)) {
			return;
		}
		this.association.retired(this);
		// Behind the calls that took this connection before it was retired
		transport().schedule(this::drain, Duration.ZERO);
	}

	/** Take no more calls, and close when those in flight have ended. */
	private void drain() {
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

	private void violated(String text) {
		String shortened = (text.length() > MAX_VIOLATION_TEXT) ? text.substring(0, MAX_VIOLATION_TEXT) + "…" : text;
		logger.warn("{} broke the protocol and is disconnected: {}", this, shortened);
		end(Failures.violation(endpoint(), shortened));
	}

	/**
	 * End the connection from this side.
	 * @param failure what calls fail with, or {@code null} if there are none
	 */
	private void end(@Nullable Failure failure) {
		if (this.state != State.CLOSED) {
			this.failure = failure;
			leave(State.CLOSED);
			transport().close();
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
		cancel(this.bindTimer);
		cancel(this.idleTimer);
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
	}

	private void failSent(@Nullable Throwable cause) {
		Failure failure = (this.failure != null) ? this.failure : Failures.lost(endpoint(), cause);
		for (ClientCall call : this.calls.removeAll()) {
			call.landed();
			boolean written = transport().wasWritten(call.sentAs());
			if (!written && this.failure == null && call.markNotSent()) {
				// No server runs a request whose last fragment it has not got
				call.attemptFailed(Failures.notSent(endpoint(), cause));
			}
			else {
				call.releaseMessage();
				call.fail(written ? failure : failure.notSent());
			}
		}
	}

	private void failUnsent(@Nullable Throwable cause) {
		List<ClientCall> unsent = new ArrayList<>(this.backlog);
		this.backlog.clear();
		unsent.addAll(this.contexts.takeWaiting());
		boolean alterRefused = this.contexts.altering() != null && this.failure == null
				&& this.association.alterRefused();
		Failure failure = (this.failure != null && this.failure.remedy() == Remedy.NONE) ? this.failure
				: Failures.notSent(endpoint(), cause);
		unsent.forEach((alterRefused) ? ClientCall::reroute : (call) -> call.attemptFailed(failure));
	}

	private static void cancel(@Nullable Cancellable timer) {
		if (timer != null) {
			timer.cancel();
		}
	}

	private void send(Pdu pdu) {
		ByteBuf out = transport().allocator().buffer();
		PduCodec.encode(pdu, out);
		transport().send(out);
	}

	private TransportConnection transport() {
		TransportConnection transport = this.transport;
		if (transport == null) {
			throw new IllegalStateException("Not connected yet");
		}
		return transport;
	}

	private Endpoint endpoint() {
		return this.association.endpoint();
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

	/**
	 * What the bind agreed on.
	 *
	 * @param multiplexed whether several calls may be in flight at once
	 * @param maxXmitFrag the largest PDU to send
	 * @param features the features
	 * @param groupId the association group
	 * @param at when that was, as {@link System#nanoTime()}
	 */
	private record Agreement(boolean multiplexed, int maxXmitFrag, BindTimeFeatures features, int groupId, long at) {

		static final Agreement NONE = new Agreement(false, FragmentSizes.MUST_RECEIVE, BindTimeFeatures.NONE, 0, 0);

		static Agreement of(BindAck ack, int maxFrag, BindTimeFeatures features, boolean proposed) {
			return new Agreement(proposed && PacketFlag.isSet(ack.flags(), PacketFlag.CONC_MPX),
					FragmentSizes.toSend(maxFrag, ack.maxRecvFrag()), features, ack.assocGroupId(), System.nanoTime());
		}

		@Override
		public String toString() {
			return "%s, max_xmit_frag %d, features %d, group %s".formatted(
					(this.multiplexed) ? "multiplexed" : "one call at a time", this.maxXmitFrag, this.features.mask(),
					Integer.toUnsignedString(this.groupId));
		}

	}

}
