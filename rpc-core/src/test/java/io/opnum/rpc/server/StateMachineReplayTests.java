package io.opnum.rpc.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.pdu.GoldenPdus;
import io.opnum.rpc.server.RecordedSuite.Step;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replays recorded conversations against the server: each answer, fault, bind_nak and
 * close as it was recorded.
 */
class StateMachineReplayTests {

	/** The cases of Samba's suite that are replayed. */
	private static final Set<String> REPLAYED = Set.of(
			// fragments and cancels
			"2nd_cancel_requests", "first_08_requests", "first_cancel_requests", "first_cmpx_requests",
			"first_didnot_requests", "first_maybe_requests", "first_only_requests", "fragmented_requests01",
			"fragmented_requests02", "fragmented_requests03", "fragmented_requests04", "fragmented_requests05",
			"last_cancel_requests", "last_only_requests", "mix_requests", "none_only_requests", "alloc_hint",
			"co_cancel_no_request", "co_cancel_request_after_first", "orphaned_no_request",
			"orphaned_request_after_first_last", "orphaned_request_after_first_mpx_last",
			"orphaned_request_after_first_mpx_no_last", "orphaned_request_after_first_no_last",
			// association groups
			"assoc_group_diff1", "assoc_group_fail1", "assoc_group_fail2", "assoc_group_fail3", "assoc_group_ok1",
			"assoc_group_ok2",
			// fragment sizes
			"neg_xmit_0_0", "neg_xmit_0_3199", "neg_xmit_0_ffff", "neg_xmit_3199_0", "neg_xmit_3199_ffff",
			"neg_xmit_ffff_0", "neg_xmit_ffff_3199", "neg_xmit_ffff_ffff",
			// presentation contexts and features
			"alter_no_auth_no_ctx", "no_auth_bind_time_keep_on_orphan_ignore_additional",
			"no_auth_bind_time_keep_on_orphan_simple", "no_auth_bind_time_none_ignore_additional",
			"no_auth_bind_time_none_simple", "no_auth_bind_time_only_first",
			"no_auth_bind_time_sec_ctx_ignore_additional", "no_auth_bind_time_twice", "no_auth_invalid_valid_request",
			"no_auth_no_ctx", "no_auth_presentation_ctx_invalid1", "no_auth_presentation_ctx_invalid2",
			"no_auth_presentation_ctx_invalid3", "no_auth_presentation_ctx_invalid4",
			"no_auth_presentation_ctx_no_ndr64", "no_auth_presentation_ctx_valid1", "no_auth_presentation_ctx_valid2",
			"no_auth_valid_valid_request",
			// flags
			"no_auth_request", "no_auth_request_alter_pfc_00", "no_auth_request_alter_pfc_08",
			"no_auth_request_alter_pfc_CONC_MPX", "no_auth_request_alter_pfc_DID_NOT_EXECUTE",
			"no_auth_request_alter_pfc_FIRST", "no_auth_request_alter_pfc_HDR_SIGNING",
			"no_auth_request_alter_pfc_LAST", "no_auth_request_alter_pfc_MAYBE",
			"no_auth_request_alter_pfc_OBJECT_UUID", "no_auth_request_alter_pfc_ff", "no_auth_request_bind_pfc_00",
			"no_auth_request_bind_pfc_08", "no_auth_request_bind_pfc_CONC_MPX",
			"no_auth_request_bind_pfc_DID_NOT_EXECUTE", "no_auth_request_bind_pfc_FIRST",
			"no_auth_request_bind_pfc_HDR_SIGNING", "no_auth_request_bind_pfc_LAST", "no_auth_request_bind_pfc_MAYBE",
			"no_auth_request_bind_pfc_OBJECT_UUID",
			// authentication that is refused before any
			"auth_none_0_bind", "auth_none_255_bind", "auth_none_7_bind", "auth_none_call_bind",
			"auth_none_call_request", "auth_none_connect_bind", "auth_none_connect_request", "auth_none_integrity_bind",
			"auth_none_none_bind", "auth_none_none_request", "auth_none_packet_bind", "auth_none_packet_request",
			"auth_none_privacy_bind", "invalid_auth_noctx", "spnego_0_bind", "spnego_255_bind", "spnego_7_bind",
			"spnego_none_bind");

	/** How many cases need an authentication service. */
	private static final int NEED_AUTHENTICATION = 100;

