package io.opnum.rpc.sample.interop;

import org.springframework.core.env.Environment;

/**
 * Where the sample listens on the loopback interface. It is another port after a restart,
 * and a context that waits for its next test is stopped meanwhile.
 */
final class SampleServer {

	private final Environment environment;

	SampleServer(Environment environment) {
		this.environment = environment;
	}

	/** The port that its interfaces are served on. */
	int port() {
		return this.environment.getRequiredProperty("local.rpc.port", Integer.class);
	}

	/** The port of its endpoint mapper. */
	int mapperPort() {
		return this.environment.getRequiredProperty("local.rpc.endpoint-mapper.port", Integer.class);
	}

}
