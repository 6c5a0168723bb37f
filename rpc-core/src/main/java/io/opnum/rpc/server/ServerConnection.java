package io.opnum.rpc.server;

import java.net.SocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import javax.net.ssl.SSLSession;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.association.PresentationContext;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.Auth3;
import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.MalformedPduException;
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
 * This class decides by state and packet type. A fragment of a request passes the
 * {@link ConnectionSecurity}, the {@link RequestAssembler} and, once the request is
 * complete, the {@link CallRouter}, which starts calls when the {@link CallQueue} says
 * so; answers come by way of {@link CallAnswers} to the {@link PduSender}, where all that
 * is sent passes in its order. The {@link InboundFlow} decides what is read and when.
 * <p>
 * Event loop only, but for the accessors, whose values do not change once the connection
 * is bound.
 */
final class ServerConnection implements TransportListener {

	private static final Logger logger = LoggerFactory.getLogger(ServerConnection.class);

	private enum State {

		CONNECTED, BOUND, CLOSED

	}

	private final TransportConnection transport;

	private final ServerRuntime runtime;

	private final Consumer<ServerConnection> whenClosed;

	private final AssociationHandshake handshake;

	private final AuthenticationSteps steps;

	private final ConnectionSecurity security;

	private final RequestAssembler requests;

	private final CallQueue calls;

	private final InboundFlow inbound;

	private final PduSender pdus;

	private final FaultMarshaller faults;

	private final ResponseMarshaller responses;

	private final CallAnswers answers;

	private final CallRouter router;

