package io.opnum.rpc.sample.interop;

import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.RpcServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Samba's tests of context handles, association groups and presentation contexts.
 */
@RequiresPeer(Peer.SMBTORTURE)
class SmbtortureHandlesIntegrationTests {

	private final AtomicInteger rundowns = new AtomicInteger();

	private RpcServer server;

	@BeforeEach
	void start() {
		this.server = RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").build();
		this.server.register(Lsarpc.class, new HandleServices.LsarpcService(this.rundowns));
		this.server.register(HandleServices.SamrHandles.class, new HandleServices.SamrService());
		this.server.register(HandleServices.Dssetup.class, new HandleServices.DssetupService());
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private Command.Result run(String test, String options) {
		String endpoint = this.server.bindings().get(0).endpoint();
		return Command
			.of("smbtorture", SambaTools.configuration(), "ncacn_ip_tcp:127.0.0.1[%s%s]".formatted(endpoint, options),
					"-U%", "--format=subunit", test)
			.run();
	}

	private void assertSuccess(String test, String name, String options) {
		assertThat(run(test, options).requireSuccess().output()).contains("success: " + name)
			.doesNotContain("failure:", "error:", "skip:", "not supported");
	}

	/**
	 * A handle is known to its association group alone, and to its interface; a group
	 * whose last connection is closed can't be joined any more, and neither can one that
	 * never was.
	 */
	@ParameterizedTest
	@CsvSource({ "lsarpc,''", "lsarpc,',bigendian'", "lsarpc,',ndr64'", "samr,''", "mixed-shared,''",
			"mixed-shared,',ndr64'", "random-assoc,''" })
	void passesTheTestsOfContextHandles(String test, String options) {
		assertSuccess("rpc.handles." + test, test, options);
		await().until(() -> this.server.statistics().contextHandles() == 0);
	}

	/**
	 * A handle is known on all connections of its group, also on those that came later,
	 * until it is closed on one of them. Samba 4.17's test goes as far as that and then
	 * takes the status of its last call, which was to fail, for that of the next, which
	 * succeeded; its connections end with a policy open.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "", ",bigendian", ",ndr64" })
	void sharesHandlesWithinAGroupAndRunsDownWhatIsLeft(String options) {
		assertThat(run("rpc.handles.lsarpc-shared", options).output())
			.containsSubsequence("close the policy handle on p2 others get a fault", "open a new policy handle on p3",
					"use the policy handle on p1,p2,p3")
			.contains("status was NT_STATUS_RPC_SS_CONTEXT_MISMATCH, expected NT_STATUS_OK: use policy handle on p1");
		await().until(() -> this.server.statistics().associations() == 0);
		await().until(() -> this.rundowns.get() == 1);
		assertThat(this.server.statistics().contextRundowns()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ",bigendian" })
	void passesTheTestOfAlteredContexts(String options) {
		assertSuccess("rpc.altercontext", "altercontext", options);
	}

}
