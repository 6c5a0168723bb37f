package io.opnum.rpc.association;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

import io.opnum.rpc.association.PresentationNegotiator.Negotiation;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.AlterContextResponse;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.ContextResult;
import io.opnum.rpc.pdu.GoldenPdus;
import io.opnum.rpc.pdu.GoldenPdus.Step;
import io.opnum.rpc.pdu.MalformedPduException;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.testing.HexDumps;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PresentationNegotiator}.
 */
class PresentationNegotiatorTests {

	private static final InterfaceId EPM = InterfaceId.of("e1af8308-5d1f-11c9-91a4-08002b14a0fa", "3.0");

	private static final InterfaceId MGMT = InterfaceId.of("afa8bd80-7d8a-11c9-bef4-08002b102989", "1.0");

	private static final InterfaceId UNKNOWN = InterfaceId.of("00000000-0000-0000-0000-000000000001", "1.0");

	private static final SyntaxId OTHER_SYNTAX = new SyntaxId(new UUID(1, 2), 1, 0);

	private static final ContextResult NDR = ContextResult.accepted(SyntaxId.NDR);

	private static final ContextResult NDR64 = ContextResult.accepted(SyntaxId.NDR64);

	private static final ContextResult UNKNOWN_INTERFACE = ContextResult
		.rejected(ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED);

	private static final ContextResult UNKNOWN_SYNTAX = ContextResult
		.rejected(ContextResult.PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED);

	private static final ContextResult LIMIT = ContextResult.rejected(ContextResult.LOCAL_LIMIT_EXCEEDED);

	private final BindTimeFeatures features = new BindTimeFeatures(3);

	private final PresentationNegotiator<InterfaceId> negotiator = negotiator(10, SyntaxId.NDR);

	private final PresentationNegotiator<InterfaceId> preferringNdr64 = negotiator(10, SyntaxId.NDR64, SyntaxId.NDR);

	private PresentationNegotiator<InterfaceId> negotiator(int maxContexts, SyntaxId... transferSyntaxes) {
		return new PresentationNegotiator<>(List.of(transferSyntaxes), this.features, maxContexts,
				(requested) -> List.of(EPM, MGMT)
					.stream()
					.filter((served) -> served.serves(requested))
					.findFirst()
					.orElse(null));
	}

	@Test
	void acceptsKnownInterface() {
		Negotiation<InterfaceId> negotiation = this.negotiator.bind(List.of(element(4, EPM, SyntaxId.NDR)))
			.orElseThrow();
		assertThat(negotiation.results()).containsExactly(NDR);
		assertThat(negotiation.accepted()).isEqualTo(new PresentationContext<>(4, SyntaxId.of(EPM), SyntaxId.NDR, EPM));
		assertThat(negotiation.features()).isEqualTo(BindTimeFeatures.NONE);
	}

	@Test
	void acceptsOneElementAtMost() {
		assertThat(bind(element(0, EPM, SyntaxId.NDR), element(1, MGMT, SyntaxId.NDR),
				element(2, UNKNOWN, SyntaxId.NDR), element(3, EPM, SyntaxId.NDR)))
			.containsExactly(NDR, UNKNOWN_SYNTAX, UNKNOWN_INTERFACE, UNKNOWN_SYNTAX);
		assertThat(
				bind(element(2, UNKNOWN, SyntaxId.NDR), element(0, EPM, OTHER_SYNTAX), element(1, MGMT, SyntaxId.NDR)))
			.containsExactly(UNKNOWN_INTERFACE, UNKNOWN_SYNTAX, NDR);
	}

	@Test
	void picksOneOfTheTransferSyntaxesOfAnElement() {
		assertThat(bind(element(0, EPM, SyntaxId.NDR64, OTHER_SYNTAX, SyntaxId.NDR))).containsExactly(NDR);
		assertThat(results(this.preferringNdr64.bind(List.of(element(0, EPM, SyntaxId.NDR, SyntaxId.NDR64)))))
			.containsExactly(NDR64);
	}

