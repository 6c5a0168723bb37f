package io.opnum.rpc.sample.interop;

import java.time.Instant;
import java.util.List;

import io.opnum.rpc.RpcServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * impacket, a DCE/RPC runtime in Python, as a client of the sample.
 */
@RequiresPeer(Peer.IMPACKET)
@SampleTest
class ImpacketIntegrationTests {

	@Autowired
	private SampleServer sample;

	@Autowired
	private RpcServer server;

	private JsonNode check(String name) {
		Command.Result result = Command.python("impacket_peer.py", "127.0.0.1", this.sample.mapperPort(), name)
			.run()
			.requireSuccess();
		return JsonMapper.shared().readTree(result.output());
	}

	private static JsonNode json(String text) {
		return JsonMapper.shared().readTree(text);
	}

	@Test
	void runsTheScriptThatShipsWithTheSample() {
		Command.Result result = Command
			.of(Command.PYTHON, "call-from-python.py", "SAW-JP-240", "127.0.0.1",
					String.valueOf(this.sample.mapperPort()))
			.run()
			.requireSuccess();
		assertThat(result.output()).isEqualToIgnoringNewLines("3");
	}

	@Test
	void listsTheEndpointMap() {
		String binding = "ncacn_ip_tcp:127.0.0.1[%d]".formatted(this.sample.port());
		assertThat(check("endpoint_map"))
			.extracting((entry) -> entry.get("interface").asString(), (entry) -> entry.get("binding").asString())
			.contains(tuple("0c5b3b0e-2f4d-4a52-9d0a-7be5b1a6e8f1", binding),
					tuple("60a15ec5-4de8-11d7-a637-005056a20182", binding));
	}

	@Test
	void readsListsOfStructuresWithNullableStrings() {
		assertThat(check("articles")).isEqualTo(json("""
				[ {"sku": "HAMMER-16", "name": "Claw hammer, 16 oz", "category": 0, "priceInCents": 2490,
				   "inStock": 12, "handling": null},
				  {"sku": "SAW-JP-240", "name": "Pull saw, 240 mm", "category": 0, "priceInCents": 3900,
				   "inStock": 3, "handling": "Keep the blade covered"} ]"""));
	}

	@Test
	void sendsAndReadsNestedStructures() {
		assertThat(check("place")).isEqualTo(json("""
				{"customer": "6f9619ff-8b86-4011-b42d-00c04fc964ff", "status": 0,
				 "lines": [["BOLT-M8-40", 100], ["NUT-M8", 200]], "totalInCents": 5900}"""));
	}

	@Test
	void callsEveryOperationOfRpcEcho() {
		assertThat(check("echo")).isEqualTo(json("""
				{"addOne": 0, "echoData": true, "sinkData": 0, "sourceData": true,
				 "testCall": "000002000400000000000000040000006100620063000000",
				 "testCall2": [
				   "01000a0000000000",
				   "0200140000000000",
				   "030000001e00000000000000",
				   "0400000000000000280000000000000000000000",
				   "050000000000000032000000000000003c0000000000000000000000",
				   "0600465000000000",
				   "070000000000000050000000000000005a0000000000000000000000"],
				 "testEnum": "01000000020000000100000001000200",
				 "testSurrounding": "04000000040000000000000000000000",
				 "testDoublePointer": "0c00",
				 "testDoublePointerToNull": "0000"}"""));
	}

	@Test
	void seesTheRightFaults() {
		JsonNode faults = check("faults");
		assertThat(faults.get("opnumOutOfRange").get("text").asString()).contains("nca_s_op_rng_error");
		assertThat(faults.get("emptyStub").get("text").asString()).contains("rpc_x_bad_stub_data");
		assertThat(faults.get("countThatLies").get("text").asString()).contains("rpc_x_bad_stub_data");
		assertThat(faults.get("unknownLevel").get("text").asString()).contains("nca_s_fault_invalid_tag");
		assertThat(faults.get("tooMuchSourceData").get("text").asString()).contains("nca_s_fault_invalid_bound");
		assertThat(faults.get("unknownInterface").get("text").asString()).contains("abstract_syntax_not_supported");
		assertThat(faults.get("notRegistered").get("text").asString()).contains("ept_s_not_registered");
		assertThat(faults.get("unknownSku").get("text").asString()).contains("e0de1001");
		assertThat(faults.get("stillAlive").asInt()).isEqualTo(42);
	}

	@Test
	void handsContextHandlesBack() {
		JsonNode baskets = check("baskets");
		assertThat(baskets.get("length").asInt()).isEqualTo(20);
		assertThat(baskets.get("attributes").asString()).isEqualTo("00000000");
		assertThat(baskets.get("total").toString()).isEqualTo("[120,470]");
		for (String refused : List.of("elsewhere", "unknown", "afterwards")) {
			assertThat(baskets.get(refused).get("text").asString()).as(refused)
				.contains("nca_s_fault_context_mismatch");
		}
		assertThat(baskets.get("null").get("text").asString()).contains("6ef");
		assertThat(baskets.get("placed").asString()).isEqualTo("00".repeat(20));
		assertThat(baskets.get("discarded").asString()).isEqualTo("00".repeat(20));
	}

	@Test
	void hasItsContextHandlesRunDownOnceWhenItIsKilled() throws InterruptedException {
		long before = this.server.statistics().contextRundowns();
		Command.Result killed = Command
			.python("impacket_peer.py", "127.0.0.1", this.sample.mapperPort(), "baskets_left_behind")
			.run();
		assertThat(killed.exitCode()).as(killed.output()).isEqualTo(128 + 9);
		Instant deadline = Instant.now().plusSeconds(20);
		while (this.server.statistics().contextRundowns() < before + 2) {
			assertThat(Instant.now()).isBefore(deadline);
			Thread.sleep(10);
		}
		assertThat(this.server.statistics().contextRundowns()).isEqualTo(before + 2);
		assertThat(this.server.statistics().contextHandles()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "management", "management_in_ndr64" })
	void callsTheManagementInterface(String check) {
		JsonNode management = check(check);
		assertThat(management.get("interfaces")).extracting(JsonNode::asString)
			.contains("0c5b3b0e-2f4d-4a52-9d0a-7be5b1a6e8f1", "60a15ec5-4de8-11d7-a637-005056a20182");
		assertThat(management.get("statistics")).hasSize(4);
		assertThat(management.get("stop").toString()).contains("rpc_s_access_denied");
	}

	@Test
	void callsOverManyConnectionsAtOnce() {
		assertThat(check("many").get("wrong")).isEmpty();
	}

	@Test
	void cancelsAndOrphansCallsThatWouldSleepForAMinute() {
		JsonNode cancel = check("cancel");
		for (String how : new String[] { "cancelled", "orphaned", "both" }) {
			assertThat(cancel.get(how).get("text").asString()).as(how).contains("nca_s_fault_cancel");
		}
		assertThat(cancel.get("stillAlive").asInt()).isEqualTo(42);
	}

}
