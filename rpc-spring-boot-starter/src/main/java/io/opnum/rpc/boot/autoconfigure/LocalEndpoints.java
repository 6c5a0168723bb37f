package io.opnum.rpc.boot.autoconfigure;

import java.util.Set;

import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;

/**
 * Endpoints of this host as a client on it uses them.
 */
final class LocalEndpoints {

	private static final Set<String> ANY = Set.of("", "0.0.0.0", "::", "0:0:0:0:0:0:0:0");

	private LocalEndpoints() {
	}

	/**
	 * Return an endpoint with an address to connect to, where it has one to listen on.
	 * @param endpoint where a server listens
	 * @return where a client on this host reaches it
	 */
	static StringBinding reachable(StringBinding endpoint) {
		if (endpoint.protocolSequence().equals(ProtocolSequence.NCACN_IP_TCP)
				&& ANY.contains(endpoint.networkAddress())) {
			return endpoint.toBuilder().networkAddress("127.0.0.1").build();
		}
		return endpoint;
	}

	/**
	 * Return the TCP port of an endpoint.
	 * @param endpoint where a server listens over {@code ncacn_ip_tcp}
	 * @return the port
	 */
	static int port(StringBinding endpoint) {
		return Integer.parseInt(String.valueOf(endpoint.endpoint()));
	}

}
