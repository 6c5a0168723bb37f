package io.opnum.rpc.association;

import java.util.ArrayList;
import java.util.List;

import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.ContextResult;
import org.jspecify.annotations.Nullable;

/**
 * What a client proposes to use one interface on a connection, and how it reads the
 * answer (MS-RPCE 3.3.1.5.6): one element for each transfer syntax, as Windows does,
 * since not every server looks at a second one; in a bind, one for features. Servers like
 * Windows accept one of them; where one accepts several, the last counts. Immutable,
 * thread-safe and free of I/O.
 *
 * @since 0.1.0
 */
public final class ContextProposal {

	private final List<ContextElement> elements;

	private final boolean withFeatures;

	private ContextProposal(List<ContextElement> elements, boolean withFeatures) {
		this.elements = List.copyOf(elements);
		this.withFeatures = withFeatures;
	}

	/**
	 * Make the proposal of a bind.
	 * @param interfaceId the interface
	 * @param contextId the first context id to use; each element uses one. Below 256 at
	 * best: Windows and Samba cut longer ones in responses
	 * @param transferSyntaxes the transfer syntaxes, at least one, the best last
	 * @param features the features to ask for; none asks nothing
	 * @return the proposal
	 */
	public static ContextProposal bind(InterfaceId interfaceId, int contextId, List<SyntaxId> transferSyntaxes,
			BindTimeFeatures features) {
		List<ContextElement> elements = elements(interfaceId, contextId, transferSyntaxes);
		boolean withFeatures = features.mask() != 0;
		if (withFeatures) {
			elements.add(features.toElement(contextId + elements.size(), SyntaxId.of(interfaceId)));
		}
		return new ContextProposal(elements, withFeatures);
	}

	/**
	 * Make the proposal of an alter_context.
	 * @param interfaceId the interface
	 * @param contextId the first context id to use; each element uses one
	 * @param transferSyntaxes the transfer syntaxes, at least one, the best last
	 * @return the proposal
	 */
	public static ContextProposal alter(InterfaceId interfaceId, int contextId, List<SyntaxId> transferSyntaxes) {
		return new ContextProposal(elements(interfaceId, contextId, transferSyntaxes), false);
	}

	private static List<ContextElement> elements(InterfaceId interfaceId, int contextId,
			List<SyntaxId> transferSyntaxes) {
		if (transferSyntaxes.isEmpty()) {
			throw new IllegalArgumentException("A proposal needs a transfer syntax");
		}
		List<ContextElement> elements = new ArrayList<>();
		for (SyntaxId transferSyntax : transferSyntaxes) {
			elements.add(
					new ContextElement(contextId + elements.size(), SyntaxId.of(interfaceId), List.of(transferSyntax)));
		}
		return elements;
	}

	/**
	 * Return the elements to send.
	 * @return the elements
	 */
	public List<ContextElement> elements() {
		return this.elements;
	}

	/**
	 * Read the results of a bind_ack or alter_context_resp.
	 * @param results the results
	 * @return what the server agreed to
	 * @throws NegotiationException if the results do not fit the elements
	 */
	public Answer read(List<ContextResult> results) {
		if (results.size() != this.elements.size()) {
			throw new NegotiationException("The server gave %d results for %d presentation contexts: %s"
				.formatted(results.size(), this.elements.size(), results));
		}
		int contexts = this.withFeatures ? results.size() - 1 : results.size();
		BindTimeFeatures features = this.withFeatures ? BindTimeFeatures.of(results.get(contexts))
				: BindTimeFeatures.NONE;
		for (int i = contexts - 1; i >= 0; i--) {
			if (results.get(i).isAccepted()) {
				return new Answer(accepted(this.elements.get(i), results.get(i)), features, results.get(i));
			}
		}
		return new Answer(null, features, results.get(0));
	}

	private static AcceptedContext accepted(ContextElement element, ContextResult result) {
		if (!element.transferSyntaxes().contains(result.transferSyntax())) {
			throw new NegotiationException(
					"The server accepted context %d of %s with transfer syntax %s, offered was %s".formatted(
							element.contextId(), element.abstractSyntax(), result.transferSyntax(),
							element.transferSyntaxes()));
		}
		return new AcceptedContext(element.contextId(), result.transferSyntax());
	}

	/**
	 * A context that the server accepted.
	 *
	 * @param contextId the context id for requests
	 * @param transferSyntax how stub data is represented
	 */
	public record AcceptedContext(int contextId, SyntaxId transferSyntax) {

	}

	/**
	 * What the server agreed to.
	 *
	 * @param accepted the context, or {@code null} if all were rejected
	 * @param features the features granted
	 * @param result the result of the context, or the first of the rejections
	 */
	public record Answer(@Nullable AcceptedContext accepted, BindTimeFeatures features, ContextResult result) {

	}

}
