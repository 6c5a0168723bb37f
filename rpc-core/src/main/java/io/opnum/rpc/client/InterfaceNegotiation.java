package io.opnum.rpc.client;

import java.util.List;
import java.util.function.Consumer;

import io.opnum.rpc.association.BindTimeFeatures;
import io.opnum.rpc.association.ContextProposal.Answer;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.AlterContextResponse;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.ContextResult;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.PacketFlag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds a connection, and proposes further interfaces when calls need them: sends bind
 * and alter_context, reads their answers, and lets the calls go on that wait for them
 * (C706 12.6.3.1, MS-RPCE 3.3.2.4.1). Event loop only.
 */
final class InterfaceNegotiation {

	private static final Logger logger = LoggerFactory.getLogger(InterfaceNegotiation.class);

	private final ClientConnection connection;

	private final Association association;

	private final InterfaceContexts contexts;

	private final BindTimeFeatures features;

	private final PduChannel pdus;

	private final CallTable calls;

	private final RequestQueue requests;

	private int legCallId;

	InterfaceNegotiation(ClientConnection connection, Association association, InterfaceContexts contexts,
			BindTimeFeatures features, PduChannel pdus, CallTable calls, RequestQueue requests) {
		this.connection = connection;
		this.association = association;
		this.contexts = contexts;
		this.features = features;
		this.pdus = pdus;
		this.calls = calls;
		this.requests = requests;
	}

	/** Send the bind. */
	void bind() {
		bind(null, false);
	}

	/**
	 * Send the bind.
	 * @param verifier the first leg of an authentication, or {@code null} for none
	 * @param headerSigning whether to offer header signing
	 */
	void bind(@Nullable AuthVerifier verifier, boolean headerSigning) {
		InterfaceContext context = this.contexts.getOrCreate(this.connection.firstInterface());
		if (context == null) {
			this.connection.end(Failures.clientClosed());
			return;
		}
		int maxFrag = this.pdus.proposedMaxFrag();
		AssociationGroup group = this.connection.proposedGroup();
		this.legCallId = this.calls.nextCallId();
		this.pdus.send(new Bind(
				PacketFlag.WHOLE | (this.connection.isExclusive() ? 0 : PacketFlag.CONC_MPX)
						| (headerSigning ? PacketFlag.SUPPORT_HEADER_SIGN : 0),
				DataRepresentation.LITTLE_ENDIAN, this.legCallId, maxFrag, maxFrag, (group != null) ? group.id() : 0,
				context.bind(this.features), verifier));
	}

	/**
	 * Send an alter_context that goes on with the authentication and proposes nothing
	 * new: its answer is for the authentication.
	 * @param verifier the leg
	 * @throws IllegalStateException if there was no bind
	 */
	void authenticate(AuthVerifier verifier) {
		InterfaceContext context = this.contexts.get(this.connection.firstInterface());
		if (context == null) {
			throw new IllegalStateException("There was no bind");
		}
		int maxFrag = this.pdus.proposedMaxFrag();
		this.legCallId = this.calls.nextCallId();
		this.pdus.send(new AlterContext(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, this.legCallId, maxFrag,
				maxFrag, this.pdus.agreement().groupId(), List.of(context.element()), verifier));
	}

	/** The call id of the last leg of the authentication, which an auth3 has too. */
	int lastLegCallId() {
		return this.legCallId;
	}

	/**
	 * The bind was answered.
	 * @param ack the answer
	 * @return why the interface was not accepted, or {@code null} if it was
	 * @throws ProtocolViolationException if there was no bind
	 */
	@Nullable Failure bound(BindAck ack) {
		InterfaceContext context = this.contexts.get(this.connection.firstInterface());
		if (context == null) {
			throw new ProtocolViolationException("a bind_ack without a bind");
		}
		Answer answer = answered(context, ack.results());
		this.pdus.agreed(Agreement.of(ack, this.pdus.proposedMaxFrag(), answer.features().and(this.features),
				!this.connection.isExclusive()));
		return (answer.accepted() != null) ? null : rejected(answer);
	}

	/**
	 * Send a call, as soon as its interface is accepted.
	 * @param call the call
	 */
	void submit(ClientCall call) {
		InterfaceContext context = this.contexts.getOrCreate(call.interfaceId());
		if (context == null) {
			this.connection.slotFreed();
			call.route().again();
		}
		else if (context.isAccepted()) {
			this.requests.send(call, context);
		}
		else {
			context.await(call);
			this.contexts.propose(context);
			proposeNext();
		}
	}

