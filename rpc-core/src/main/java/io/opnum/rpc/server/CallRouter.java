package io.opnum.rpc.server;

import java.util.concurrent.RejectedExecutionException;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.association.PresentationContext;
import io.opnum.rpc.association.RemainingTime;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.server.RequestAssembler.AssembledRequest;
import io.opnum.rpc.security.MessageRefusedException;
import io.opnum.rpc.security.VerificationTrailer;
import io.opnum.rpc.transport.TransportConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Makes calls of the requests of a connection, and brings each, when it is its turn, to
 * the operation it is for: by interface, object and opnum (C706 2.3.2, MS-RPCE
 * 3.3.3.3.1.2).
 * <p>
 * Event loop only, but for {@link #resume}.
 */
final class CallRouter {

	private static final Logger logger = LoggerFactory.getLogger(CallRouter.class);

	private final ServerConnection connection;

	private final TransportConnection transport;

	private final ListeningEndpoint listeningEndpoint;

	private final ServerRuntime runtime;

	private final AssociationHandshake handshake;

	private final ConnectionSecurity security;

	private final CallQueue calls;

	private final CallAnswers answers;

	private boolean reportedTrailer;

	CallRouter(ServerConnection connection, TransportConnection transport, ListeningEndpoint listeningEndpoint,
			ServerRuntime runtime, AssociationHandshake handshake, ConnectionSecurity security, CallQueue calls,
			CallAnswers answers) {
		this.connection = connection;
		this.transport = transport;
		this.listeningEndpoint = listeningEndpoint;
		this.runtime = runtime;
		this.handshake = handshake;
		this.security = security;
		this.calls = calls;
		this.answers = answers;
	}

	/**
	 * Make a call of a request; it starts when it is its turn.
	 * @param assembled the request; ownership of its stub passes
	 * @param caller who makes it, or {@code null} if the caller is not authenticated
	 */
	void accept(AssembledRequest assembled, @Nullable AuthenticatedCaller caller) {
		this.runtime.counters().callsIn.increment();
		Request head = assembled.head();
		PresentationContext<RegisteredInterface> context = assembled.context();
		ByteBuf stub = assembled.stub();
		PipedRequest piped = assembled.piped();
		if (context == null || (stub == null && piped == null)) {
			refuse(head, 0, RpcStatus.UNKNOWN_IF);
			return;
		}
		VerificationTrailer trailer = null;
		if (stub != null && caller != null && caller.isSigned()) {
			try {
				trailer = this.security.takeTrailer(head, stub);
			}
			catch (MessageRefusedException ex) {
				report(ex);
				stub.release();
				refuse(head, context.contextId(), RpcStatus.ACCESS_DENIED);
				return;
			}
		}
		if (!this.runtime.dispatcher().accept()) {
			if (stub != null) {
				stub.release();
			}
			if (piped != null) {
				piped.stub().release();
			}
			refuse(head, context.contextId(), RpcStatus.SERVER_UNAVAILABLE);
			return;
		}
		if (stub != null && !hold(BufferedOctets.chargeOf(stub.readableBytes()))) {
			stub.release();
			this.runtime.dispatcher().ended();
			this.runtime.counters().rejectedCalls.increment();
			refuse(head, context.contextId(), RpcStatus.SERVER_TOO_BUSY);
			return;
		}
		this.handshake.association().retain();
		ServerCall call = new ServerCall(this.connection, context, head, caller,
				new CallArguments(NdrFormat.of(context.transferSyntax(), head.drep().isLittleEndian()), stub, piped,
						this.runtime.buffered()));
		try {
			if (stub != null && this.handshake.tellsRemainingTime()) {
				call.limit(remainingTime(stub, caller, trailer));
			}
		}
		catch (RuntimeException ex) {
			this.answers.abort(call, ex);
			return;
		}
		this.calls.add(call);
	}

	/**
	 * The connection goes on, so that this could come with each call: it is told once.
	 */
	private void report(MessageRefusedException ex) {
		logger.atLevel(this.reportedTrailer ? Level.DEBUG : Level.WARN)
			.log("{} is refused a call: {}", this.connection, ex.getMessage());
		this.reportedTrailer = true;
	}

	private static long remainingTime(ByteBuf stub, @Nullable AuthenticatedCaller caller,
			@Nullable VerificationTrailer trailer) {
		if (caller != null && caller.isSigned()) {
			return (trailer != null) ? RemainingTime.of(trailer) : RemainingTime.NONE;
		}
		return RemainingTime.take(stub);
	}

	/**
	 * Count a request among what is held. One of a single fragment can't be refused:
	 * where there is no room, no second one is read until its call has ended.
	 */
	private boolean hold(int octets) {
		if (octets > this.handshake.fragLimit()) {
			return this.runtime.buffered().hold(octets);
		}
		this.runtime.buffered().add(octets);
		return true;
	}

	/** It waits all the same, so that its fault keeps its place. */
	private void refuse(Request head, int contextId, RpcStatus status) {
		this.calls.add(new RefusedCall(this.answers, head.callId(), contextId, isMaybe(head) ? null : status));
	}

	private static boolean isMaybe(Request head) {
		return PacketFlag.isSet(head.flags(), PacketFlag.MAYBE);
	}

	/** Run a call whose turn it is, or answer that it can't run. */
	void start(ServerCall call) {
		boolean mayRun;
		try {
			mayRun = route(call);
		}
		catch (RuntimeException | Error ex) {
			this.answers.abort(call, ex);
			return;
		}
		if (mayRun) {
			dispatch(call);
		}
	}

	/**
	 * Find the operation of a call.
	 * @return whether it may run; else it waits or was answered
	 */
	private boolean route(ServerCall call) {
		if (call.isCancelled()) {
			rejectCancelled(call);
			return false;
		}
		RegisteredInterface registered = call.presentationContext().target();
		Managers managers = registered.on(this.listeningEndpoint);
		if (managers.isEmpty()) {
			this.answers.reject(call, RpcStatus.UNKNOWN_IF);
			return false;
		}
		ServerRegistration registration = managers.select(call.objectUuid(), this.runtime.interfaces().objectTypes());
		if (registration == null) {
			this.answers.reject(call, RpcStatus.UNSUPPORTED_TYPE);
			return false;
		}
		if (!this.runtime.security().permits(call.caller(), registration, call.opnum())) {
			this.answers.reject(call, RpcStatus.ACCESS_DENIED);
			return false;
		}
		OperationStub operation = registration.stub().operation(call.opnum());
		if (operation == null) {
			this.answers.reject(call, RpcStatus.OP_RNG_ERROR);
			return false;
		}
		call.route(registration, operation);
		return operation.contextHandles().isEmpty() || mayRun(call);
	}

	private boolean mayRun(ServerCall call) {
		try {
			return call.claimContextHandles(this.handshake.association().contextHandles());
		}
		catch (RpcFaultException ex) {
			this.answers.reject(call, ex.status());
			return false;
		}
	}

	private void rejectCancelled(ServerCall call) {
		if (call.isExpired()) {
			this.runtime.counters().expiredCalls.increment();
		}
		this.answers.reject(call, RpcStatus.FAULT_CANCEL);
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
			this.answers.reject(call, RpcStatus.SERVER_TOO_BUSY);
		}
	}

}
