package io.opnum.rpc.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;

import io.opnum.rpc.association.ContextProposal.Answer;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.pdu.ContextResult;
import org.jspecify.annotations.Nullable;

/**
 * The interfaces of one connection, and in which order they are proposed: one
 * alter_context after the other. Event loop only, but for the methods that say otherwise.
 */
final class InterfaceContexts {

	/** Windows and Samba echo only the lower octet of a context id. */
	private static final int MAX_CONTEXT_IDS = 256;

	private final List<SyntaxId> transferSyntaxes;

	private final Map<InterfaceId, InterfaceContext> contexts = new HashMap<>();

	private final Queue<InterfaceContext> proposals = new ArrayDeque<>();

	private int nextContextId;

	private @Nullable InterfaceContext altering;

	private int alterCallId;

	private volatile Set<InterfaceId> accepted = Set.of();

	private volatile boolean full;

	/**
	 * Create the contexts of a connection, none yet.
	 * @param transferSyntaxes the transfer syntaxes to offer
	 */
	InterfaceContexts(Set<TransferSyntax> transferSyntaxes) {
		// In the order of Windows' clients, the best last
		this.transferSyntaxes = transferSyntaxes.stream().sorted().map(TransferSyntax::syntaxId).toList();
	}

	/**
	 * Return whether an interface was accepted. For any thread.
	 * @param interfaceId the interface
	 * @return whether calls can be sent
	 */
	boolean isAccepted(InterfaceId interfaceId) {
		return this.accepted.contains(interfaceId);
	}

	/**
	 * Return whether another interface may be proposed. For any thread.
	 * @return whether there is room
	 */
	boolean hasRoom() {
		return !this.full;
	}

	/** The server, or the range of context ids, has no room for another interface. */
	void setFull() {
		this.full = true;
	}

	@Nullable InterfaceContext get(InterfaceId interfaceId) {
		return this.contexts.get(interfaceId);
	}

	/**
	 * Return the context of an interface, a new one if there is none.
	 * @param interfaceId the interface
	 * @return the context, or {@code null} if there is no room for it
	 */
	@Nullable InterfaceContext getOrCreate(InterfaceId interfaceId) {
		InterfaceContext context = this.contexts.get(interfaceId);
		if (context == null && hasContextIds()) {
			context = new InterfaceContext(this.nextContextId, interfaceId, this.transferSyntaxes);
			this.nextContextId += this.transferSyntaxes.size();
			this.contexts.put(interfaceId, context);
		}
		this.full |= !hasContextIds();
		return context;
	}

	private boolean hasContextIds() {
		return this.nextContextId + this.transferSyntaxes.size() <= MAX_CONTEXT_IDS;
	}

	/**
	 * Have an interface proposed, unless it is being or about to be.
	 * @param context its context
	 */
	void propose(InterfaceContext context) {
		if (context != this.altering && !this.proposals.contains(context)) {
			this.proposals.add(context);
		}
	}

	/**
	 * Return the next interface to propose.
	 * @return its context; {@code null} if there is none, or the one before is not
	 * answered
	 */
	@Nullable InterfaceContext nextProposal() {
		return (this.altering == null) ? this.proposals.poll() : null;
	}

	/**
	 * An alter_context goes out.
	 * @param context what it proposes
	 * @param callId its call id
	 */
	void alter(InterfaceContext context, int callId) {
		this.altering = context;
		this.alterCallId = callId;
	}

	/**
	 * Return what is proposed by an alter_context that is not answered.
	 * @return its context, or {@code null} if there is none
	 */
	@Nullable InterfaceContext altering() {
		return this.altering;
	}

	boolean isAlterCallId(int callId) {
		return this.altering != null && this.alterCallId == callId;
	}

	/**
	 * The server answered a bind or alter_context.
	 * @param context what was proposed
	 * @param results the results
	 * @return the answer
	 * @throws io.opnum.rpc.association.NegotiationException if they do not fit what was
	 * proposed
	 */
	Answer answered(InterfaceContext context, List<ContextResult> results) {
		Answer answer = context.answered(results);
		this.altering = null;
		this.accepted = this.contexts.values()
			.stream()
			.filter(InterfaceContext::isAccepted)
			.map(InterfaceContext::interfaceId)
			.collect(Collectors.toUnmodifiableSet());
		return answer;
	}

	/** The server refused the alter_context itself. */
	void alterRefused() {
		this.altering = null;
	}

	/**
	 * Take the calls that wait for an interface.
	 * @return the calls
	 */
	List<ClientCall> takeWaiting() {
		List<ClientCall> waiting = new ArrayList<>();
		this.contexts.values().forEach((context) -> waiting.addAll(context.takeWaiting()));
		return waiting;
	}

}
