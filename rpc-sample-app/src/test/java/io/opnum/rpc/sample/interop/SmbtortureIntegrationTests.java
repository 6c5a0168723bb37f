package io.opnum.rpc.sample.interop;

import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Samba's own test of RPC runtimes, against the sample's {@code rpcecho}.
 */
@RequiresPeer(Peer.SMBTORTURE)
@SampleTest
class SmbtortureIntegrationTests {

	private static final Pattern OUTCOME = Pattern.compile("^(success|failure|error|skip): echo\\.(\\w+)",
			Pattern.MULTILINE);

	static final Set<String> ALL_TESTS_OF_RPC_ECHO = Set.of("success: echo.addone", "success: echo.sinkdata",
			"success: echo.echodata", "success: echo.sourcedata", "success: echo.testcall", "success: echo.testcall2",
			"success: echo.enum", "success: echo.surrounding", "success: echo.doublepointer", "success: echo.sleep");

	@Autowired
	private SampleServer sample;

	/**
	 * Among them {@code sleep}: it sends three calls at once over a second connection of
	 * the association and wants each answer when it is due.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "", ",bigendian", ",validate", ",ndr64" })
	void passesAllTestsOfRpcEcho(String options) {
		String binding = "ncacn_ip_tcp:127.0.0.1[%s%s]".formatted(this.sample.port(), options);
		assertThat(outcomesOfRpcEcho(binding)).isEqualTo(ALL_TESTS_OF_RPC_ECHO);
	}

	static Set<String> outcomesOfRpcEcho(String binding, String... options) {
		return outcomes(rpcEcho(binding, options));
	}

	static Command rpcEcho(String binding, String... options) {
		return Command.of("smbtorture", SambaTools.configuration(), binding, "-U%", "--format=subunit", "rpc.echo")
			.with(options);
	}

	static Set<String> outcomes(Command rpcEcho) {
		return OUTCOME.matcher(rpcEcho.run().requireSuccess().output())
			.results()
			.map(MatchResult::group)
			.collect(Collectors.toSet());
	}

}
