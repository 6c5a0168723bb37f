package io.opnum.rpc.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import io.opnum.rpc.association.BindTimeFeatures;
import io.opnum.rpc.association.ContextProposal;
import io.opnum.rpc.association.ContextProposal.AcceptedContext;
import io.opnum.rpc.association.ContextProposal.Answer;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.ContextResult;
import org.jspecify.annotations.Nullable;

/**
 * An interface on a connection: proposed as a presentation context, and accepted or not
 * (C706 12.6.3.1). Event loop only.
 */
final class InterfaceContext {

	private final int firstId;

	private final InterfaceId interfaceId;

	private final List<SyntaxId> transferSyntaxes;

	private final Queue<ClientCall> waiting = new ArrayDeque<>();

	private @Nullable ContextProposal proposal;

	private @Nullable AcceptedContext accepted;

	private NdrFormat format = NdrFormat.NDR;

	private boolean confirmed;

	/**
	 * Create a context.
	 * @param firstId the first of its context ids: one for each transfer syntax
	 * @param interfaceId the interface
	 * @param transferSyntaxes the transfer syntaxes to offer, the best last
	 */
	InterfaceContext(int firstId, InterfaceId interfaceId, List<SyntaxId> transferSyntaxes) {
		this.firstId = firstId;
		this.interfaceId = interfaceId;
		this.transferSyntaxes = transferSyntaxes;
	}

	/** The context id, once it is accepted. */
	int id() {
		AcceptedContext accepted = this.accepted;
		if (accepted == null) {
			throw new IllegalStateException(this.interfaceId + " is not accepted");
		}
		return accepted.contextId();
	}

	/** The transfer syntax, once it is accepted. */
	SyntaxId transferSyntax() {
		AcceptedContext accepted = this.accepted;
		if (accepted == null) {
			throw new IllegalStateException(this.interfaceId + " is not accepted");
		}
		return accepted.transferSyntax();
	}

	/** A request was answered well. */
	void confirm() {
		this.confirmed = true;
	}

	/** Whether a request was answered well. */
	boolean isConfirmed() {
		return this.confirmed;
	}

	/** How requests are laid out, once it is accepted. */
	NdrFormat format() {
		return this.format;
	}

	InterfaceId interfaceId() {
		return this.interfaceId;
	}

	/**
	 * Have a call wait for the server's answer.
	 * @param call the call
	 */
	void await(ClientCall call) {
		this.waiting.add(call);
	}

	/**
	 * Let a call go that waits.
	 * @param call the call
	 * @return whether it waited
	 */
	boolean forget(ClientCall call) {
		return this.waiting.remove(call);
	}

	/**
	 * Take the calls that wait.
	 * @return the calls, in their order
	 */
	List<ClientCall> takeWaiting() {
		List<ClientCall> calls = new ArrayList<>(this.waiting);
		this.waiting.clear();
		return calls;
	}

	boolean isAccepted() {
		return this.accepted != null;
	}

	/**
	 * Propose the interface in a bind.
	 * @param features the features to ask for
	 * @return the context elements
	 */
	List<ContextElement> bind(BindTimeFeatures features) {
		return propose(ContextProposal.bind(this.interfaceId, this.firstId, this.transferSyntaxes, features));
	}

	/**
	 * Propose the interface in an alter_context. One that was rejected may be proposed
	 * again: interfaces come and go while a server runs.
	 * @return the context elements
	 */
	List<ContextElement> alter() {
		return propose(ContextProposal.alter(this.interfaceId, this.firstId, this.transferSyntaxes));
	}

	private List<ContextElement> propose(ContextProposal proposal) {
		this.proposal = proposal;
		return proposal.elements();
	}

	/**
	 * Return an element that proposes nothing new: the one that was accepted, or where
	 * all were rejected the first of them.
	 * @return the element
	 */
	ContextElement element() {
		ContextProposal proposal = this.proposal;
		if (proposal == null) {
			throw new IllegalStateException(this.interfaceId + " was not proposed");
		}
		AcceptedContext accepted = this.accepted;
		return proposal.elements()
			.stream()
			.filter((element) -> accepted == null || element.contextId() == accepted.contextId())
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Read the server's answer.
	 * @param results the results of a bind_ack or alter_context_resp
	 * @return the answer
	 * @throws io.opnum.rpc.association.NegotiationException if they do not fit what was
	 * proposed
	 */
	Answer answered(List<ContextResult> results) {
		ContextProposal proposal = this.proposal;
		if (proposal == null) {
			throw new IllegalStateException(this.interfaceId + " was not proposed");
		}
		Answer answer = proposal.read(results);
		this.accepted = answer.accepted();
		if (answer.accepted() != null) {
			this.format = NdrFormat.of(answer.accepted().transferSyntax(), true);
		}
		return answer;
	}

}