	/** The conversations made by hand: all but the last are replayed. */
	private static final Set<String> BY_HAND = Set.of("bind-ndr-ndr64-btfn", "bind-one-ctx-two-syntaxes",
			"alter-context-and-faults", "request-fragmented", "bind-naks", "protocol-errors", "cancel-orphaned",
			"object-uuid", "concurrent-mpx", "max-frag-negotiation", "bigendian-bind-and-request", "ctx-id-over-255",
			"ncalrpc-epmapper", "bind-two-interfaces", "pipelined-without-mpx", "assoc-group-handle-sharing",
			"extra-stub-bytes-and-empty-stub", "version-compatibility", "epm-lookup-bigendian-map",
			// Samba answers it all the same
			"maybe-call");

	@Test
	void everyCaseIsReplayedOrNamed() {
		assertThat(RecordedSuite.cases().keySet()).containsExactlyInAnyOrderElementsOf(REPLAYED);
		assertThat(RecordedSuite.casesWithAuthentication()).hasSize(NEED_AUTHENTICATION);
		assertThat(REPLAYED.size() + NEED_AUTHENTICATION).isEqualTo(194);
		assertThat(GoldenPdus.conversations().keySet()).containsExactlyInAnyOrderElementsOf(BY_HAND);
	}

	@TestFactory
	Stream<DynamicTest> suite() {
		Map<String, List<Step>> cases = new LinkedHashMap<>(RecordedSuite.cases());
		cases.keySet().retainAll(REPLAYED);
		return cases.entrySet().stream().map((entry) -> DynamicTest.dynamicTest(entry.getKey(), () -> {
			try (ReplayServer server = new ReplayServer(Set.of(TransferSyntax.NDR))) {
				replay(server, entry.getValue());
			}
		}));
	}

	private static void replay(ReplayServer server, List<Step> steps) {
		Conversation conversation = new Conversation();
		Map<Integer, RawPeer> peers = new HashMap<>();
		for (Step step : steps) {
			RawPeer peer = peers.get(step.connection());
			switch (step.direction()) {
				case "connect" -> {
					if (peer != null) {
						peer.disconnect();
					}
					peers.put(step.connection(), connect(server, step.summary()));
				}
				case "c2s" -> conversation.send(peer, step.hex());
				case "s2c" -> conversation.expect(peer, step.hex());
				case "none" -> peer.expectSilence();
				case "server-close" -> peer.expectClosed();
				default -> throw new IllegalStateException(step.toString());
			}
		}
		peers.values().forEach((peer) -> {
			peer.disconnect();
			peer.expectClosed();
		});
	}

	private static RawPeer connect(ReplayServer server, String summary) {
		if (summary.startsWith("pipe ")) {
			return server.connect(ProtocolSequence.NCACN_NP, summary.substring("pipe ".length()));
		}
		return server.connect(ProtocolSequence.NCACN_IP_TCP, summary.substring("tcp port ".length()));
	}

	@TestFactory
	Stream<DynamicTest> conversationsByHand() {
		return GoldenPdus.conversations()
			.entrySet()
			.stream()
			.filter((entry) -> !entry.getKey().equals("maybe-call"))
			.map((entry) -> DynamicTest.dynamicTest(entry.getKey(),
					() -> replayByHand(entry.getKey(), entry.getValue())));
	}

	private static void replayByHand(String name, List<List<GoldenPdus.Step>> connections) {
		try (ReplayServer server = new ReplayServer(Set.of(TransferSyntax.NDR))) {
			Conversation conversation = new Conversation();
			List<RawPeer> peers = new ArrayList<>();
			for (List<GoldenPdus.Step> steps : connections) {
				if (name.equals("assoc-group-handle-sharing") && peers.size() == 3) {
					// The group is asked for when all of its connections have gone
					peers.forEach(RawPeer::disconnect);
				}
				RawPeer peer = name.startsWith("ncalrpc") ? server.connect(ProtocolSequence.NCALRPC, "EPMAPPER")
						: server.connect(ProtocolSequence.NCACN_IP_TCP, "135");
				peers.add(peer);
				for (GoldenPdus.Step step : steps) {
					switch (step.what()) {
						case "c2s" -> conversation.send(peer, step.hex());
						case "s2c" -> conversation.expect(peer, step.hex());
						case "silence" -> peer.expectSilence();
						case "server-close" -> peer.expectClosed();
						default -> throw new IllegalStateException(step.toString());
					}
				}
				peer.assertAllReleased();
			}
		}
	}

}
