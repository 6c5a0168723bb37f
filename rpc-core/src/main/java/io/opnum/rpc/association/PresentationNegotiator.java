package io.opnum.rpc.association;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.ContextResult;
import org.jspecify.annotations.Nullable;

/**
 * Decides which proposed presentation contexts a server accepts (C706 12.6.3.1, MS-RPCE
 * 3.3.1.5.6), as Windows and Samba do: at most one element of each bind or alter_context,
 * the first that offers the transfer syntax the server likes best; failing that, the
 * first that offers the next. Immutable, thread-safe and free of I/O.
 * <p>
 * The other elements are rejected, but the connection lives: with
 * {@link ContextResult#ABSTRACT_SYNTAX_NOT_SUPPORTED} where the interface is unknown,
 * with {@link ContextResult#PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED} where it is known.
 * A proposal is refused as a whole where it has no elements, has an element without
 * transfer syntaxes, asks twice for features, or gives a context id in use another
 * meaning.
 *
 * @param <T> what interfaces are served with
 * @since 0.1.0
 */
public final class PresentationNegotiator<T> {

	private final List<SyntaxId> transferSyntaxes;

	private final BindTimeFeatures features;

	private final int maxContexts;

	private final InterfaceLookup<T> interfaces;

	/**
	 * Create a negotiator.
	 * @param transferSyntaxes the transfer syntaxes of the server, the best first
	 * @param features the features of the server
	 * @param maxContexts the most presentation contexts of a connection; beyond it
	 * elements are rejected with {@link ContextResult#LOCAL_LIMIT_EXCEEDED}
	 * @param interfaces finds the interfaces of the server
	 */
	public PresentationNegotiator(List<SyntaxId> transferSyntaxes, BindTimeFeatures features, int maxContexts,
			InterfaceLookup<T> interfaces) {
		this.transferSyntaxes = List.copyOf(transferSyntaxes);
		this.features = features;
		this.maxContexts = maxContexts;
		this.interfaces = interfaces;
	}

	/**
	 * Negotiate what a bind proposes.
	 * @param proposed the elements
	 * @return what was agreed, or nothing where a bind_nak is due, reason not specified
	 */
	public Optional<Negotiation<T>> bind(List<ContextElement> proposed) {
		return negotiate(proposed, Map.of(), true);
	}

	/**
	 * Negotiate what an alter_context proposes. Features are no part of it.
	 * @param proposed the elements
	 * @param contexts the contexts of the connection by their ids
	 * @return what was agreed, or nothing where a fault {@code nca_s_proto_error} that
	 * did not execute is due, and the end of the connection
	 */
	public Optional<Negotiation<T>> alter(List<ContextElement> proposed,
			Map<Integer, PresentationContext<T>> contexts) {
		return negotiate(proposed, contexts, false);
	}

	private Optional<Negotiation<T>> negotiate(List<ContextElement> proposed,
			Map<Integer, PresentationContext<T>> contexts, boolean bind) {
		List<ContextResult> results = new ArrayList<>(proposed.size());
		List<Candidate<T>> candidates = new ArrayList<>();
		BindTimeFeatures agreed = null;
		for (ContextElement element : proposed) {
			if (element.transferSyntaxes().isEmpty()) {
				return Optional.empty();
			}
			BindTimeFeatures asked = bind ? BindTimeFeatures.of(element) : null;
			if (asked != null) {
				if (agreed != null) {
					return Optional.empty();
				}
				agreed = asked.and(this.features);
				results.add(agreed.toResult());
				continue;
			}
			PresentationContext<T> existing = contexts.get(element.contextId());
			if (existing != null && contradicts(element, existing)) {
				return Optional.empty();
			}
			T target = (existing != null) ? existing.target()
					: this.interfaces.find(element.abstractSyntax().toInterfaceId());
			if (target == null) {
				results.add(ContextResult.rejected(ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED));
				continue;
			}
			candidates.add(new Candidate<>(results.size(), element, existing, target));
			results.add(ContextResult.rejected(ContextResult.PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED));
		}
		if (results.isEmpty()) {
			return Optional.empty();
		}
		PresentationContext<T> accepted = accept(candidates, results, contexts.size() < this.maxContexts);
		return Optional.of(new Negotiation<>(results, accepted, (agreed != null) ? agreed : BindTimeFeatures.NONE));
	}

	/**
	 * Whether an element gives its context id another interface or transfer syntax. One
	 * with unknown transfer syntaxes alone is rejected like any other, and changes
	 * nothing.
	 */
	private boolean contradicts(ContextElement element, PresentationContext<T> existing) {
		if (!element.abstractSyntax().equals(existing.abstractSyntax())) {
			return true;
		}
		List<SyntaxId> offered = element.transferSyntaxes();
		return !offered.contains(existing.transferSyntax())
				&& offered.stream().anyMatch(this.transferSyntaxes::contains);
	}

	private @Nullable PresentationContext<T> accept(List<Candidate<T>> candidates, List<ContextResult> results,
			boolean roomForOneMore) {
		for (SyntaxId transferSyntax : this.transferSyntaxes) {
			for (Candidate<T> candidate : candidates) {
				if (!candidate.allows(transferSyntax)) {
					continue;
				}
				if (candidate.existing() == null && !roomForOneMore) {
					results.set(candidate.index(), ContextResult.rejected(ContextResult.LOCAL_LIMIT_EXCEEDED));
					continue;
				}
				results.set(candidate.index(), ContextResult.accepted(transferSyntax));
				return candidate.toContext(transferSyntax);
			}
		}
		return null;
	}

	/**
	 * Finds what a server serves an interface with.
	 *
	 * @param <T> what interfaces are served with
	 */
	@FunctionalInterface
	public interface InterfaceLookup<T> {

		/**
		 * Find the interface that serves another, see
		 * {@link InterfaceId#serves(InterfaceId)}.
		 * @param requested the interface that a client asks for
		 * @return what serves it, or {@code null}
		 */
		@Nullable T find(InterfaceId requested);

	}

	/**
	 * What was agreed.
	 *
	 * @param results one result for each element, in the same order
	 * @param accepted the context accepted, new or one that the connection has already,
	 * or {@code null}
	 * @param features the features agreed; none in an alter_context
	 * @param <T> what interfaces are served with
	 */
	public record Negotiation<T>(List<ContextResult> results, @Nullable PresentationContext<T> accepted,
			BindTimeFeatures features) {

		public Negotiation {
			results = List.copyOf(results);
		}

	}

	/**
	 * An element of an interface that is served.
	 */
	private record Candidate<T>(int index, ContextElement element, @Nullable PresentationContext<T> existing,
			T target) {

		boolean allows(SyntaxId transferSyntax) {
			return this.element.transferSyntaxes().contains(transferSyntax)
					&& (this.existing == null || this.existing.transferSyntax().equals(transferSyntax));
		}

		PresentationContext<T> toContext(SyntaxId transferSyntax) {
			return (this.existing != null) ? this.existing : new PresentationContext<>(this.element.contextId(),
					this.element.abstractSyntax(), transferSyntax, this.target);
		}

	}

}