	@Test
	void prefersItsBestTransferSyntaxOverAllElements() {
		assertThat(results(
				this.preferringNdr64.bind(List.of(element(0, EPM, SyntaxId.NDR), element(1, EPM, SyntaxId.NDR64)))))
			.containsExactly(UNKNOWN_SYNTAX, NDR64);
		assertThat(results(
				this.preferringNdr64.bind(List.of(element(0, EPM, SyntaxId.NDR), element(1, EPM, OTHER_SYNTAX)))))
			.containsExactly(NDR, UNKNOWN_SYNTAX);
	}

	@Test
	void servesOlderMinorVersionsOfTheSameMajorOne() {
		InterfaceId served = InterfaceId.of("e1af8308-5d1f-11c9-91a4-08002b14a0fa", "3.2");
		PresentationNegotiator<InterfaceId> negotiator = new PresentationNegotiator<>(List.of(SyntaxId.NDR),
				BindTimeFeatures.NONE, 10, (requested) -> served.serves(requested) ? served : null);
		Map<String, ContextResult> results = new TreeMap<>();
		for (String version : List.of("3.0", "3.1", "3.2", "3.3", "2.9", "4.0")) {
			ContextElement element = element(0, InterfaceId.of(EPM.uuid().toString(), version), SyntaxId.NDR);
			results.put(version, results(negotiator.bind(List.of(element))).get(0));
		}
		assertThat(results).isEqualTo(Map.of("3.0", NDR, "3.1", NDR, "3.2", NDR, "3.3", UNKNOWN_INTERFACE, "2.9",
				UNKNOWN_INTERFACE, "4.0", UNKNOWN_INTERFACE));
	}

	@Test
	void refusesProposalsWithoutElementsOrTransferSyntaxes() {
		assertThat(this.negotiator.bind(List.of())).isEmpty();
		assertThat(this.negotiator.alter(List.of(), Map.of())).isEmpty();
		assertThat(this.negotiator.bind(List.of(element(0, EPM, SyntaxId.NDR), element(1, EPM)))).isEmpty();
		assertThat(this.negotiator.alter(List.of(element(1, UNKNOWN)), Map.of())).isEmpty();
	}

	@Test
	void grantsFeaturesThatBothHave() {
		Negotiation<InterfaceId> negotiation = this.negotiator
			.bind(List.of(element(0, EPM, SyntaxId.NDR), new BindTimeFeatures(0xfffe).toElement(1, SyntaxId.of(EPM))))
			.orElseThrow();
		BindTimeFeatures agreed = new BindTimeFeatures(BindTimeFeatures.KEEP_CONNECTION_ON_ORPHAN);
		assertThat(negotiation.results()).containsExactly(NDR, agreed.toResult());
		assertThat(negotiation.features()).isEqualTo(agreed);
	}

	@Test
	void grantsFeaturesOfAnyInterfaceAndWithoutContext() {
		Negotiation<InterfaceId> negotiation = this.negotiator.bind(List.of(this.features.toElement(1, SyntaxId.NIL)))
			.orElseThrow();
		assertThat(negotiation.results()).containsExactly(this.features.toResult());
		assertThat(negotiation.accepted()).isNull();
	}

	@Test
	void refusesToGrantFeaturesTwice() {
		assertThat(this.negotiator.bind(List.of(element(0, EPM, SyntaxId.NDR),
				BindTimeFeatures.NONE.toElement(1, SyntaxId.of(EPM)), this.features.toElement(2, SyntaxId.of(EPM)))))
			.isEmpty();
	}

	@Test
	void grantsNoFeaturesInAlterContext() {
		Negotiation<InterfaceId> negotiation = this.negotiator
			.alter(List.of(this.features.toElement(1, SyntaxId.of(EPM)), this.features.toElement(1, SyntaxId.NIL)),
					Map.of())
			.orElseThrow();
		assertThat(negotiation.results()).containsExactly(UNKNOWN_SYNTAX, UNKNOWN_INTERFACE);
		assertThat(negotiation.features()).isEqualTo(BindTimeFeatures.NONE);
	}

