package io.opnum.rpc.server;

import java.util.List;

import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.association.BindTimeFeatures;
import io.opnum.rpc.association.FragmentSizes;
import io.opnum.rpc.association.PresentationContext;
import io.opnum.rpc.association.PresentationNegotiator;
import io.opnum.rpc.association.PresentationNegotiator.Negotiation;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.AlterContextResponse;
import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.PacketFlag;
import org.jspecify.annotations.Nullable;

/**
 * Answers bind and alter_context on one connection (C706 12.6.4.3, 12.6.4.1; MS-RPCE
 * 3.3.1.5.2, 3.3.1.5.6) and keeps what was agreed.
 * <p>
 * Event loop only, but for the accessors, whose values do not change once it is bound.
 */
final class AssociationHandshake {

	private static final BindTimeFeatures FEATURES = new BindTimeFeatures(BindTimeFeatures.SECURITY_CONTEXT_MULTIPLEXING
			| BindTimeFeatures.KEEP_CONNECTION_ON_ORPHAN | BindTimeFeatures.REMAINING_TIME);

	private final ListeningEndpoint endpoint;

	private final AssociationGroups associations;

	private final PresentationNegotiator<RegisteredInterface> negotiator;

	private final PresentationNegotiator<RegisteredInterface> bigEndianNegotiator;

	private final PresentationContexts contexts = new PresentationContexts();

	private final int fragLimit;

	private @Nullable ServerAssociation association;

	/** Until it is agreed on, what everybody must take. */
	private int maxFrag = FragmentSizes.MUST_RECEIVE;

	private boolean multiplexed;

	private BindTimeFeatures features = BindTimeFeatures.NONE;

	AssociationHandshake(ListeningEndpoint endpoint, ServerRuntime runtime) {
		this.endpoint = endpoint;
		this.associations = runtime.associations();
		this.negotiator = negotiator(runtime.transferSyntaxes().littleEndian(), runtime, endpoint);
		this.bigEndianNegotiator = negotiator(runtime.transferSyntaxes().bigEndian(), runtime, endpoint);
		this.fragLimit = endpoint.protocolSequence().equals(ProtocolSequence.NCACN_NP)
				? Math.min(runtime.limits().maxFrag(), FragmentSizes.NAMED_PIPE) : runtime.limits().maxFrag();
	}

	private static PresentationNegotiator<RegisteredInterface> negotiator(List<SyntaxId> transferSyntaxes,
			ServerRuntime runtime, ListeningEndpoint endpoint) {
		return new PresentationNegotiator<>(transferSyntaxes, FEATURES, runtime.limits().maxContexts(),
				(interfaceId) -> runtime.interfaces().find(interfaceId, endpoint));
	}

	/**
	 * Answer the bind.
	 * @param bind the bind
	 * @param secondaryAddress where further connections can be made
	 * @param verifier the verifier of the answer, or {@code null} if it has none
	 * @return the answer
	 * @throws BindRefusedException if a bind_nak is due
	 */
	BindAck bind(Bind bind, String secondaryAddress, @Nullable AuthVerifier verifier) {
		Negotiation<RegisteredInterface> negotiation = negotiator(bind.drep()).bind(bind.contexts())
			.orElseThrow(() -> new BindRefusedException(bind.callId(), BindNak.NOT_SPECIFIED,
					"a bind whose %d presentation contexts contradict each other".formatted(bind.contexts().size())));
		ServerAssociation association = associate(bind);
		this.association = association;
		this.multiplexed = PacketFlag.isSet(bind.flags(), PacketFlag.CONC_MPX);
		this.maxFrag = FragmentSizes.negotiate(bind.maxXmitFrag(), bind.maxRecvFrag(), this.fragLimit);
		this.features = negotiation.features();
		accept(negotiation.accepted());
		return new BindAck(answerFlags(bind.flags()), DataRepresentation.LITTLE_ENDIAN, bind.callId(), this.maxFrag,
				this.maxFrag, association.id(), secondaryAddress, negotiation.results(), verifier);
	}

	/**
	 * Answer an alter_context. What it says of fragment sizes and of the association is
	 * ignored: both stay as they were agreed on.
	 * @param alter the alter_context
	 * @param verifier the verifier of the answer, or {@code null} if it has none
	 * @return the answer
	 * @throws ProtocolViolationException if it is against the rules
	 */
	AlterContextResponse alter(AlterContext alter, @Nullable AuthVerifier verifier) {
		Negotiation<RegisteredInterface> negotiation = negotiator(alter.drep())
			.alter(alter.contexts(), this.contexts.asMap())
			.orElseThrow(() -> new ProtocolViolationException(RpcStatus.PROTO_ERROR, true, alter.callId(), 0,
					"an alter_context whose %d presentation contexts contradict each other or those there are"
						.formatted(alter.contexts().size())));
		accept(negotiation.accepted());
		return new AlterContextResponse(answerFlags(alter.flags()), DataRepresentation.LITTLE_ENDIAN, alter.callId(),
				this.maxFrag, this.maxFrag, association().id(), "", negotiation.results(), verifier);
	}

	private PresentationNegotiator<RegisteredInterface> negotiator(DataRepresentation drep) {
		return drep.isLittleEndian() ? this.negotiator : this.bigEndianNegotiator;
	}

	private ServerAssociation associate(Bind bind) {
		int assocGroupId = bind.assocGroupId();
		if (assocGroupId == 0) {
			return this.associations.create(this.endpoint);
		}
		ServerAssociation association = this.associations.join(assocGroupId, this.endpoint);
		if (association == null) {
			throw new BindRefusedException(bind.callId(), BindNak.NOT_SPECIFIED,
					"a bind to association group 0x%08x, which this endpoint has not".formatted(assocGroupId));
		}
		return association;
	}

	private void accept(@Nullable PresentationContext<RegisteredInterface> accepted) {
		if (accepted != null) {
			this.contexts.add(accepted);
		}
	}

	private int answerFlags(int flags) {
		return PacketFlag.WHOLE | (flags & PacketFlag.SUPPORT_HEADER_SIGN)
				| (this.multiplexed ? flags & PacketFlag.CONC_MPX : 0);
	}

	PresentationContexts contexts() {
		return this.contexts;
	}

	/** The largest PDU of a call to take, whatever was negotiated. */
	int fragLimit() {
		return this.fragLimit;
	}

	/** The largest PDU of a call to send. */
	int maxFrag() {
		return this.maxFrag;
	}

	boolean isMultiplexed() {
		return this.multiplexed;
	}

	/** Whether requests tell how much time is left. */
	boolean tellsRemainingTime() {
		return this.features.has(BindTimeFeatures.REMAINING_TIME);
	}

	/** The connection is closed: leave the association, if it got as far. */
	void leave() {
		ServerAssociation association = this.association;
		if (association != null) {
			association.leave();
		}
	}

	ServerAssociation association() {
		ServerAssociation association = this.association;
		if (association == null) {
			throw new IllegalStateException("The connection is not bound");
		}
		return association;
	}

}
