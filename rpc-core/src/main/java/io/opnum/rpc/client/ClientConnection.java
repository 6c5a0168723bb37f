package io.opnum.rpc.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.association.BindTimeFeatures;
import io.opnum.rpc.association.ContextProposal.Answer;
import io.opnum.rpc.association.FragmentSizes;
import io.opnum.rpc.association.NegotiationException;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.client.Failure.Remedy;
import io.opnum.rpc.ndr.NdrFormat;
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
import io.opnum.rpc.pdu.Reassembler;
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

	private static final int MAX_FRAG = FragmentSizes.DEFAULT;

	private static final BindTimeFeatures FEATURES = new BindTimeFeatures(BindTimeFeatures.KEEP_CONNECTION_ON_ORPHAN);

	/** Windows and Samba echo only the lower octet of a context id. */
	private static final int MAX_CONTEXTS = 256;

	private static final Logger logger = LoggerFactory.getLogger(ClientConnection.class);

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

	private final Association association;

	private final ClientSettings settings;

	private final InterfaceId firstInterface;

	private final Duration connectTimeout;

	private final int proposedGroupId;

	private final CallTable calls = new CallTable();

	private final Map<InterfaceId, InterfaceContext> contexts = new HashMap<>();

	/** Contexts to be proposed, one alter_context after the other. */
	private final Queue<InterfaceContext> proposals = new ArrayDeque<>();

	/** Calls that could not be sent because the peer does not read fast enough. */
	private final Queue<ClientCall> backlog = new ArrayDeque<>();

	private volatile @Nullable TransportConnection transport;

	private volatile Set<InterfaceId> interfaces = Set.of();

	private volatile boolean multiplexed;

	private volatile boolean full;

	private volatile boolean closeRequested;

	private State state = State.BINDING;

	private boolean opened;

	private boolean bound;

	private @Nullable Failure failure;

	private @Nullable InterfaceContext altering;

	private int alterCallId;

	private @Nullable Cancellable bindTimer;

	private @Nullable Cancellable idleTimer;

	private int maxXmitFrag = MAX_FRAG;

	private BindTimeFeatures features = BindTimeFeatures.NONE;

	private int groupId;

	private boolean groupForgotten;

	/** When something was last received, or sent while nothing was awaited. */
	private long lastActivity;

	private volatile long boundAt;

	private boolean warnedOfCallIds;

	ClientConnection(Association association, ClientSettings settings, InterfaceId firstInterface,
			Duration connectTimeout, int groupId) {
		this.association = association;
		this.settings = settings;
		this.firstInterface = firstInterface;
		this.connectTimeout = connectTimeout;
		this.proposedGroupId = groupId;
	}

	// ---- for the association and for calls, on any thread

	/** The interface that is bound first. */
	InterfaceId firstInterface() {
		return this.firstInterface;
	}

	/** How long connecting, and then binding, may take. */
	Duration connectTimeout() {
		return this.connectTimeout;
	}

	/** The association group that was proposed; 0 for a new one. */
	int proposedGroupId() {
		return this.proposedGroupId;
	}

	/**
	 * Whether several calls may be in flight at once. Final once the bind is answered.
	 */
	boolean isMultiplexed() {
		return this.multiplexed;
	}

	/** Whether the server did not know the association group that was proposed. */
	boolean isGroupForgotten() {
		return this.groupForgotten;
	}

	/** When the bind was answered, as {@link System#nanoTime()}. */
	long boundAt() {
		return this.boundAt;
	}

	/** Whether an interface was accepted here. */
	boolean isBoundTo(InterfaceId interfaceId) {
		return this.interfaces.contains(interfaceId);
	}

	/** Whether there is room for another presentation context. */
	boolean hasRoom() {
		return !this.full;
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
			transport.execute(() -> end(failure));
		}
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
		this.opened = true;
		this.association.opened(this);
		if (this.closeRequested) {
			end(Failures.clientClosed());
			return;
		}
		this.bindTimer = transport().schedule(() -> end(Failures.bindNotAnswered(endpoint(), this.connectTimeout)),
				this.connectTimeout);
		InterfaceContext context = new InterfaceContext(0, this.firstInterface);
		this.contexts.put(this.firstInterface, context);
		send(new Bind(PacketFlag.WHOLE | PacketFlag.CONC_MPX, DataRepresentation.LITTLE_ENDIAN, this.calls.nextCallId(),
				MAX_FRAG, MAX_FRAG, this.proposedGroupId, context.bind(FEATURES), null));
	}

	private void bound(BindAck ack) {
		InterfaceContext context = this.contexts.get(this.firstInterface);
		if (this.state != State.BINDING || context == null) {
			violation("a bind_ack without a bind");
			return;
		}
		Answer answer = context.answered(ack.results());
		this.maxXmitFrag = FragmentSizes.toSend(MAX_FRAG, ack.maxRecvFrag());
		this.multiplexed = PacketFlag.isSet(ack.flags(), PacketFlag.CONC_MPX);
		this.features = answer.features();
		this.groupId = ack.assocGroupId();
		cancel(this.bindTimer);
		publishInterfaces();
		this.state = State.OPEN;
		this.bound = true;
		this.boundAt = System.nanoTime();
		this.lastActivity = this.boundAt;
		scheduleIdleCheck(this.settings.idleTimeout());
		if (logger.isDebugEnabled()) {
			logger.debug("{} bound: {}, max_xmit_frag {}, features {}, group {}", this,
					(this.multiplexed) ? "multiplexed" : "one call at a time", this.maxXmitFrag, this.features.mask(),
					Integer.toUnsignedString(this.groupId));
		}
		this.association.bound(this, this.groupId,
				(answer.accepted() != null) ? null : Failures.rejected(endpoint(), answer.result()));
	}

	private void refused(BindNak nak) {
		if (this.state != State.BINDING) {
			violation("bind_nak on a connection that is bound");
			return;
		}
		if (nak.reason() == BindNak.NOT_SPECIFIED && this.proposedGroupId != 0) {
			this.groupForgotten = true;
		}
		end(Failures.bindNak(endpoint(), nak));
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
		InterfaceContext context = this.contexts.get(call.interfaceId());
		if (context != null && context.isAccepted()) {
			send(call, context);
		}
		else {
			negotiate(call, context);
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
		ByteBuf message = call.markSent();
		if (message == null) {
			slotFreed();
			return;
		}
		if (this.calls.isEmpty()) {
			this.lastActivity = System.nanoTime();
		}
		int callId = this.calls.add(call);
		transport().send(Fragmenter.request(message.retainedDuplicate(), DataRepresentation.LITTLE_ENDIAN, 0, callId,
				context.id(), call.operation().opnum(), call.objectUuid(), this.maxXmitFrag));
	}

	@Override
	public void writabilityChanged(boolean writable) {
		while (!this.backlog.isEmpty() && this.state != State.CLOSED && transport().isWritable()) {
			ClientCall call = this.backlog.remove();
			InterfaceContext context = this.contexts.get(call.interfaceId());
			if (context != null) {
				write(call, context);
			}
		}
	}

	// ---- further interfaces

	private void negotiate(ClientCall call, @Nullable InterfaceContext known) {
		InterfaceContext context = known;
		if (context == null) {
			if (this.contexts.size() >= MAX_CONTEXTS) {
				this.full = true;
				slotFreed();
				call.reroute();
				return;
			}
			context = new InterfaceContext(this.contexts.size(), call.interfaceId());
			this.contexts.put(call.interfaceId(), context);
		}
		context.waiting().add(call);
		if (context != this.altering && !this.proposals.contains(context)) {
			this.proposals.add(context);
			proposeNext();
		}
	}

	private void proposeNext() {
		if (this.altering != null || this.state == State.CLOSED) {
			return;
		}
		InterfaceContext context = this.proposals.poll();
		if (context != null) {
			this.altering = context;
			this.alterCallId = this.calls.nextCallId();
			send(new AlterContext(PacketFlag.WHOLE | ((this.multiplexed) ? PacketFlag.CONC_MPX : 0),
					DataRepresentation.LITTLE_ENDIAN, this.alterCallId, MAX_FRAG, MAX_FRAG, this.groupId,
					context.alter(), null));
		}
	}

	private void altered(AlterContextResponse response) {
		InterfaceContext context = this.altering;
		if (context == null) {
			violation("alter_context_resp without an alter_context");
			return;
		}
		Answer answer = context.answered(response.results());
		this.altering = null;
		this.association.alterAccepted();
		if (answer.accepted() != null) {
			publishInterfaces();
			List<ClientCall> calls = drain(context.waiting());
			if (calls.isEmpty()) {
				slotFreed();
			}
			calls.forEach((call) -> send(call, context));
		}
		else if (answer.result().reason() == ContextResult.LOCAL_LIMIT_EXCEEDED) {
			this.full = true;
			giveBack(context, ClientCall::reroute);
		}
		else {
			Failure failure = Failures.rejected(endpoint(), answer.result());
			giveBack(context, (call) -> call.attemptFailed(failure));
		}
		proposeNext();
	}

	/**
	 * The server answers alter_context with a fault: it wants another connection.
	 */
	private void alterFaulted(InterfaceContext context, Fault fault) {
		Failure failure = Faults.of(fault);
		this.altering = null;
		if (this.association.alterRefused()) {
			logger.debug("{} refused alter_context with {}", this, failure.status());
			giveBack(context, ClientCall::reroute);
		}
		else {
			giveBack(context, (call) -> call.attemptFailed(failure));
		}
		proposeNext();
	}

	private void giveBack(InterfaceContext context, Consumer<ClientCall> action) {
		List<ClientCall> calls = drain(context.waiting());
		slotFreed();
		calls.forEach(action);
	}

	private void publishInterfaces() {
		this.interfaces = this.contexts.values()
			.stream()
			.filter(InterfaceContext::isAccepted)
			.map(InterfaceContext::interfaceId)
			.collect(Collectors.toUnmodifiableSet());
		this.full |= this.contexts.size() >= MAX_CONTEXTS;
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
		catch (MalformedPduException | NegotiationException ex) {
			violation(String.valueOf(ex.getMessage()));
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
				violation("a " + pdu.type() + " PDU, which only clients send");
		}
		return false;
	}

	private boolean responded(Response response) {
		ClientCall call = find(response);
		if (call == null) {
			return false;
		}
		Reassembler fragments = call.fragments();
		boolean last = PacketFlag.isSet(response.flags(), PacketFlag.LAST_FRAG);
		if (PacketFlag.isSet(response.flags(), PacketFlag.FIRST_FRAG) == (fragments != null)) {
			violation("response to call %s with flags %02x, but its first fragment has %s".formatted(
					Integer.toUnsignedString(response.callId()), response.flags(),
					(fragments != null) ? "come already" : "not come yet"));
			return false;
		}
		if (fragments == null && last && response.stub().readableBytes() <= this.settings.maxResponseSize()) {
			landed(call);
			call.succeed(response.stub(), format(response.drep()));
			return true;
		}
		collect(call, response, fragments, last);
		return false;
	}

	private void collect(ClientCall call, Response response, @Nullable Reassembler begun, boolean last) {
		Reassembler fragments = begun;
		if (fragments == null) {
			fragments = new Reassembler(this.settings.maxResponseSize(), response.allocHint());
			call.collect(fragments, response.drep());
		}
		else if (call.drep() != response.drep()) {
			violation("response to call %s whose fragments differ in their data representation"
				.formatted(Integer.toUnsignedString(response.callId())));
			return;
		}
		if (!fragments.add(response.stub())) {
			if (!last) {
				cancelOnServer(call.callId());
			}
			landed(call);
			call.fail(Failures.responseTooLarge(endpoint(), this.settings.maxResponseSize()));
		}
		else if (last) {
			ByteBuf stub = fragments.join();
			landed(call);
			call.succeed(stub, format(response.drep()));
		}
	}

	private void faulted(Fault fault) {
		InterfaceContext context = this.altering;
		if (this.state == State.BINDING) {
			end(Faults.of(fault).notExecuted());
		}
		else if (context != null
				&& (fault.callId() == this.alterCallId || (!this.multiplexed && this.calls.isEmpty()))) {
			alterFaulted(context, fault);
		}
		else {
			ClientCall call = find(fault);
			if (call != null) {
				ended(call, Faults.of(fault));
			}
		}
	}

	private void ended(ClientCall call, Failure failure) {
		this.calls.remove(call);
		call.discardFragments();
		slotFreed();
		if (failure.remedy() != Remedy.NONE && call.markNotSent()) {
			call.attemptFailed(failure);
		}
		else {
			call.releaseMessage();
			call.fail(failure);
		}
	}

	/** The answer to a call is complete; tidy up before its caller goes on. */
	private void landed(ClientCall call) {
		this.calls.remove(call);
		call.discardFragments();
		call.releaseMessage();
		slotFreed();
	}

	/**
	 * Find the call that an answer belongs to. Late answers of calls that were given up
	 * belong to none.
	 */
	private @Nullable ClientCall find(Pdu answer) {
		ClientCall call = this.calls.get(answer.callId());
		if (call != null) {
			return call;
		}
		if (!this.multiplexed) {
			call = this.calls.single();
		}
		if (call != null) {
			// Wine's server always answers with call id 1. With one call in flight, and
			// the connection closed when a call is given up, there is no other it could
			// mean.
			if (!this.warnedOfCallIds) {
				this.warnedOfCallIds = true;
				logger.debug("{} answers call {} as call {}; tolerated while one call is in flight", this,
						call.callId(), answer.callId());
			}
			return call;
		}
		if (!this.calls.wasUsed(answer.callId())) {
			violation("a %s to call %s, which was never made%s".formatted(answer.type(),
					Integer.toUnsignedString(answer.callId()),
					(answer instanceof Fault fault) ? " (" + Faults.of(fault).text() + ")" : ""));
		}
		return null;
	}

	private static NdrFormat format(DataRepresentation drep) {
		return (drep.isLittleEndian()) ? NdrFormat.NDR : NdrFormat.NDR_BIG_ENDIAN;
	}

	private void shutdown() {
		logger.debug("{} asks to close the connection when it is idle", this);
		if (this.state == State.BINDING) {
			end(Failures.lostWhileBinding(endpoint(), null));
		}
		else {
			drainAndClose();
		}
	}

	// ---- calls given up

	private void abandoned(ClientCall call) {
		if (this.calls.remove(call)) {
			call.discardFragments();
			call.releaseMessage();
			slotFreedBy(call);
			return;
		}
		InterfaceContext context = this.contexts.get(call.interfaceId());
		if (this.backlog.remove(call)) {
			slotFreed();
		}
		else if (context != null && context.waiting().remove(call) && !this.multiplexed) {
			// What the server makes of the alter_context stays unknown
			end(Failures.notSent(endpoint(), null));
		}
	}

	private void slotFreedBy(ClientCall call) {
		if (this.state == State.CLOSED) {
			return;
		}
		cancelOnServer(call.callId());
		if (System.nanoTime() - this.lastActivity >= Deadlines.nanos(this.connectTimeout)) {
			logger.debug("{} has been silent: further calls take another connection", this);
			drainAndClose();
		}
		slotFreed();
	}

	/**
	 * Tell the server that an answer is not wanted any more. A connection that carries
	 * one call at a time ends with it (MS-RPCE 3.3.2.5); on a multiplexed one orphaned is
	 * sent only where the server promised to keep the connection.
	 */
	private void cancelOnServer(int callId) {
		ByteBuf out = transport().allocator().buffer(2 * PduCodec.COMMON_HEADER_LENGTH);
		PduCodec.encode(new CoCancel(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, callId, null), out);
		if (!this.multiplexed || this.features.has(BindTimeFeatures.KEEP_CONNECTION_ON_ORPHAN)) {
			PduCodec.encode(new Orphaned(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, callId, null), out);
		}
		if (this.multiplexed) {
			transport().send(out);
		}
		else {
			leave(State.CLOSED);
			transport().sendAndClose(out);
		}
	}

	// ---- the end

	private void slotFreed() {
		if (this.state == State.DRAINING && isIdle()) {
			end(null);
		}
		if (this.state == State.OPEN && !this.multiplexed) {
			this.association.released(this);
		}
		if (this.state == State.OPEN && this.association.isUnneededWhenIdle() && isIdle()) {
			closeIdle();
		}
	}

	private boolean isIdle() {
		return this.calls.isEmpty() && this.backlog.isEmpty() && this.altering == null;
	}

	private void scheduleIdleCheck(Duration delay) {
		if (!this.settings.idleTimeout().isZero()) {
			this.idleTimer = transport().schedule(this::checkIdle, delay);
		}
	}

	private void checkIdle() {
		if (this.state != State.OPEN) {
			return;
		}
		Duration idle = (isIdle()) ? Duration.ofNanos(System.nanoTime() - this.lastActivity) : Duration.ZERO;
		Duration remaining = this.settings.idleTimeout().minus(idle);
		if (!remaining.isNegative() && !remaining.isZero()) {
			scheduleIdleCheck(remaining);
		}
		else {
			logger.debug("{} was idle for {}", this, idle);
			closeIdle();
		}
	}

	private void closeIdle() {
		this.association.retired(this);
		// Behind calls that took this connection before it was retired
		transport().execute(this::drainAndClose);
	}

	private void drainAndClose() {
		if (this.state == State.OPEN) {
			leave(State.DRAINING);
			if (isIdle()) {
				end(null);
			}
		}
	}

	private void violation(String text) {
		logger.warn("{} broke the protocol and is disconnected: {}", this, text);
		end(Failures.violation(endpoint(), text, null));
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
		Failure failure = this.failure;
		if (!this.bound) {
			this.association.bindFailed(this,
					(failure != null) ? failure.notExecuted() : Failures.lostWhileBinding(endpoint(), cause));
		}
		else {
			// Before its calls look for another connection
			this.association.closed(this);
			boolean alterRefused = this.altering != null && failure == null && this.association.alterRefused();
			this.calls.removeAll().forEach((call) -> {
				call.discardFragments();
				call.releaseMessage();
				call.fail((failure != null) ? failure : Failures.lost(endpoint(), cause));
			});
			for (ClientCall call : unsent()) {
				if (alterRefused) {
					call.reroute();
				}
				else {
					call.attemptFailed((failure != null && failure.remedy() == Remedy.NONE) ? failure
							: Failures.notSent(endpoint(), cause));
				}
			}
			this.association.settle();
		}
		if (this.opened) {
			this.association.disconnected();
		}
	}

	private List<ClientCall> unsent() {
		List<ClientCall> unsent = drain(this.backlog);
		this.contexts.values().forEach((context) -> unsent.addAll(drain(context.waiting())));
		return unsent;
	}

	private static List<ClientCall> drain(Queue<ClientCall> queue) {
		List<ClientCall> calls = new ArrayList<>(queue);
		queue.clear();
		return calls;
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

}
