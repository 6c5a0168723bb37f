package io.opnum.rpc.association;

import java.util.List;
import java.util.UUID;

import io.opnum.rpc.association.ContextProposal.AcceptedContext;
import io.opnum.rpc.association.ContextProposal.Answer;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.ContextResult;
import io.opnum.rpc.pdu.GoldenPdus;
import io.opnum.rpc.pdu.PduCodec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ContextProposal}.
 */
class ContextProposalTests {

	private static final InterfaceId EPM = InterfaceId.of("e1af8308-5d1f-11c9-91a4-08002b14a0fa", "3.0");

	private static final ContextResult UNKNOWN_INTERFACE = ContextResult
		.rejected(ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED);

	private static final ContextResult UNKNOWN_SYNTAX = ContextResult
		.rejected(ContextResult.PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED);

	private final BindTimeFeatures features = new BindTimeFeatures(3);

	@Test
	void bindIsThatOfWindowsClientsAndSambasAnswerIsRead() {
		ContextProposal proposal = ContextProposal.bind(EPM, 0, List.of(SyntaxId.NDR, SyntaxId.NDR64), this.features);
		Bind bind = (Bind) PduCodec.decode(GoldenPdus.named("raw-bind-ndr-ndr64-btfn#1").octets());
		assertThat(proposal.elements()).isEqualTo(bind.contexts());
		BindAck ack = (BindAck) PduCodec.decode(GoldenPdus.named("raw-bind-ndr-ndr64-btfn#2").octets());
		assertThat(proposal.read(ack.results())).isEqualTo(
				new Answer(new AcceptedContext(0, SyntaxId.NDR), this.features, ContextResult.accepted(SyntaxId.NDR)));
	}

	@Test
	void contextIsTheOneThatWasAcceptedAndNotTheFirst() {
		ContextProposal proposal = ContextProposal.bind(EPM, 7, List.of(SyntaxId.NDR, SyntaxId.NDR64), this.features);
		Answer answer = proposal
			.read(List.of(UNKNOWN_SYNTAX, ContextResult.accepted(SyntaxId.NDR64), this.features.toResult()));
		assertThat(answer.accepted()).isEqualTo(new AcceptedContext(8, SyntaxId.NDR64));
	}

	@Test
	void bestOfSeveralAcceptedIsTaken() {
		ContextProposal proposal = ContextProposal.alter(EPM, 7, List.of(SyntaxId.NDR, SyntaxId.NDR64));
		Answer answer = proposal
			.read(List.of(ContextResult.accepted(SyntaxId.NDR), ContextResult.accepted(SyntaxId.NDR64)));
		assertThat(answer.accepted()).isEqualTo(new AcceptedContext(8, SyntaxId.NDR64));
	}

	@Test
	void rejectionTellsWhy() {
		ContextProposal proposal = ContextProposal.bind(EPM, 0, List.of(SyntaxId.NDR), this.features);
		Answer answer = proposal.read(List.of(UNKNOWN_INTERFACE, UNKNOWN_INTERFACE));
		assertThat(answer).isEqualTo(new Answer(null, BindTimeFeatures.NONE, UNKNOWN_INTERFACE));
	}

	@Test
	void alterAsksForNoFeatures() {
		ContextProposal proposal = ContextProposal.alter(EPM, 5, List.of(SyntaxId.NDR));
		assertThat(proposal.elements()).singleElement()
			.satisfies((element) -> assertThat(element.contextId()).isEqualTo(5));
		assertThat(proposal.read(List.of(ContextResult.accepted(SyntaxId.NDR))).features())
			.isEqualTo(BindTimeFeatures.NONE);
	}

	@Test
	void featureElementIsNoContext() {
		ContextProposal proposal = ContextProposal.bind(EPM, 0, List.of(SyntaxId.NDR), this.features);
		Answer answer = proposal.read(List.of(UNKNOWN_SYNTAX, ContextResult.accepted(SyntaxId.NIL)));
		assertThat(answer).isEqualTo(new Answer(null, BindTimeFeatures.NONE, UNKNOWN_SYNTAX));
	}

	@Test
	void answerOfAnotherNumberOfResultsIsRefused() {
		ContextProposal proposal = ContextProposal.bind(EPM, 0, List.of(SyntaxId.NDR), this.features);
		ContextResult accepted = ContextResult.accepted(SyntaxId.NDR);
		for (List<ContextResult> results : List.of(List.<ContextResult>of(), List.of(accepted),
				List.of(accepted, accepted, accepted))) {
			assertThatExceptionOfType(NegotiationException.class).isThrownBy(() -> proposal.read(results))
				.withMessageContaining(results.size() + " results for 2");
		}
	}

	@Test
	void transferSyntaxThatWasNotOfferedIsRefused() {
		ContextProposal proposal = ContextProposal.alter(EPM, 5, List.of(SyntaxId.NDR));
		for (SyntaxId other : List.of(SyntaxId.NDR64, SyntaxId.NIL, new SyntaxId(new UUID(1, 2), 3, 4))) {
			assertThatExceptionOfType(NegotiationException.class)
				.isThrownBy(() -> proposal.read(List.of(ContextResult.accepted(other))))
				.withMessageContaining(other.toString())
				.withMessageContaining(SyntaxId.NDR.toString());
		}
	}

	@Test
	void proposalNeedsTransferSyntax() {
		assertThatIllegalArgumentException().isThrownBy(() -> ContextProposal.alter(EPM, 5, List.of()));
	}

}
