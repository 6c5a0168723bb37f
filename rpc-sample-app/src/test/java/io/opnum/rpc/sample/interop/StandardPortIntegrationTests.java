package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample as a program of its own, with its endpoint mapper on port 135, where all
 * clients look for one: they are given no endpoint.
 */
@RequiresPeer(Peer.PORT_135)
class StandardPortIntegrationTests {

	private static final List<String> INTERFACES = List.of("0c5b3b0e-2f4d-4a52-9d0a-7be5b1a6e8f1",
			"60a15ec5-4de8-11d7-a637-005056a20182");

	private static PeerProcess sample;

	@BeforeAll
	static void start() throws IOException {
		sample = PeerProcess.start(Command.of(Command.PEERS.resolve("sample.sh").toString(),
				System.getProperty("java.home") + "/bin/java", System.getProperty("java.class.path")));
	}

	@AfterAll
	static void stop() throws IOException {
		if (sample != null) {
			sample.close();
		}
	}

	private static String run(String... words) throws IOException {
		return sample.within(Command.of(words)).run().requireSuccess().output();
	}

	@Test
	void tellsWhatToTryNext() {
		await().untilAsserted(() -> assertThat(sample.log()).contains("12 of HAMMER-16 are in stock",
				"curl http://localhost:8080/articles/HAMMER-16"));
	}

	/**
	 * Among these tests the scanner sends stubs of all sizes to all operations that it
	 * finds. What Samba has beside them looks for services that the sample is not.
	 */
	@ParameterizedTest
	@RequiresPeer(Peer.SMBTORTURE)
	@ValueSource(strings = { "rpc.echo", "rpc.mgmt", "rpc.scanner", "rpc.epmapper.epmapper.Map_simple",
			"rpc.epmapper.epmapper.Map_full", "rpc.epmapper.epmapper.Lookup_terminate_search",
			"rpc.epmapper.epmapper.Insert_noreplace" })
	void smbtortureFindsWhatItTests(String test) throws IOException {
		assertThat(run("smbtorture", SambaTools.configuration(), "ncacn_ip_tcp:127.0.0.1", "-U%", "--format=subunit",
				test))
			.contains("success: ")
			.doesNotContain("failure:", "error:", "skip:");
	}

	@Test
	@RequiresPeer(Peer.RPCCLIENT)
	void rpcclientEnumeratesTheEndpointMap() throws IOException {
		assertThat(
				run("rpcclient", SambaTools.configuration(), "-U%", "ncacn_ip_tcp:127.0.0.1[135]", "-c", "epmlookup"))
			.contains(INTERFACES)
			.contains("order-desk");
	}

	@Test
	@RequiresPeer(Peer.IMPACKET)
	void theScriptThatShipsWithTheSampleFindsTheOrderDesk() throws IOException {
		assertThat(run(Command.PYTHON, "call-from-python.py", "GLOVES-9", "127.0.0.1", "135"))
			.isEqualToIgnoringNewLines("150");
	}

}