	private State state = State.CONNECTED;

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
		RpcServerLimits limits = runtime.limits();
		this.transport = transport;
		this.runtime = runtime;
		this.whenClosed = whenClosed;
		this.handshake = new AssociationHandshake(listeningEndpoint, runtime);
		this.requests = new RequestAssembler(this.handshake.contexts(), limits.maxCallSize(),
				runtime.incompleteRequests(), this::pipedRequest);
		this.calls = new CallQueue(limits.maxCallsPerConnection(), limits.maxCallSize());
		this.inbound = new InboundFlow(transport, runtime, this.requests, this.calls, this::late);
		this.steps = new AuthenticationSteps(transport, this.inbound, runtime.security().executor(), this::received,
				(ex) -> failed(ex, "authentication"));
		this.security = new ConnectionSecurity(this.handshake.contexts(), runtime.security(), this.steps, transport,
				listeningEndpoint.isChannelBindingRequired(), limits.maxSecurityContexts());
		this.pdus = new PduSender(transport, this.handshake, this.security, runtime.counters(), runtime.buffered());
		this.faults = new FaultMarshaller(transport.allocator(), this.handshake, runtime);
		this.responses = new ResponseMarshaller(transport.allocator(), this.handshake, limits.maxResponseSize());
		this.answers = new CallAnswers(transport, this.pdus, this.faults, this.handshake, runtime.dispatcher(),
				this.calls, this.inbound, this::closeNow);
		this.router = new CallRouter(this, transport, listeningEndpoint, runtime, this.handshake, this.security,
				this.calls, this.answers);
	}

	private PipedRequest pipedRequest(Request head, PresentationContext<RegisteredInterface> context) {
		long maxPipeSize = this.runtime.limits().maxPipeSize();
		return new PipedRequest(new IncomingStub(NdrFormat.of(context.transferSyntax(), head.drep().isLittleEndian()),
				(maxPipeSize == 0) ? Long.MAX_VALUE : maxPipeSize, ServerPipes.CAPACITY,
				this.runtime.incompleteRequests()::release, () -> execute(this.inbound::update),
				this.transport::inEventLoop), this.runtime.incompleteRequests());
	}

	// ---- in

	@Override
	public void received(ByteBuf frame) {
		if (this.steps.hold(frame)) {
			return;
		}
		try {
			if (this.state != State.CLOSED) {
				this.inbound.received();
				this.runtime.counters().packetsIn.increment();
				process(frame);
			}
		}
		catch (RuntimeException ex) {
			failed(ex, typeOf(frame));
		}
		finally {
			frame.release();
		}
	}

	/** What came can't be processed, whosever fault that is. */
	private void failed(RuntimeException thrown, Object what) {
		if (thrown instanceof MalformedPduException ex) {
			refuse(ex);
		}
		else if (thrown instanceof BindRefusedException ex) {
			refuse(ex, this.faults.bindNak(ex));
		}
		else if (thrown instanceof ProtocolViolationException ex) {
			refuse(ex, this.faults.fault(ex.callId(), ex.contextId(), ex.status(), ex.didNotExecute(), ex));
		}
		else {
			logger.error("{} is closed: a PDU of type {} could not be processed", this, what, thrown);
			closeNow();
		}
	}

	private void process(ByteBuf frame) {
		Pdu pdu = PduCodec.decode(frame);
		if (this.state == State.CONNECTED) {
			connected(pdu);
		}
		else {
			bound(pdu, frame);
		}
	}

	private void connected(Pdu pdu) {
		if (!(pdu instanceof Bind bind)) {
			throw new BindRefusedException(pdu.callId(), BindNak.PROTOCOL_VERSION_NOT_SUPPORTED,
					"the first PDU is " + pdu.type() + ", not a bind");
		}
		this.security.begin(bind, (verifier) -> answer(bind, verifier));
	}

	private void answer(Bind bind, @Nullable AuthVerifier verifier) {
		this.pdus.send(this.handshake.bind(bind, this.transport.endpoint().endpoint(), verifier));
		this.state = State.BOUND;
		if (this.handshake.isMultiplexed()) {
			this.requests.setMultiplexed();
			this.calls.setMultiplexed();
		}
		this.inbound.bound();
	}

	private void bound(Pdu pdu, ByteBuf frame) {
		switch (pdu.type()) {
			case REQUEST -> request((Request) pdu, frame);
			case ALTER_CONTEXT -> alter((AlterContext) pdu);
			case AUTH3 -> this.security.complete((Auth3) pdu);
			// The client wants no answer any more: what it gets it ignores by its call
			// id, so that both are the same here
			case CO_CANCEL, ORPHANED -> this.calls.cancel(pdu.callId());
			case BIND -> throw new BindRefusedException(pdu.callId(), BindNak.NOT_SPECIFIED, "a second bind");
			case RESPONSE, FAULT, BIND_ACK, BIND_NAK, ALTER_CONTEXT_RESPONSE, SHUTDOWN ->
				throw new ProtocolViolationException(RpcStatus.PROTO_ERROR, true, pdu.callId(), 0,
						"a PDU of type " + pdu.type() + " at a time when none may come");
		}
	}

	private void alter(AlterContext alter) {
		this.security.proceed(alter, (verifier) -> this.pdus.send(this.handshake.alter(alter, verifier)));
	}

	private void request(Request fragment, ByteBuf frame) {
		int length = frame.readableBytes();
		if (length > this.handshake.fragLimit()) {
			throw new ProtocolViolationException(RpcStatus.PROTO_ERROR, false, fragment.callId(), 0,
					"a fragment of %d octets, more than %d".formatted(length, this.handshake.fragLimit()));
		}
		this.security.verify(fragment, this.requests.firstOf(fragment), frame);
		AssembledRequest assembled = this.requests.add(fragment);
		this.inbound.fragmentAdded();
		if (assembled != null) {
			this.inbound.callBegins();
			this.router.accept(assembled, this.security.caller());
			this.inbound.update();
		}
	}

	@Override
	public void readComplete() {
		if (this.state != State.CLOSED) {
			this.inbound.readComplete();
		}
	}

	@Override
	public void writabilityChanged(boolean writable) {
		if (this.state == State.CLOSED) {
			return;
		}
		if (writable) {
			this.pdus.writable();
		}
		this.calls.setPaused(!writable);
		this.calls.writabilityChanged();
		this.inbound.update();
	}

	// ---- the end

	private void late(Deadlines.Kind kind) {
		if (kind == Deadlines.Kind.IDLE) {
			logger.debug("{} is closed: {} for {}", this, kind, this.runtime.limits().idleTimeout());
		}
		else {
			logger.info("{} is closed: {} in time", this, kind);
		}
		closeNow();
	}

	private void refuse(MalformedPduException ex) {
		refuse(ex, switch (ex.answer(this.state == State.BOUND)) {
			case NONE -> Unpooled.EMPTY_BUFFER;
			case BIND_NAK_NOT_SPECIFIED -> this.faults.bindNak(ex.callId(), BindNak.NOT_SPECIFIED);
			case BIND_NAK_PROTOCOL_VERSION -> this.faults.bindNak(ex.callId(), BindNak.PROTOCOL_VERSION_NOT_SUPPORTED);
			case FAULT_PROTOCOL_ERROR -> this.faults.fault(ex.callId(), 0, RpcStatus.PROTO_ERROR, true);
			case FAULT_NO_MEMORY -> this.faults.fault(ex.callId(), 0, RpcStatus.REMOTE_NO_MEMORY, true);
		});
	}

	/** Tell the peer that it broke the protocol, then close: one line in the log each. */
	private void refuse(RuntimeException ex, ByteBuf answer) {
		reportViolation(ex);
		end();
		this.pdus.sendLast(answer);
	}

	private void reportViolation(RuntimeException ex) {
		this.runtime.counters().protocolErrors.increment();
		if (this.security.hasRefused()) {
			logger.debug("{} is closed: {}", this, ex.getMessage());
		}
		else if (this.state == State.CONNECTED) {
			// Those who try what listens here are many
			logger.info("{} is refused: {}", this, ex.getMessage());
		}
		else {
			logger.warn("{} is closed, its peer broke the protocol: {}", this, ex.getMessage());
		}
	}

	/** Ask the client to go: the server stops. Any thread. */
	void shutdown() {
		execute(() -> {
			if (this.state == State.CONNECTED) {
				closeNow();
			}
			else if (this.state == State.BOUND) {
				this.pdus.sendOne(ServerPdus.shutdown(this.transport.allocator()));
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
				this.pdus.closeAfterSent();
			}
			else if (this.state != State.CLOSED) {
				closeNow();
			}
		});
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
		this.pdus.end();
		this.inbound.end();
		this.security.end();
		this.requests.release();
		this.calls.abandon();
		this.handshake.leave();
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

	// ---- for calls

	ServerRuntime runtime() {
		return this.runtime;
	}

	CallRouter router() {
		return this.router;
	}

	CallAnswers answers() {
		return this.answers;
	}

	ResponseMarshaller responses() {
		return this.responses;
	}

	/** Make the pipes of a call. */
	ServerPipes pipes(ServerCall call, OperationStub operation, IncomingStub input) {
		return new ServerPipes(call, operation, input, this.transport,
				this.responses.fragments(call.callId(), call.presentationContext(), call.verifier()),
				this.runtime.limits());
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

	@Nullable SSLSession tlsSession() {
		return this.transport.tlsSession();
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