	@Test
	void acceptsContextThatIsThereAlreadyAgain() {
		PresentationContext<InterfaceId> existing = existing(1, EPM);
		Negotiation<InterfaceId> negotiation = this.negotiator
			.alter(List.of(element(1, EPM, OTHER_SYNTAX, SyntaxId.NDR)), Map.of(1, existing))
			.orElseThrow();
		assertThat(negotiation.results()).containsExactly(NDR);
		assertThat(negotiation.accepted()).isSameAs(existing);
	}

	@Test
	void acceptsContextAgainWhoseInterfaceIsGone() {
		PresentationContext<InterfaceId> existing = existing(1, UNKNOWN);
		assertThat(results(this.negotiator.alter(List.of(element(1, UNKNOWN, SyntaxId.NDR)), Map.of(1, existing))))
			.containsExactly(NDR);
	}

	@Test
	void countsContextsThatAreThereAlreadyAsTheOneAccepted() {
		Map<Integer, PresentationContext<InterfaceId>> contexts = Map.of(3, existing(3, MGMT));
		assertThat(results(this.negotiator
			.alter(List.of(element(4, MGMT, SyntaxId.NDR), element(3, MGMT, SyntaxId.NDR)), contexts)))
			.containsExactly(NDR, UNKNOWN_SYNTAX);
		assertThat(results(this.negotiator
			.alter(List.of(element(3, MGMT, SyntaxId.NDR), element(4, MGMT, SyntaxId.NDR)), contexts)))
			.containsExactly(NDR, UNKNOWN_SYNTAX);
	}

	@Test
	void refusesAnotherInterfaceForContextInUse() {
		Map<Integer, PresentationContext<InterfaceId>> contexts = Map.of(1, existing(1, EPM));
		assertThat(this.negotiator.alter(List.of(element(1, MGMT, SyntaxId.NDR)), contexts)).isEmpty();
		assertThat(this.negotiator.alter(List.of(element(1, UNKNOWN, SyntaxId.NDR)), contexts)).isEmpty();
		assertThat(
				this.negotiator.alter(List.of(element(2, EPM, SyntaxId.NDR), element(1, MGMT, OTHER_SYNTAX)), contexts))
			.isEmpty();
	}

	@Test
	void refusesAnotherTransferSyntaxOfItsOwnForContextInUse() {
		Map<Integer, PresentationContext<InterfaceId>> contexts = Map.of(1, existing(1, EPM));
		assertThat(this.preferringNdr64.alter(List.of(element(1, EPM, SyntaxId.NDR64)), contexts)).isEmpty();
		assertThat(
				results(this.preferringNdr64.alter(List.of(element(1, EPM, SyntaxId.NDR64, SyntaxId.NDR)), contexts)))
			.containsExactly(NDR);
	}

	@Test
	void rejectsUnknownTransferSyntaxesForContextInUse() {
		Negotiation<InterfaceId> negotiation = this.negotiator
			.alter(List.of(element(1, EPM, OTHER_SYNTAX)), Map.of(1, existing(1, EPM)))
			.orElseThrow();
		assertThat(negotiation.results()).containsExactly(UNKNOWN_SYNTAX);
		assertThat(negotiation.accepted()).isNull();
	}

	@Test
	void limitsContexts() {
		PresentationNegotiator<InterfaceId> negotiator = negotiator(2, SyntaxId.NDR);
		Map<Integer, PresentationContext<InterfaceId>> contexts = new HashMap<>();
		List<ContextResult> results = new ArrayList<>();
		for (int i = 0; i < 10_000; i++) {
			Negotiation<InterfaceId> negotiation = negotiator.alter(List.of(element(i, EPM, SyntaxId.NDR)), contexts)
				.orElseThrow();
			results.addAll(negotiation.results());
			if (negotiation.accepted() != null) {
				contexts.put(negotiation.accepted().contextId(), negotiation.accepted());
			}
		}
		assertThat(contexts).containsOnlyKeys(0, 1);
		assertThat(results.subList(0, 2)).containsOnly(NDR);
		assertThat(results.subList(2, 10_000)).containsOnly(LIMIT);
	}