	private void proposeNext() {
		InterfaceContext context = (this.connection.isClosed()) ? null : this.contexts.nextProposal();
		if (context != null) {
			int callId = this.calls.nextCallId();
			int maxFrag = this.pdus.proposedMaxFrag();
			Agreement agreement = this.pdus.agreement();
			this.contexts.alter(context, callId);
			this.pdus.send(new AlterContext(PacketFlag.WHOLE | ((agreement.multiplexed()) ? PacketFlag.CONC_MPX : 0),
					DataRepresentation.LITTLE_ENDIAN, callId, maxFrag, maxFrag, agreement.groupId(), context.alter(),
					null));
		}
	}

	/**
	 * An alter_context was answered.
	 * @param response the answer
	 * @throws ProtocolViolationException if there was none
	 */
	void altered(AlterContextResponse response) {
		InterfaceContext context = this.contexts.altering();
		if (context == null) {
			throw new ProtocolViolationException("an alter_context_resp without an alter_context");
		}
		Answer answer = answered(context, response.results());
		this.association.alterAccepted();
		if (answer.accepted() != null) {
			List<ClientCall> waiting = context.takeWaiting();
			if (waiting.isEmpty()) {
				this.connection.slotFreed();
			}
			waiting.forEach((call) -> this.requests.send(call, context));
		}
		else if (answer.result().reason() == ContextResult.LOCAL_LIMIT_EXCEEDED) {
			this.contexts.setFull();
			giveBack(context, (call) -> call.route().again());
		}
		else {
			Failure failure = rejected(answer);
			giveBack(context, (call) -> call.route().attemptFailed(failure));
		}
		proposeNext();
	}

	/**
	 * A fault came that may be the answer to an alter_context: the server wants another
	 * connection for each interface, unless it took one before.
	 * @param callId the call that the fault says it is about
	 * @param failure what it says
	 * @return whether it was
	 */
	boolean alterFaulted(int callId, Failure failure) {
		InterfaceContext context = this.contexts.altering();
		if (context == null || !(this.contexts.isAlterCallId(callId) || isOnlyAltering())) {
			return false;
		}
		this.contexts.alterRefused();
		boolean always = this.association.alterRefused();
		logger.debug("{} refused alter_context with {}", this.connection, failure.status());
		giveBack(context, (always) ? (call) -> call.route().again() : (call) -> call.route().attemptFailed(failure));
		proposeNext();
		return true;
	}

	/** Whether nothing but an alter_context can be answered. */
	private boolean isOnlyAltering() {
		return !this.pdus.agreement().multiplexed() && this.calls.isEmpty();
	}

	private void giveBack(InterfaceContext context, Consumer<ClientCall> action) {
		List<ClientCall> waiting = context.takeWaiting();
		this.connection.slotFreed();
		waiting.forEach(action);
	}

	private Answer answered(InterfaceContext context, List<ContextResult> results) {
		Answer answer = this.contexts.answered(context, results);
		if (answer.accepted() != null) {
			this.association.agreed(context.interfaceId(), context.format());
		}
		return answer;
	}

	private Failure rejected(Answer answer) {
		return Failures.rejected(this.connection.endpoint(), answer.result(), this.association.transferSyntaxes());
	}

	/**
	 * A request to an interface was answered well.
	 * @param interfaceId the interface
	 */
	void confirm(InterfaceId interfaceId) {
		InterfaceContext context = this.contexts.get(interfaceId);
		if (context != null) {
			context.confirm();
		}
	}

	/** Whether no alter_context waits for its answer. */
	boolean isIdle() {
		return this.contexts.altering() == null;
	}

	/**
	 * Let a call go that waits for its interface.
	 * @param call the call
	 * @return whether it waited
	 */
	boolean forget(ClientCall call) {
		InterfaceContext context = this.contexts.get(call.interfaceId());
		return context != null && context.forget(call);
	}

	/**
	 * Take the calls that wait for their interface.
	 * @return the calls
	 */
	List<ClientCall> takeWaiting() {
		return this.contexts.takeWaiting();
	}

	/**
	 * Return whether an interface was accepted. Any thread.
	 * @param interfaceId the interface
	 */
	boolean isAccepted(InterfaceId interfaceId) {
		return this.contexts.isAccepted(interfaceId);
	}

	/** Whether there is room for another presentation context. Any thread. */
	boolean hasRoom() {
		return this.contexts.hasRoom();
	}

}
