package io.opnum.rpc.server;

import java.net.SocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.PipeException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.association.PresentationContext;
import io.opnum.rpc.association.RemainingTime;
import io.opnum.rpc.association.FragmentSizes;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.MalformedPduException;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.PacketType;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.pipe.IncomingStub;
import io.opnum.rpc.server.RequestAssembler.AssembledRequest;
import io.opnum.rpc.transport.TransportConnection;
import io.opnum.rpc.transport.TransportListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of a client: the server's state machine (C706 9.3.3, MS-RPCE 3.3.3, and
 * what Windows and Samba do where those are silent).
 *
 * <pre>
 * CONNECTED --bind--&gt; BOUND --any violation, or the end--&gt; CLOSED
 *     |                 request, alter_context, co_cancel, orphaned     ^
 *     +--anything else: bind_nak-----------------------------------------+
 * </pre>
 *
 * This class decides by state and packet type and owns the way out; the handshake, the
 * fragments of requests, the order of calls and the deadlines have classes of their own.
 * <p>
 * Event loop only, but for what threads of calls use: {@link #answer} and the accessors,
 * whose values do not change once the connection is bound.
 */
final class ServerConnection implements TransportListener {

	private static final Logger logger = LoggerFactory.getLogger(ServerConnection.class);

	private enum State {

		CONNECTED, BOUND, CLOSED

	}

	private final TransportConnection transport;

	private final ListeningEndpoint listeningEndpoint;

	private final ServerRuntime runtime;

	private final Consumer<ServerConnection> whenClosed;

	private final AssociationHandshake handshake;

	private final RequestAssembler requests;

	private final CallQueue calls;

	private final Deadlines deadlines;

	private final AnswerQueue answers;

	private final AtomicBoolean reportedUnreadable = new AtomicBoolean();

	private State state = State.CONNECTED;

	private boolean reading = true;

	private @Nullable ResponseMarshaller responses;

	private volatile @Nullable Boolean peerLocal;

	/**
	 * Create a connection that was accepted.
	 * @param transport carries the PDUs
	 * @param listeningEndpoint the endpoint that it came in on
	 * @param runtime what it shares with others
	 * @param whenClosed told once when it has ended
	 */
	ServerConnection(TransportConnection transport, ListeningEndpoint listeningEndpoint, ServerRuntime runtime,
			Consumer<ServerConnection> whenClosed) {
		this.transport = transport;
		this.listeningEndpoint = listeningEndpoint;
		this.runtime = runtime;
		this.whenClosed = whenClosed;
		this.handshake = new AssociationHandshake(listeningEndpoint, runtime);
		this.requests = new RequestAssembler(this.handshake.contexts(), runtime.limits().maxCallSize(),
				runtime.incompleteRequests(), this::pipedRequest);
		this.calls = new CallQueue(runtime.limits().maxCallsPerConnection(), runtime.limits().maxCallSize());
		this.answers = new AnswerQueue(transport, this::finish, this::sendPart, this::drop);
		this.deadlines = new Deadlines(transport, runtime.nanoTime(), this::expired);
		this.deadlines.arm(Deadlines.Kind.BIND, runtime.limits().bindTimeout());
	}

	@Override
	public void received(ByteBuf frame) {
		try {
			if (this.state != State.CLOSED) {
				this.deadlines.disarm(Deadlines.Kind.PDU);
				this.runtime.counters().packetsIn.increment();
				process(frame);
			}
		}
		catch (MalformedPduException ex) {
			refuse(ex);
		}
		catch (BindRefusedException ex) {
			refuse(ex);
		}
		catch (ProtocolViolationException ex) {
			refuse(ex);
		}
		catch (RuntimeException ex) {
			logger.error("{} is closed: a PDU of type {} could not be processed", this, typeOf(frame), ex);
			closeNow();
		}
		finally {
			frame.release();
		}
	}

	private void process(ByteBuf frame) {
		Pdu pdu = PduCodec.decode(frame);
		if (this.state == State.CONNECTED) {
			connected(pdu);
		}
		else {
			bound(pdu, frame.readableBytes());
		}
	}

	private void connected(Pdu pdu) {
		if (!(pdu instanceof Bind bind)) {
			throw new BindRefusedException(pdu.callId(), BindNak.PROTOCOL_VERSION_NOT_SUPPORTED,
					"the first PDU is " + pdu.type() + ", not a bind");
		}
		send(this.handshake.bind(bind, this.transport.endpoint().endpoint()));
		this.state = State.BOUND;
		this.deadlines.disarm(Deadlines.Kind.BIND);
		this.responses = new ResponseMarshaller(this.transport.allocator(), this.handshake.maxFrag(),
				this.runtime.limits().maxResponseSize());
		if (this.handshake.isMultiplexed()) {
			this.requests.setMultiplexed();
			this.calls.setMultiplexed();
		}
		watchIdleness();
	}

	private void bound(Pdu pdu, int length) {
		switch (pdu.type()) {
			case REQUEST -> request((Request) pdu, length);
			case ALTER_CONTEXT -> send(this.handshake.alter((AlterContext) pdu));
			// The client wants no answer any more: what it gets it ignores by its call
			// id,
			// so that both are the same here
			case CO_CANCEL, ORPHANED -> this.calls.cancel(pdu.callId());
			case BIND -> throw new BindRefusedException(pdu.callId(), BindNak.NOT_SPECIFIED, "a second bind");
			case AUTH3, RESPONSE, FAULT, BIND_ACK, BIND_NAK, ALTER_CONTEXT_RESPONSE, SHUTDOWN ->
				throw new ProtocolViolationException(RpcStatus.PROTO_ERROR, true, pdu.callId(), 0,
						"a PDU of type " + pdu.type() + " at a time when none may come");
		}
	}

	private void request(Request request, int length) {
		if (length > this.handshake.fragLimit()) {
			throw new ProtocolViolationException(RpcStatus.PROTO_ERROR, false, request.callId(), 0,
					"a fragment of %d octets, more than %d".formatted(length, this.handshake.fragLimit()));
		}
		if (request.auth() != null) {
			throw new ProtocolViolationException(RpcStatus.ACCESS_DENIED, false, request.callId(),
					(this.handshake.contexts().find(request.contextId()) != null) ? request.contextId() : 0,
					"a request with an authentication verifier on a connection without authentication");
		}
		AssembledRequest assembled = this.requests.add(request);
		if (this.requests.piped() != null) {
			// Each fragment has its own time
			this.deadlines.disarm(Deadlines.Kind.CALL);
			updateReading();
		}
		watchFragments();
		if (assembled != null) {
			accept(assembled);
		}
	}

	private PipedRequest pipedRequest(Request head, PresentationContext<RegisteredInterface> context) {
		long maxPipeSize = this.runtime.limits().maxPipeSize();
		return new PipedRequest(new IncomingStub(NdrFormat.of(context.transferSyntax(), head.drep().isLittleEndian()),
				(maxPipeSize == 0) ? Long.MAX_VALUE : maxPipeSize, ServerPipes.CAPACITY,
				this.runtime.incompleteRequests()::release, () -> execute(this::updateReading),
				this.transport::inEventLoop), this.runtime.incompleteRequests());
	}

	/** Make the pipes of a call. */
	ServerPipes pipes(ServerCall call, OperationStub operation, IncomingStub input) {
		return new ServerPipes(call, operation, input, this.transport,
				responses().fragments(call.callId(), call.presentationContext()), this.runtime.limits());
	}

	private void accept(AssembledRequest assembled) {
		this.runtime.counters().callsIn.increment();
		this.deadlines.disarm(Deadlines.Kind.IDLE);
		Request head = assembled.head();
		PresentationContext<RegisteredInterface> context = assembled.context();
		ByteBuf stub = assembled.stub();
		boolean maybe = PacketFlag.isSet(head.flags(), PacketFlag.MAYBE);
		PipedRequest piped = assembled.piped();
		if (context == null || (stub == null && piped == null)) {
			this.calls.add(new RefusedCall(this, head.callId(), 0, maybe ? null : RpcStatus.UNKNOWN_IF));
		}
		else if (!this.runtime.dispatcher().accept()) {
			if (stub != null) {
				stub.release();
			}
			if (piped != null) {
				piped.stub().release();
			}
			this.calls.add(new RefusedCall(this, head.callId(), context.contextId(),
					maybe ? null : RpcStatus.SERVER_UNAVAILABLE));
		}
		else {
			association().retain();
			long remaining = (stub != null && this.handshake.tellsRemainingTime())
					? RemainingTime.take(stub, head.drep()) : RemainingTime.NONE;
			ServerCall call = new ServerCall(this, context, head.callId(), head.opnum(), head.objectUuid(), head.drep(),
					maybe, stub, piped);
			call.limit(remaining);
			this.calls.add(call);
		}
		updateReading();
	}

	/** Run a call whose turn it is, or answer that it can't run. */
	void start(ServerCall call) {
		if (call.isCancelled()) {
			rejectCancelled(call);
			return;
		}
		RegisteredInterface registered = call.presentationContext().target();
		Managers managers = registered.on(this.listeningEndpoint);
		if (managers.isEmpty()) {
			reject(call, RpcStatus.UNKNOWN_IF);
			return;
		}
		ServerRegistration registration = managers.select(call.objectUuid(), this.runtime.interfaces().objectTypes());
		if (registration == null) {
			reject(call, RpcStatus.UNSUPPORTED_TYPE);
			return;
		}
		OperationStub operation = registration.stub().operation(call.opnum());
		if (operation == null) {
			reject(call, RpcStatus.OP_RNG_ERROR);
			return;
		}
		call.route(registration, operation);
		if (operation.contextHandles().isEmpty() || mayRun(call)) {
			dispatch(call);
		}
	}

	private boolean mayRun(ServerCall call) {
		try {
			return call.claimContextHandles(association().contextHandles());
		}
		catch (RpcFaultException ex) {
			reject(call, ex.status());
			return false;
		}
	}

	/** Go on with a call that had to wait for others. Any thread. */
	void resume(ServerCall call) {
		try {
			// From its own event loop, where it began, and not within the call before
			this.transport.execute(() -> dispatch(call));
		}
		catch (RejectedExecutionException ex) {
			dispatch(call);
		}
	}

	private void dispatch(ServerCall call) {
		if (!this.runtime.dispatcher().dispatch(call)) {
			this.runtime.counters().rejectedCalls.increment();
			reject(call, RpcStatus.SERVER_TOO_BUSY);
		}
	}

	private void rejectCancelled(ServerCall call) {
		if (call.isExpired()) {
			this.runtime.counters().expiredCalls.increment();
		}
		reject(call, RpcStatus.FAULT_CANCEL);
	}

	private void reject(ServerCall call, RpcStatus status) {
		logger.debug("{} rejected with {}", call, status);
		call.release();
		this.answers.add(call, call.isMaybe() ? Unpooled.EMPTY_BUFFER : fault(call, status, true));
	}

	/** Answer a call that was refused when it came. */
	void answer(RefusedCall call) {
		RpcStatus status = call.status();
		if (status != null) {
			sendPdus(fault(call.callId(), call.contextId(), status, true), 1);
		}
		remove(call);
	}

	/**
	 * Answer a call that ran. Any thread.
	 * @param call the call
	 * @param response its response; ownership passes to the connection
	 */
	void answer(ServerCall call, ByteBuf response) {
		this.runtime.dispatcher().finished();
		this.answers.add(call, response);
	}

	/**
	 * Send a part of an answer that is not the last. Any thread.
	 * @param call the call
	 * @param pdus its PDUs; ownership passes to the connection
	 * @param octets what the part counts for
	 */
	void answerPart(ServerCall call, ByteBuf pdus, int octets) {
		this.answers.addPart(call, pdus, octets);
	}

	private void sendPart(ServerCall call, ByteBuf pdus, int octets) {
		sendPdus(pdus, countPdus(pdus));
		call.partSent(octets);
	}

	/** A call has ended that gets no answer. Any thread. */
	void answerNothing(ServerCall call) {
		answer(call, Unpooled.EMPTY_BUFFER);
	}

	/**
	 * Answer a call that failed. Any thread.
	 * @param call the call
	 * @param thrown why
	 * @param status the status
	 * @param didNotExecute whether the operation was not entered
	 */
	void answer(ServerCall call, Throwable thrown, RpcStatus status, boolean didNotExecute) {
		ByteBuf fault = fault(call.callId(), call.presentationContext().contextId(), status, didNotExecute,
				details(thrown, status));
		this.runtime.dispatcher().finished();
		this.answers.add(call, fault);
	}

	private ByteBuf fault(ServerCall call, RpcStatus status, boolean didNotExecute) {
		return fault(call.callId(), call.presentationContext().contextId(), status, didNotExecute);
	}

	private void drop(ServerCall call, ByteBuf pdus) {
		pdus.release();
		call.notAnswered();
		ended(call);
	}

	/**
	 * A call can't even be answered: its client learns it from the end of the connection.
	 * Any thread.
	 */
	void fail(ServerCall call, Throwable cause) {
		logger.error("{} could not be answered: its connection is closed", call, cause);
		call.notAnswered();
		this.runtime.dispatcher().finished();
		this.transport.close();
		ended(call);
	}

	private void finish(ServerCall call, ByteBuf pdus) {
		try {
			if (this.state == State.CLOSED) {
				call.notAnswered();
			}
			sendPdus(pdus, countPdus(pdus));
		}
		finally {
			ended(call);
		}
		remove(call);
	}

	private void remove(QueuedCall call) {
		this.calls.remove(call);
		if (this.state != State.CLOSED) {
			updateReading();
			watchIdleness();
		}
	}

	/** A call that was accepted was answered or dropped. Any thread. */
	void ended(ServerCall call) {
		association().release();
		this.runtime.dispatcher().ended();
	}

	/**
	 * A client sent stub data that can't be read. The connection goes on, so it is told
	 * once; not of a context handle that has ended, which is nothing wrong. Any thread.
	 */
	void reportUnreadable(ServerCall call, BadStubDataException ex) {
		if (!ex.status().equals(RpcStatus.CONTEXT_MISMATCH) && this.reportedUnreadable.compareAndSet(false, true)) {
			logger.warn("{} has stub data that can't be read: {}", call, ex.getMessage());
		}
	}

	@Override
	public void readComplete() {
		if (this.state != State.CLOSED) {
			watchPdu();
		}
	}

	@Override
	public void writabilityChanged(boolean writable) {
		if (this.state == State.CLOSED) {
			return;
		}
		this.calls.setPaused(!writable);
		this.calls.writabilityChanged();
		updateReading();
	}

	/** Read no more than can be worked off and answered. */
	private void updateReading() {
		PipedRequest piped = this.requests.piped();
		boolean reading = !this.calls.isFull() && this.transport.isWritable() && (piped == null || !piped.isFull());
		if (this.reading != reading && this.state != State.CLOSED) {
			this.reading = reading;
			watchPdu();
			watchFragments();
			this.transport.setAutoRead(reading);
		}
	}

	/**
	 * The rest of a PDU is due, as long as it is read: a peer can't be late with what is
	 * not taken from it.
	 */
	private void watchPdu() {
		watch(Deadlines.Kind.PDU, this.transport.isReceiving());
	}

	/** So are the other fragments of a request. */
	private void watchFragments() {
		watch(Deadlines.Kind.CALL, this.requests.hasIncomplete());
	}

	private void watch(Deadlines.Kind kind, boolean incomplete) {
		if (incomplete && this.reading) {
			this.deadlines.armOnce(kind, this.runtime.limits().fragmentTimeout());
		}
		else {
			this.deadlines.disarm(kind);
		}
	}

	private void watchIdleness() {
		if (!this.runtime.limits().idleTimeout().isZero() && this.calls.isEmpty()) {
			this.deadlines.arm(Deadlines.Kind.IDLE, this.runtime.limits().idleTimeout());
		}
	}

	private void expired(Deadlines.Kind kind) {
		PipedRequest piped = this.requests.piped();
		if (kind == Deadlines.Kind.CALL && piped != null && piped.timeOut(silence())) {
			watchFragments();
			return;
		}
		if (kind == Deadlines.Kind.IDLE) {
			logger.debug("{} is closed: {} for {}", this, kind, this.runtime.limits().idleTimeout());
		}
		else {
			logger.info("{} is closed: {} in time", this, kind);
		}
		closeNow();
	}

	private PipeException silence() {
		return new PipeException(
				"Nothing came through the pipe for %s".formatted(this.runtime.limits().fragmentTimeout()),
				RpcStatus.PIPE_COMM_ERROR, null);
	}

	private void refuse(MalformedPduException ex) {
		switch (ex.answer(this.state == State.BOUND)) {
			case NONE -> refuse(ex, Unpooled.EMPTY_BUFFER);
			case BIND_NAK_NOT_SPECIFIED -> refuse(ex, bindNak(ex.callId(), BindNak.NOT_SPECIFIED));
			case BIND_NAK_PROTOCOL_VERSION -> refuse(ex, bindNak(ex.callId(), BindNak.PROTOCOL_VERSION_NOT_SUPPORTED));
			case FAULT_PROTOCOL_ERROR -> refuse(ex, fault(ex.callId(), 0, RpcStatus.PROTO_ERROR, true));
			case FAULT_NO_MEMORY -> refuse(ex, fault(ex.callId(), 0, RpcStatus.REMOTE_NO_MEMORY, true));
		}
	}

	private void refuse(BindRefusedException ex) {
		refuse(ex, ServerPdus.bindNak(this.transport.allocator(), ex.callId(), ex.reason(), this.runtime.faultDetails()
			.encode(ex, RpcStatus.CALL_FAILED_DNE, FragmentSizes.MUST_RECEIVE - ServerPdus.BIND_NAK_LENGTH)));
	}

	private void refuse(ProtocolViolationException ex) {
		refuse(ex, fault(ex.callId(), ex.contextId(), ex.status(), ex.didNotExecute(), details(ex, ex.status())));
	}

	/** Tell the peer that it broke the protocol, then close: one line in the log each. */
	private void refuse(RuntimeException ex, ByteBuf answer) {
		reportViolation(ex);
		if (answer.isReadable()) {
			this.runtime.counters().packetsOut.increment();
		}
		end();
		this.transport.sendAndClose(answer);
	}

	private void reportViolation(RuntimeException ex) {
		this.runtime.counters().protocolErrors.increment();
		if (this.state == State.CONNECTED) {
			// Those who try what listens here are many
			logger.info("{} is refused: {}", this, ex.getMessage());
		}
		else {
			logger.warn("{} is closed, its peer broke the protocol: {}", this, ex.getMessage());
		}
	}

	private ByteBuf bindNak(int callId, int reason) {
		return ServerPdus.bindNak(this.transport.allocator(), callId, reason, Unpooled.EMPTY_BUFFER);
	}

	private ByteBuf fault(int callId, int contextId, RpcStatus status, boolean didNotExecute) {
		return fault(callId, contextId, status, didNotExecute, Unpooled.EMPTY_BUFFER);
	}

	private ByteBuf fault(int callId, int contextId, RpcStatus status, boolean didNotExecute, ByteBuf details) {
		this.runtime.counters().faults.increment();
		return ServerPdus.fault(this.transport.allocator(), callId, contextId, status, didNotExecute, details);
	}

	/** What may be told of a failure in the PDU of a fault. */
	private ByteBuf details(Throwable thrown, RpcStatus status) {
		return this.runtime.faultDetails().encode(thrown, status, this.handshake.maxFrag() - ServerPdus.FAULT_LENGTH);
	}

	private void send(Pdu pdu) {
		sendPdus(ServerPdus.encode(this.transport.allocator(), pdu), 1);
	}

	private void sendPdus(ByteBuf pdus, int count) {
		if (this.state == State.CLOSED || !pdus.isReadable()) {
			pdus.release();
			return;
		}
		this.runtime.counters().packetsOut.add(count);
		this.transport.send(pdus);
	}

	private int countPdus(ByteBuf pdus) {
		int maxFrag = this.handshake.maxFrag();
		return (pdus.readableBytes() + maxFrag - 1) / maxFrag;
	}

	/** Ask the client to go: the server stops. Any thread. */
	void shutdown() {
		execute(() -> {
			if (this.state == State.CONNECTED) {
				closeNow();
			}
			else if (this.state == State.BOUND) {
				sendPdus(ServerPdus.shutdown(this.transport.allocator()), 1);
			}
		});
	}

	/**
	 * Close: at once if calls are in flight, else when what was sent is out. Any thread.
	 */
	void close() {
		execute(() -> {
			if (this.state == State.BOUND && this.calls.isEmpty()) {
				end();
				this.transport.sendAndClose(Unpooled.EMPTY_BUFFER);
			}
			else if (this.state != State.CLOSED) {
				closeNow();
			}
		});
	}

	boolean inEventLoop() {
		return this.transport.inEventLoop();
	}

	private void execute(Runnable task) {
		try {
			this.transport.execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("{} has no event loop any more", this);
		}
	}

	private void closeNow() {
		end();
		this.transport.close();
	}

	@Override
	public void closed(@Nullable Throwable cause) {
		if (cause instanceof RpcProtocolException violation) {
			// Not even PDUs could be told apart
			reportViolation(violation);
		}
		else {
			logger.debug("{} ended", this, cause);
		}
		end();
		this.whenClosed.accept(this);
	}

	/** Give up what the connection holds, once. */
	private void end() {
		if (this.state == State.CLOSED) {
			return;
		}
		this.state = State.CLOSED;
		this.deadlines.disarmAll();
		this.requests.release();
		this.calls.abandon();
		this.handshake.leave();
	}

	ServerRuntime runtime() {
		return this.runtime;
	}

	ResponseMarshaller responses() {
		ResponseMarshaller responses = this.responses;
		if (responses == null) {
			throw new IllegalStateException("The connection is not bound");
		}
		return responses;
	}

	ServerAssociation association() {
		return this.handshake.association();
	}

	Endpoint endpoint() {
		return this.transport.endpoint();
	}

	@Nullable SocketAddress localAddress() {
		return this.transport.localAddress();
	}

	SocketAddress remoteAddress() {
		return this.transport.remoteAddress();
	}

	/** Whether the peer is on this host, as far as its address tells. */
	boolean isPeerLocal() {
		Boolean local = this.peerLocal;
		if (local == null) {
			local = LocalAddresses.contain(remoteAddress());
			this.peerLocal = local;
		}
		return local;
	}

	private static Object typeOf(ByteBuf frame) {
		int type = frame.getUnsignedByte(frame.readerIndex() + 2);
		PacketType known = PacketType.of(type);
		return (known != null) ? known : type;
	}

	@Override
	public String toString() {
		return remoteAddress() + " on " + endpoint();
	}

}