	@Test
	void limitLeavesContextsThatAreThere() {
		Map<Integer, PresentationContext<InterfaceId>> contexts = Map.of(1, existing(1, EPM));
		assertThat(results(negotiator(1, SyntaxId.NDR)
			.alter(List.of(element(2, EPM, SyntaxId.NDR), element(1, EPM, SyntaxId.NDR)), contexts)))
			.containsExactly(LIMIT, NDR);
		assertThat(results(negotiator(0, SyntaxId.NDR).bind(List.of(element(2, EPM, SyntaxId.NDR)))))
			.containsExactly(LIMIT);
	}

	/**
	 * Every bind and alter_context of the conversations with Samba whose answer depends
	 * on its contexts alone.
	 */
	@Test
	void answersAsRecorded() {
		Map<String, Integer> answered = new TreeMap<>();
		GoldenPdus.conversations().forEach((name, connections) -> {
			for (List<Step> steps : connections) {
				Map<Integer, PresentationContext<InterfaceId>> contexts = new HashMap<>();
				for (int i = 0; i + 1 < steps.size(); i++) {
					if (!steps.get(i).what().equals("c2s")) {
						continue;
					}
					Optional<List<ContextResult>> expected = recordedResults(steps.get(i + 1));
					Optional<Negotiation<InterfaceId>> actual = replay(steps.get(i), contexts);
					if (expected == null || actual == null) {
						continue;
					}
					assertThat(actual.map(Negotiation::results)).as(name).isEqualTo(expected);
					actual.map(Negotiation::accepted)
						.ifPresent((accepted) -> contexts.put(accepted.contextId(), accepted));
					answered.merge(name, 1, Integer::sum);
				}
			}
		});
		assertThat(answered).containsOnlyKeys(GoldenPdus.conversations().keySet());
		assertThat(answered.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(49);
	}

	@Test
	void answersTheProtocolSuiteOfSambaAsRecorded() {
		Map<String, List<String>> expected = new TreeMap<>();
		Map<String, List<String>> actual = new TreeMap<>();
		suite().forEachEntry((name, steps) -> {
			expected.put(name, texts(steps));
			actual.put(name, answers(this.negotiator, steps));
		});
		assertThat(actual).isEqualTo(expected).hasSize(17);
	}

	@Test
	void answersLikeWindowsToNdr64ForContextBoundWithNdrWhereBothAreSpoken() {
		JsonNode steps = suite().get("no_auth_presentation_ctx_invalid4");
		assertThat(answers(this.preferringNdr64, steps)).containsExactly("0/0", "fault 0x1c01000b");
	}

	@Test
	void randomProposalsGetOneResultEachAndOneAcceptanceAtMost() {
		Random random = new Random(42);
		List<InterfaceId> interfaces = List.of(EPM, MGMT, UNKNOWN);
		List<SyntaxId> syntaxes = List.of(SyntaxId.NDR, SyntaxId.NDR64, OTHER_SYNTAX,
				this.features.toElement(0, SyntaxId.NIL).transferSyntaxes().get(0));
		int accepted = 0;
		for (int i = 0; i < 20_000; i++) {
			Map<Integer, PresentationContext<InterfaceId>> contexts = new HashMap<>();
			for (int n = 0; n < 4; n++) {
				List<ContextElement> proposed = new ArrayList<>();
				for (int k = random.nextInt(5); k > 0; k--) {
					SyntaxId[] offered = new SyntaxId[1 + random.nextInt(3)];
					Arrays.setAll(offered, (index) -> syntaxes.get(random.nextInt(syntaxes.size())));
					proposed.add(element(random.nextInt(4), interfaces.get(random.nextInt(3)), offered));
				}
				Optional<Negotiation<InterfaceId>> negotiation = (n == 0) ? this.preferringNdr64.bind(proposed)
						: this.preferringNdr64.alter(proposed, contexts);
				if (negotiation.isEmpty()) {
					break;
				}
				List<ContextResult> results = results(negotiation);
				assertThat(results).hasSameSizeAs(proposed);
				PresentationContext<InterfaceId> context = negotiation.get().accepted();
				assertThat(results.stream().filter(ContextResult::isAccepted)).hasSize((context != null) ? 1 : 0);
				if (context != null) {
					assertThat(contexts.getOrDefault(context.contextId(), context)).isEqualTo(context);
					contexts.put(context.contextId(), context);
					accepted++;
				}
			}
		}
		assertThat(accepted).isPositive();
	}

	private static JsonNode suite() {
		try (InputStream in = PresentationNegotiatorTests.class.getResourceAsStream("vectors/negotiations.json")) {
			return JsonMapper.builder().build().readTree(in).get("cases");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<String> texts(JsonNode steps) {
		List<String> texts = new ArrayList<>();
		steps.forEach((step) -> texts.add(step.get(1).asString()));
		return texts;
	}

	private static List<String> answers(PresentationNegotiator<InterfaceId> negotiator, JsonNode steps) {
		List<String> answers = new ArrayList<>();
		Map<Integer, PresentationContext<InterfaceId>> contexts = new HashMap<>();
		for (JsonNode step : steps) {
			Pdu pdu = PduCodec.decode(HexDumps.parse(step.get(0).asString()));
			Optional<Negotiation<InterfaceId>> negotiation = (pdu instanceof AlterContext alter)
					? negotiator.alter(alter.contexts(), contexts) : negotiator.bind(((Bind) pdu).contexts());
			negotiation.map(Negotiation::accepted).ifPresent((context) -> contexts.put(context.contextId(), context));
			answers.add(negotiation.map(PresentationNegotiatorTests::text)
				.orElse((pdu instanceof Bind) ? "bind_nak 0" : "fault 0x1c01000b"));
		}
		return answers;
	}

	private static String text(Negotiation<InterfaceId> negotiation) {
		return negotiation.results()
			.stream()
			.map((result) -> result.result() + "/" + result.reason())
			.collect(Collectors.joining(","));
	}

	private static List<ContextResult> results(Optional<Negotiation<InterfaceId>> negotiation) {
		return negotiation.orElseThrow().results();
	}

	private List<ContextResult> bind(ContextElement... elements) {
		return results(this.negotiator.bind(List.of(elements)));
	}

	private Optional<Negotiation<InterfaceId>> replay(Step step,
			Map<Integer, PresentationContext<InterfaceId>> contexts) {
		Pdu pdu = decode(step);
		if (pdu instanceof Bind bind && bind.auth() == null && bind.assocGroupId() == 0 && contexts.isEmpty()) {
			return this.negotiator.bind(bind.contexts());
		}
		return (pdu instanceof AlterContext alter) ? this.negotiator.alter(alter.contexts(), contexts) : null;
	}

	private static Optional<List<ContextResult>> recordedResults(Step step) {
		Pdu pdu = decode(step);
		if (pdu instanceof BindAck ack) {
			return Optional.of(ack.results());
		}
		if (pdu instanceof AlterContextResponse response) {
			return Optional.of(response.results());
		}
		return (pdu instanceof BindNak nak && nak.reason() == 0) ? Optional.empty() : null;
	}

	private static Pdu decode(Step step) {
		try {
			return PduCodec.decode(step.octets());
		}
		catch (MalformedPduException ex) {
			return null;
		}
	}

	private static ContextElement element(int contextId, InterfaceId interfaceId, SyntaxId... transferSyntaxes) {
		return new ContextElement(contextId, SyntaxId.of(interfaceId), List.of(transferSyntaxes));
	}

	private static PresentationContext<InterfaceId> existing(int contextId, InterfaceId interfaceId) {
		return new PresentationContext<>(contextId, SyntaxId.of(interfaceId), SyntaxId.NDR, interfaceId);
	}

}
